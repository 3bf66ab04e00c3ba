"""Settings: all faults at once, no value repeated, nothing unknown, and nothing that opens a door of its own."""

from pathlib import Path

import pytest

from scabot.settings import NAMES, LogLevel, Settings, SettingsFault, read_settings
from scabot_domain.parties import Side

ROOT = Path(__file__).parents[1]


def faults(environ: dict[str, str], env_file: Path | None = None) -> tuple[str, ...]:
    with pytest.raises(SettingsFault) as wrong:
        read_settings(environ, env_file)
    return wrong.value.sentences


def written(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / ".env"
    path.write_text(text)
    path.chmod(mode)
    return path


def test_without_any_setting_the_defaults_are_safe() -> None:
    settings = read_settings({})
    assert settings.home_side is Side.NEUTRAL
    assert not settings.slack_free_text
    assert not settings.show_codes
    assert settings.slack_api_url == "https://slack.com/api/"


def test_words_are_read_in_any_letter_case() -> None:
    settings = read_settings({"SCABOT_HOME_SIDE": "Payer", "SCABOT_SLACK_FREE_TEXT": "ON", "SCABOT_LOG_LEVEL": "debug"})
    assert settings.home_side is Side.PAYER
    assert settings.slack_free_text
    assert settings.log_level is LogLevel.DEBUG


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    env_file = written(tmp_path, "SCABOT_HOME_SIDE=payer\nSCABOT_SITE_ZONE=America/Chicago\n")
    settings = read_settings({"SCABOT_HOME_SIDE": "provider"}, env_file)
    assert settings.home_side is Side.PROVIDER
    assert settings.site_zone == "America/Chicago"


def test_a_missing_file_and_empty_values_count_as_not_set(tmp_path: Path) -> None:
    assert read_settings({"SCABOT_SITE_ZONE": ""}, tmp_path / ".env").site_zone == "UTC"


def test_every_fault_is_told_at_once_and_no_value_is_repeated() -> None:
    told = faults({
        "SCABOT_HOME_SIDE": "hospital-secret",
        "SCABOT_SLACK_BOT_TOKEN": "xapp-secret",
        "SCABOT_SLACK_APP_TOKEN": "xoxb-secret",
        "SCABOT_SITE_ZONE": "secret/zone",
        "SCABOT_SHOW_CODES": "secret",
        "SCABOT_SLACK_MODE": "secret",
    })  # fmt: skip
    assert told == (
        "SCABOT_HOME_SIDE: write 'payer', 'provider' or 'neutral'.",
        "SCABOT_SITE_ZONE: write a time zone like America/Chicago.",
        "SCABOT_SLACK_MODE: write 'socket'.",
        "SCABOT_SLACK_BOT_TOKEN: this is no bot token: that begins with xoxb-.",
        "SCABOT_SLACK_APP_TOKEN: this is no app-level token: that begins with xapp-.",
        "SCABOT_SHOW_CODES: write on or off.",
    )
    assert "secret" not in " ".join(told)


def test_an_unknown_name_is_refused_with_the_nearest_one() -> None:
    assert faults({"SCABOT_SLACK_BOTTOKEN": "", "SCABOT_HUE": "red"}) == (
        "SCABOT_HUE is not a setting of scabot.",
        "SCABOT_SLACK_BOTTOKEN is not a setting of scabot; did you mean SCABOT_SLACK_BOT_TOKEN?",
    )


def test_an_unknown_name_in_the_file_is_refused_and_other_programs_names_are_not(tmp_path: Path) -> None:
    env_file = written(tmp_path, "COMPOSE_PROJECT_NAME=ward\nscabot_home_side=payer\n")
    assert faults({}, env_file) == ("scabot_home_side is not a setting of scabot; did you mean SCABOT_HOME_SIDE?",)


def test_names_for_the_shell_and_the_tests_are_no_settings_and_no_fault() -> None:
    environ = {"SCABOT_DEBUG": "1", "SCABOT_REQUIRE_BROWSER": "1", "SCABOT_TEST_PG_BIN": "x", "SCABOT_CHROMIUM": "x"}
    assert read_settings(environ) == read_settings({})


@pytest.mark.parametrize("name", ["SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"])
def test_the_bare_names_of_slack_are_refused(name: str) -> None:
    expected = f"Unset {name}: the Slack library would open an installation page because of it."
    assert faults({name: ""}) == (expected,)


@pytest.mark.parametrize(
    "url",
    ["http://slack.com/api/", "https://slack.com.example.org/api/", "http://0.0.0.0:8000/", "https://me:pw@slack.com/"],
)
def test_slack_is_called_at_slack_or_on_this_machine_only(url: str) -> None:
    expected = "SCABOT_SLACK_API_URL: write https://slack.com/api/, or an http://127.0.0.1 address for practice."
    assert faults({"SCABOT_SLACK_API_URL": url}) == (expected,)


def test_an_api_address_gets_its_final_slash() -> None:
    settings = read_settings({"SCABOT_SLACK_API_URL": "http://127.0.0.1:8123/api"})
    assert settings.slack_api_url == "http://127.0.0.1:8123/api/"


def test_a_file_with_tokens_that_others_may_read_is_refused(tmp_path: Path) -> None:
    env_file = written(tmp_path, "SCABOT_SLACK_BOT_TOKEN=xoxb-1\n", mode=0o640)
    assert faults({}, env_file) == (f"{env_file} holds tokens and other users may read it: chmod 600 {env_file}",)


def test_a_file_with_the_address_of_a_database_is_a_secret_too(tmp_path: Path) -> None:
    env_file = written(tmp_path, "SCABOT_DATABASE_URL=postgresql://me:pw@db.example.org/scabot\n", mode=0o640)
    assert len(faults({}, env_file)) == 1


def test_an_empty_address_of_a_database_means_a_file() -> None:
    assert read_settings({"SCABOT_DATABASE_URL": ""}).database_url.get_secret_value() == ""
    url = "postgresql://me:canary@db.example.org/scabot?schema=ward7"
    assert read_settings({"SCABOT_DATABASE_URL": url}).database_url.get_secret_value() == url
    assert "canary" not in repr(read_settings({"SCABOT_DATABASE_URL": url}))


@pytest.mark.parametrize("url", ["mysql://db.example.org/x", "db.example.org", "postgresql://db.example.org/"])
def test_an_address_that_is_no_postgresql_database_is_refused(url: str) -> None:
    [told] = faults({"SCABOT_DATABASE_URL": url})
    assert told.startswith("SCABOT_DATABASE_URL: write an address like postgresql://user@host/name, or nothing for")


@pytest.mark.parametrize("schema", ["Mixed", "", "7up", "with space", "x" * 32, 'a"b'])
def test_p30_a_schema_that_would_need_quotes_is_refused(schema: str) -> None:
    told = faults({"SCABOT_DATABASE_URL": f"postgresql://db.example.org/x?schema={schema}"})
    assert told == ("SCABOT_DATABASE_URL: a schema's name has small letters, digits and underscores, 31 at most.",)


def test_tokens_never_show_in_the_text_of_the_settings() -> None:
    settings = read_settings({"SCABOT_SLACK_BOT_TOKEN": "xoxb-canary", "SCABOT_SLACK_APP_TOKEN": "xapp-canary"})
    assert "canary" not in f"{settings!r} {settings}"


def test_up_lists_everything_it_lacks() -> None:
    lacks = read_settings({}).lacking_for_slack()
    assert [sentence.partition(" ")[0] for sentence in lacks] == [
        "SCABOT_HOME_SIDE",
        "SCABOT_SLACK_BOT_TOKEN",
        "SCABOT_SLACK_APP_TOKEN",
    ]


def test_up_lacks_nothing_once_side_and_tokens_are_set() -> None:
    environ = {"SCABOT_HOME_SIDE": "neutral", "SCABOT_SLACK_BOT_TOKEN": "xoxb-1", "SCABOT_SLACK_APP_TOKEN": "xapp-1"}
    assert read_settings(environ).lacking_for_slack() == ()


def test_the_example_file_lists_exactly_the_settings_with_their_meaning_and_default() -> None:
    expected = [_example(name) for name in NAMES]
    assert (ROOT / ".env.example").read_text().split("\n\n")[1:] == expected


def test_the_reference_page_lists_exactly_the_settings_with_their_meaning_and_default() -> None:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text()
    assert page.partition("\n## ")[2] == "\n## ".join(_entry(name) for name in NAMES) + "\n"


def _example(name: str) -> str:
    meaning = "".join(f"# {line}\n" for line in _meaning(name))
    end = "\n" if name == list(NAMES)[-1] else ""
    return f"{meaning}# {name}={_default(name)}{end}"


def _entry(name: str) -> str:
    default = _default(name)
    shown = f"Default: `{default}`" if default else "No default."
    return "\n".join([name, "", *_meaning(name), "", shown, ""])


def _meaning(name: str) -> list[str]:
    description = Settings.model_fields[NAMES[name]].description
    assert description
    return description.splitlines()


def _default(name: str) -> str:
    default = Settings.model_fields[NAMES[name]].default
    if isinstance(default, bool):
        return "on" if default else "off"
    return "" if default is None else str(default)
