"""Who is who? Slack identity to name, roles, side and zone; unknown people are nobody."""

from scabot.views.tx import Row, Tx
from scabot_domain.directory import Directory, Person
from scabot_domain.parties import Role, Side

VERSION = 1
TABLE = "people"
DDL = (
    """CREATE TABLE people (
        team TEXT NOT NULL,
        "user" TEXT NOT NULL,
        name TEXT NOT NULL,
        roles TEXT NOT NULL,
        side TEXT NOT NULL,
        zone TEXT NOT NULL,
        since_position INTEGER NOT NULL,
        PRIMARY KEY (team, "user")) STRICT, WITHOUT ROWID""",
)
_PUT = """INSERT INTO people (team, "user", name, roles, side, zone, since_position) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (team, "user") DO UPDATE SET name = excluded.name, roles = excluded.roles, side = excluded.side,
        zone = excluded.zone"""
_SET_ROLES = 'UPDATE people SET roles = ? WHERE team = ? AND "user" = ?'
_DROP = 'DELETE FROM people WHERE team = ? AND "user" = ?'


def grant(tx: Tx, person: Person, position: int) -> None:
    """Map a person as they are from now on, in line since the first grant; a person without roles is nobody."""
    if not person.roles:
        tx.run(_DROP, person.team, person.user)
        return
    tx.run(
        _PUT, person.team, person.user, person.name, _written(person.roles), person.side.value, person.zone, position
    )


def revoke(tx: Tx, team: str, user: str, role: Role | None) -> None:
    """Take a role from a person, or every role; without a role left they are unknown again."""
    known = find(tx, team, user)
    if known is None:
        return
    left = tuple(held for held in known.roles if role is not None and held is not role)
    if left:
        tx.run(_SET_ROLES, _written(left), team, user)
    else:
        tx.run(_DROP, team, user)


def find(tx: Tx, team: str, user: str) -> Person | None:
    """Return a person, or None for somebody unknown."""
    row = tx.one('SELECT * FROM people WHERE team = ? AND "user" = ?', team, user)
    return _read(row) if row else None


def everybody(tx: Tx) -> Directory:
    """Return all who are mapped, longest-serving first."""
    return Directory(
        people=tuple(_read(row) for row in tx.all('SELECT * FROM people ORDER BY since_position, team, "user"'))
    )


def _written(roles: tuple[Role, ...]) -> str:
    return " ".join(role.value for role in roles)


def _read(row: Row) -> Person:
    return Person(
        team=row["team"],
        user=row["user"],
        name=row["name"],
        roles=tuple(Role(role) for role in row["roles"].split()),
        side=Side(row["side"]),
        zone=row["zone"],
    )
