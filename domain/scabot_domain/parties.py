"""Who is at the table: sides, roles, actors, and which facts each of them may see."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import GetCoreSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, core_schema

from scabot_domain.fact import fact


class Side(StrEnum):
    """The party a person speaks for; neutral people speak for nobody."""

    PAYER = "payer"
    PROVIDER = "provider"
    NEUTRAL = "neutral"

    @property
    def other(self) -> "Side":
        """Return the opposite side; the neutral side is its own opposite."""
        return _OTHER[self]


_OTHER = {Side.PAYER: Side.PROVIDER, Side.PROVIDER: Side.PAYER, Side.NEUTRAL: Side.NEUTRAL}


class Role(StrEnum):
    """What a person may do in a case."""

    PA_SPECIALIST = "pa_specialist"
    CASE_MANAGER = "case_manager"
    MEDICAL_DIRECTOR = "medical_director"
    NETWORK_MANAGER = "network_manager"
    PROVIDER_BILLER = "provider_biller"
    OFFICE_MANAGER = "office_manager"
    PHYSICIAN = "physician"
    PAYER_SIGNATORY = "payer_signatory"
    PROVIDER_SIGNATORY = "provider_signatory"
    COMPLIANCE = "compliance"
    ADMIN = "admin"
    SYSTEM = "system"


SIDE_OF_ROLE: dict[Role, Side] = {
    Role.CASE_MANAGER: Side.PAYER,
    Role.MEDICAL_DIRECTOR: Side.PAYER,
    Role.NETWORK_MANAGER: Side.PAYER,
    Role.PAYER_SIGNATORY: Side.PAYER,
    Role.PROVIDER_BILLER: Side.PROVIDER,
    Role.OFFICE_MANAGER: Side.PROVIDER,
    Role.PHYSICIAN: Side.PROVIDER,
    Role.PROVIDER_SIGNATORY: Side.PROVIDER,
    Role.COMPLIANCE: Side.NEUTRAL,
    Role.ADMIN: Side.NEUTRAL,
    Role.SYSTEM: Side.NEUTRAL,
}
"""The side of every role but the PA specialist, who takes the home side."""


class Visibility(StrEnum):
    """Who may ever read a fact."""

    SHARED = "shared"
    PAYER_ONLY = "payer_only"
    PROVIDER_ONLY = "provider_only"
    COMPLIANCE = "compliance"


PRIVATE_TO: dict[Side, Visibility] = {
    Side.PAYER: Visibility.PAYER_ONLY,
    Side.PROVIDER: Visibility.PROVIDER_ONLY,
    Side.NEUTRAL: Visibility.SHARED,
}


class Source(StrEnum):
    """How a fact reached us."""

    SLACK = "slack"
    CLI = "cli"
    CLOCK = "clock"
    PHONE = "phone"
    FAX = "fax"
    MAIL = "mail"
    PORTAL = "portal"


OUTSIDE_SOURCES = frozenset({Source.PHONE, Source.FAX, Source.MAIL, Source.PORTAL})
"""How something reaches us that was said or done outside scabot (C12)."""


class _InUtc:
    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.datetime_schema(tz_constraint=0)  # a validator in Python would cost more than the rest


Instant = Annotated[datetime, _InUtc]
"""An aware datetime in UTC."""

CaseKey = Annotated[str, StringConstraints(pattern=r"^SCA-[0-9A-HJKMNP-TV-Z]{6}$")]
"""`SCA-` and six Crockford base32 characters (C17)."""


@fact
class Actor:
    """A person, or a job of the system, acting in one role for one side.

    `team` and `user` are Slack ids, `local` and `<uid>:<login>` on the shell, or `system` and the job's name.
    """

    team: str
    user: str
    role: Role
    side: Side

    @property
    def person(self) -> tuple[str, str]:
        """Who it is, whatever the role: workspace and user."""
        return self.team, self.user


@fact
class OnBehalf:
    """The absent person whose word somebody else recorded."""

    side: Side
    role: Role
    contact_ref: str


OUTSIDE = "outside"
"""The team of people who are known by a reference to a contact only."""


@fact
class By:
    """The circumstances of a command: who, when it was said, when it was entered, how, and with what proof.

    `at` is the instant of entry from the injected clock, `said_at` the instant it was said or done (I22).
    `key` makes the command idempotent (I17): the same key is executed at most once.
    `corr` ties everything to one request.
    """

    actor: Actor
    at: Instant
    said_at: Instant
    source: Source
    on_behalf_of: OnBehalf | None = None
    evidence: str | None = None
    key: str
    corr: str = ""

    @property
    def speaker(self) -> Actor:
        """Return whose word it is: the absent person's, or else the actor's own."""
        return speaker(self.actor, self.on_behalf_of)


def speaker(actor: Actor, absent: OnBehalf | None) -> Actor:
    """Return whose word something is; an absent person is known by the reference to the contact."""
    if absent is None:
        return actor
    return Actor(team=OUTSIDE, user=absent.contact_ref, role=absent.role, side=absent.side)


@fact
class Audience:
    """Who will read a text: people of one side, everybody, or compliance.

    `side` is the side whose private facts the destination may show: neutral means shared facts only.
    """

    side: Side = Side.NEUTRAL
    compliance: bool = False

    def may_read(self, visibility: Visibility) -> bool:
        """Say whether a fact of this visibility may reach the audience (I20)."""
        if visibility is Visibility.SHARED or self.compliance:
            return True
        return self.side is not Side.NEUTRAL and PRIVATE_TO[self.side] is visibility


EVERYBODY = Audience()
COMPLIANCE_READERS = Audience(compliance=True)
