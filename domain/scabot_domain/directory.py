"""Who holds which role, as a value that the clock hands in."""

from scabot_domain.fact import fact
from scabot_domain.parties import Role, Side


@fact
class Person:
    """Somebody with a Slack identity and the roles they hold, all for one side."""

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
        """Return the people who hold a role, longest-serving first."""
        return tuple(person for person in self.people if role in person.roles)
