"""What a playbook is made of: rules with their ladders, the messages they send, and the spacing of each urgency."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from scabot_domain.case import Stage
from scabot_domain.events import TOPIC_OF, Urgency
from scabot_domain.fact import fact
from scabot_domain.workdays import BadPhrase, Calendar, span

EVENTS = frozenset(topic.partition("@")[0] for topic in TOPIC_OF.values())

MessageId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


def _after(phrase: str) -> str:
    if span(phrase).unit == "d":
        raise BadPhrase(f"{phrase!r}: plain days count back from a date; write business days or hours")
    return phrase


def _before(phrase: str) -> str:
    if span(phrase).unit not in ("bd", "d"):
        raise BadPhrase(f"{phrase!r}: before a date only business days and days can be counted")
    return phrase


def _known(event: str) -> str:
    if event not in EVENTS:
        raise ValueError(f"{event!r} is no event")
    return event


AfterPhrase = Annotated[str, AfterValidator(_after)]
BeforePhrase = Annotated[str, AfterValidator(_before)]


class Topic(StrEnum):
    """What a rule is about; it decides whom it may never tell."""

    MONEY = "money"
    CLINICAL = "clinical"
    PAPER = "paper"


class Subject(StrEnum):
    """What one run of a rule is about."""

    CASE = "case"
    OFFER = "offer"
    SIDE = "side"


class Target(StrEnum):
    """What time itself brings to an end."""

    OFFER_EXPIRY = "offer_expiry"
    TERM_END = "term_end"
    COVERAGE_END = "coverage_end"


class Waits(StrEnum):
    """Whom a rule waits for: a side, the side that has to answer or to sign, or the owner."""

    PAYER = "payer"
    PROVIDER = "provider"
    ANSWERER = "answerer"
    SIGNATORY = "signatory"
    OWNER = "owner"


class Tell(StrEnum):
    """Whom a level tells: a role, the owner, or somebody of the side that is waited for.

    `answerer` negotiates for that side (payer: network manager, the case manager copied; provider: biller).
    `signatory` signs for it, `contact` is its first contact (payer: case manager; provider: office manager).
    """

    OWNER = "owner"
    ANSWERER = "answerer"
    SIGNATORY = "signatory"
    CONTACT = "contact"
    CASE_MANAGER = "case_manager"
    MEDICAL_DIRECTOR = "medical_director"
    NETWORK_MANAGER = "network_manager"
    PROVIDER_BILLER = "provider_biller"
    OFFICE_MANAGER = "office_manager"
    PHYSICIAN = "physician"
    COMPLIANCE = "compliance"


OF_THE_SIDE = frozenset({Tell.ANSWERER, Tell.SIGNATORY, Tell.CONTACT})


class Script(StrEnum):
    """Who may read a message: everybody at the table, or the home organization alone."""

    SHARED = "shared"
    HOME = "home"


@fact
class Message:
    """The words of a level, with `$placeholders` of a closed list."""

    audience: Script
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1500)]


@fact
class Started:
    """What starts or ends a rule: an event, or the arrival in a stage."""

    event: Annotated[str, AfterValidator(_known)] | None = None
    stage: Stage | None = None

    @property
    def name(self) -> str:
        """Return the name by which a happening of a decision is known."""
        return self.event or f"stage {self.stage}"


@fact
class ByUrgency:
    """A span of time for each urgency."""

    routine: AfterPhrase
    urgent: AfterPhrase
    emergency: AfterPhrase

    def of(self, urgency: Urgency) -> str:
        """Return the span for an urgency."""
        return {Urgency.ROUTINE: self.routine, Urgency.URGENT: self.urgent, Urgency.EMERGENCY: self.emergency}[urgency]


@fact
class Spacing:
    """How close together the levels of one urgency may come.

    `ack` is asked for within this time, `hold` is how long an acknowledgment holds the next level,
    `promise` how long a promised date can, and `gap` is the least distance between two levels.
    """

    ack: AfterPhrase
    hold: AfterPhrase
    promise: AfterPhrase
    gap: AfterPhrase


@fact
class AfterLevel:
    """A level that comes a span after the start; a hard one waits for no acknowledgment."""

    at: ByUrgency
    tell: Annotated[tuple[Tell, ...], Field(min_length=1)]
    cc: tuple[Tell, ...] = ()
    message: MessageId
    hard: bool = False


@fact
class BeforeLevel:
    """A level that comes a span before the target; a hard one waits for no acknowledgment."""

    before: BeforePhrase
    tell: Annotated[tuple[Tell, ...], Field(min_length=1)]
    cc: tuple[Tell, ...] = ()
    message: MessageId
    hard: bool = False


Level = AfterLevel | BeforeLevel


@fact
class AfterRule:
    """Something that must happen within a time after something else.

    It only makes sense in its `stages` (none named: in all). From level `silence` on the case counts as stalled.
    """

    kind: Literal["after"]
    title: Title
    topic: Topic
    subject: Subject = Subject.CASE
    waits_on: Waits
    silence: Annotated[int, Field(ge=1)] | None = None
    stages: tuple[Stage, ...] = ()
    starts: Annotated[tuple[Started, ...], Field(min_length=1)]
    ends: Annotated[tuple[Started, ...], Field(min_length=1)]
    ends_with: Title
    level: Annotated[tuple[AfterLevel, ...], Field(min_length=1, max_length=12)]


@fact
class BeforeRule:
    """Something that must have happened `due` before a target date, at 17:00.

    It is armed in its `stages`, as soon as the target is known.
    """

    kind: Literal["before"]
    title: Title
    topic: Topic
    subject: Literal[Subject.CASE] = Subject.CASE
    target: Literal["care_date"]
    due: BeforePhrase
    waits_on: Waits
    silence: None = None
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]
    ends: Annotated[tuple[Started, ...], Field(min_length=1)]
    ends_with: Title
    level: Annotated[tuple[BeforeLevel, ...], Field(min_length=1, max_length=12)]


@fact
class TransitionRule:
    """A fact that time itself makes: after the target a command of the clock states it, the one in `STATED_BY`."""

    kind: Literal["transition"]
    target: Target
    command: Literal["ExpireOffer", "EndTerm", "Supersede"]


STATED_BY: dict[Target, str] = {
    Target.OFFER_EXPIRY: "ExpireOffer",
    Target.TERM_END: "EndTerm",
    Target.COVERAGE_END: "Supersede",
}
"""What states that a target is over."""


LadderRule = AfterRule | BeforeRule
Rule = Annotated[AfterRule | BeforeRule | TransitionRule, Field(discriminator="kind")]


@dataclass(frozen=True, kw_only=True, slots=True)
class Book:
    """A playbook: known by its version and by `digest`, the SHA-256 of its text."""

    name: str
    version: int
    digest: str
    calendar: Calendar
    ladder: dict[Urgency, Spacing]
    rules: dict[str, AfterRule | BeforeRule | TransitionRule]
    messages: dict[str, Message]
