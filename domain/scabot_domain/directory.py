"""Who holds which role, as a value that the clock hands in."""

from scabot_domain.fact import fact
from scabot_domain.parties import Role, Side

LOCAL = "local"
"""The team of those who work in the shell of the machine; nobody can be told anything there."""


@fact
class Person:
    """Somebody with a Slack identity, or a `<uid>:<login>` of the team `local`, and their roles, all for one side."""

    team: str
    user: str
    name: str
    roles: tuple[Role, ...]
    side: Side
    zone: str


@fact
class Directory:
    """Everybody who is mapped, in the order in which they were granted their roles."""

    people: tuple[Person, ...] = ()

    def holding(self, role: Role) -> tuple[Person, ...]:
        """Return the people in Slack who hold a role, longest-serving first."""
        return tuple(person for person in self.people if role in person.roles and person.team != LOCAL)
