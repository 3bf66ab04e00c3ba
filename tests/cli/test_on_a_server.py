"""The same shell with the ledger in PostgreSQL: one setting differs, and every command that reads says the same."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

import cast as c
from cli.conftest import Shell
from cli.settled import handling, settle
from fee_files import full_release
from scabot.ledger.address import as_user, read_address
from scabot.ledger.migrate import migrate
from scabot.ledger.server_tables import Roles
from servers.grounds import migrated
from servers.postgres import Server, careful_postgres

__all__ = ["careful_postgres"]

Owner = psycopg.Connection[tuple[object, ...]]


@pytest.fixture
def url(empty_folder: Path, careful_postgres: Server, monkeypatch: pytest.MonkeyPatch) -> str:
    """Stand in the folder of a settled installation whose ledger is on a server."""
    address = migrated(careful_postgres)
    data = empty_folder / "data"
    data.mkdir(mode=0o700)
    settle(data, address)
    monkeypatch.setenv("SCABOT_DATABASE_URL", address)
    return address


@pytest.fixture
def owner(url: str, careful_postgres: Server) -> Iterator[Owner]:
    address = read_address(url)
    with careful_postgres.connect() as connection:
        connection.execute(f"SET search_path = {address.work}, {address.schema}")
        yield connection


def test_a_case_is_shown_and_replayed_from_the_server(url: str, shell: Shell) -> None:
    status, replay = shell("status", c.KEY), shell("audit", "replay", c.KEY)
    assert (status.code, replay.code) == (0, 0)
    assert "AGREEMENT EXECUTED: SCA-7QK2M4" in replay.out
    assert "SCA-7QK2M4" in status.out
    assert shell("status", "SCA-000000").err == "There is no case SCA-000000 in this ledger.\n"
    assert url


def test_a_replay_from_the_server_is_the_one_from_a_file(
    url: str, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_server = shell("audit", "replay", c.KEY, "--json")
    other = tmp_path / "other"
    other.mkdir(mode=0o700)
    settle(other)
    monkeypatch.delenv("SCABOT_DATABASE_URL")
    monkeypatch.setenv("SCABOT_DATA_DIR", str(other))
    assert shell("audit", "replay", c.KEY, "--json") == on_server
    assert url


def test_a_ledger_on_the_server_is_verified_with_and_without_keys_also_by_a_reader(
    url: str, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [shell("audit", "verify").code, shell("audit", "verify", "--decrypt").code] == [2, 2]
    monkeypatch.setenv("SCABOT_DATABASE_URL", as_user(url, "reader"))
    ran = shell("audit", "verify", "--decrypt")
    assert (ran.code, ran.err) == (2, "")
    assert shell("audit", "replay", c.KEY).code == 0


def test_a_changed_fact_on_the_server_is_found(owner: Owner, shell: Shell) -> None:
    owner.execute("ALTER TABLE scabot_events DISABLE TRIGGER USER")
    owner.execute(
        "UPDATE scabot_events SET state = '\\x00' WHERE originator_id = %s AND originator_version = 3", (c.KEY,)
    )
    ran = shell("audit", "verify")
    assert ran.code == 1
    assert "the stored event does not give the stored leaf" in " ".join(ran.out.split())


def test_people_and_channels_are_listed_from_the_server(url: str, shell: Shell) -> None:
    assert "U0RUTH" in shell("people", "list").out
    assert shell("channels", "link", "team", "T0LAKESIDE", "C0TEAM", "internal").code == 0
    assert shell("channels", "list").out == "team  internal  T0LAKESIDE/C0TEAM\n"
    assert url


def test_views_on_the_server_are_compared_and_written_anew_and_a_reader_may_still_read_them(
    owner: Owner, url: str, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shell("rebuild", "--check").code == 0
    owner.execute("UPDATE board SET payer = 'Somebody else'")
    ran = shell("rebuild", "--check")
    assert (ran.code, ran.out.count("board")) == (1, 2)
    assert shell("rebuild").out == "Every view was written anew from the events.\n"
    monkeypatch.setenv("SCABOT_DATABASE_URL", as_user(url, "reader"))
    assert shell("people", "list").code == 0
    assert shell("rebuild", "--check").code == 0


def test_who_may_only_read_records_nothing(url: str, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCABOT_DATABASE_URL", as_user(url, "reader"))
    ran = shell("people", "grant", "T0LAKESIDE", "U0NEW", "pa_specialist", "--name", "New")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.endswith("this role may not record. As the owner run: scabot migrate --role THIS_ROLE\n")


def test_a_superuser_is_refused_for_the_bot_and_enough_for_a_look(
    url: str, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCABOT_DATABASE_URL", as_user(url, "scabot"))
    ran = shell("people", "grant", "T0LAKESIDE", "U0NEW", "pa_specialist", "--name", "New")
    assert (ran.code, "connect as a role that neither owns the facts nor is a superuser" in ran.err) == (1, True)
    assert shell("people", "list").code == 0


@pytest.mark.parametrize("words", [["status", c.KEY], ["people", "list"], ["rebuild", "--check"], ["rebuild"]])
def test_every_command_says_to_make_the_tables_first(
    url: str, shell: Shell, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCABOT_DATABASE_URL", url.replace("schema=s", "schema=none"))
    ran = shell(*words)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.endswith("holds no ledger yet. Run: scabot migrate\n")


def test_a_verification_that_finds_no_tables_or_no_server_claims_nothing(
    url: str, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    for address in (url.replace("schema=s", "schema=none"), "postgresql://me:canary@127.0.0.1:1/scabot"):
        monkeypatch.setenv("SCABOT_DATABASE_URL", address)
        ran = shell("audit", "verify")
        assert (ran.code, "canary" in ran.out + ran.err) == (3, False)


def test_tables_of_an_older_release_are_named_as_such(owner: Owner, shell: Shell) -> None:
    owner.execute("UPDATE store_meta SET value = '0' WHERE name = 'schema'")
    assert shell("status", c.KEY).err.endswith("has the tables of an older release. Run: scabot migrate\n")
    owner.execute("UPDATE store_meta SET value = '99' WHERE name = 'schema'")
    assert shell("people", "list").err.endswith("was written by a newer release than this one.\n")


def test_a_copy_put_back_without_its_sequence_is_refused_before_a_position_is_given_twice(
    owner: Owner, shell: Shell
) -> None:
    owner.execute("SELECT setval('scabot_events_notification_id_seq', 3)")
    ran = shell("people", "grant", "T0LAKESIDE", "U0NEW", "pa_specialist", "--name", "New")
    assert (ran.code, "would give positions again that are taken" in ran.err) == (1, True)


@pytest.mark.parametrize("words", [["backup", "copies"], ["restore", "copy.db", "--to", "new"]])
def test_copies_are_left_to_the_tools_of_the_server(url: str, shell: Shell, words: list[str]) -> None:
    ran = shell(*words)
    assert (ran.code, ran.out, "pg_dump -Fc and pg_restore" in ran.err) == (1, "", True)
    assert not Path("copies").exists()
    assert not Path("new").exists()
    assert url


def test_tables_are_made_by_an_owner_who_is_no_superuser_and_printed_tables_are_the_same(
    empty_folder: Path, careful_postgres: Server, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, printed = careful_postgres.fresh(), careful_postgres.fresh()
    with careful_postgres.connect() as root:
        root.execute(f"CREATE ROLE {made}_owner LOGIN IN ROLE app")
        root.execute(f"GRANT CREATE ON DATABASE postgres TO {made}_owner")
        monkeypatch.setenv("SCABOT_DATABASE_URL", careful_postgres.url(made, f"{made}_owner"))
        first, again = (shell("migrate", "--role", "app", "--reader", "reader") for _ in range(2))
        assert (first, again) == ((0, "The tables were made.\n", ""), (0, "The tables are there already.\n", ""))
        monkeypatch.setenv("SCABOT_DATABASE_URL", careful_postgres.url(printed, "scabot"))
        sql = shell("migrate", "--role", "app", "--reader", "reader", "--sql").out
        root.execute(sql.encode())
        assert described(root, made) == described(root, printed)
    for schema in (made, printed):
        monkeypatch.setenv("SCABOT_DATABASE_URL", careful_postgres.url(schema))
        assert shell("people", "list").out == "Nobody holds a role.\n"
    assert empty_folder.exists()


def described(root: Owner, schema: str) -> list[tuple[object, ...]]:
    rows = root.execute(
        """SELECT c.relname, c.relkind, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attcollation,
            c.relacl::text LIKE '%%app=%%', c.relacl::text LIKE '%%reader=r/%%'
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE n.nspname IN (%s, %s) ORDER BY 1, 3""",
        (schema, f"{schema}_work"),
    ).fetchall()
    assert len(rows) > 100
    return rows


def test_a_role_can_be_let_in_later(careful_postgres: Server, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    schema = careful_postgres.fresh()
    migrate(careful_postgres.url(schema, "scabot"), Roles(app="app"))
    monkeypatch.setenv("SCABOT_DATABASE_URL", careful_postgres.url(schema, "reader"))
    assert shell("people", "list").code == 1
    migrate(careful_postgres.url(schema, "scabot"), Roles(app="app", reader="reader"))
    assert shell("people", "list").out == "Nobody holds a role.\n"


def test_fee_files_are_imported_beside_a_running_bot_and_a_reader_prices_by_them(
    url: str, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with handling(Path("data"), fresh=False, url=url):
        for file in full_release(tmp_path).values():
            assert shell("fees", "import", str(file)).code == 0
    monkeypatch.setenv("SCABOT_DATABASE_URL", as_user(url, "reader"))
    assert "RVU25D: physician 2025, 17,000 rows" in shell("fees", "list").out
    asked = ("fees", "price", "00000", "--modifier", "26", "--locality", "01112-01", "--year", "2025")
    assert "= (7.07 x 1.001 + 11.11 x 0.901 + 3.03 x 0.301) x 32.3465" in shell(*asked).out
