"""Facts about what was said outside scabot: verbal terms, statements, read-backs and corrections."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from scabot_domain.fact import fact
from scabot_domain.parties import Instant, Side
from scabot_domain.wording import Line, Words

Ref = Annotated[int, Field(ge=1)]
"""The version of the event that is meant; people are shown what it is instead, because versions count private facts."""


class VerbalScope(StrEnum):
    """How far a verbal yes reaches (S9a)."""

    THIS_VISIT = "this_visit"
    REFILLS = "refills"
    FOLLOW_UPS = "follow_ups"


class VerbalRate(StrEnum):
    """Which rate a verbal yes named (S9b)."""

    USUAL_AND_CUSTOMARY = "usual_and_customary"
    CALCULATED = "calculated"


class ReadBack(StrEnum):
    """How an entry was confirmed: repeated on a call, by letter or mail, or by a click of that side."""

    CALL = "call"
    LETTER = "letter"
    MAIL = "mail"
    CLICK = "click"


@fact
class PatientCost:
    """What the patient pays under a verbal yes (S9c): each of the three was asked and answered."""

    in_network_copay_only: bool
    confirmed: bool
    no_liability: bool


@fact
class VerbalTermsRecorded:
    """The payer said yes on a call: how far it reaches, at which rate, with what guarantee, at what cost (S9)."""

    scope: VerbalScope
    rate: VerbalRate
    rate_words: Line | None = None
    guarantee: bool
    patient_cost: PatientCost
    rep: Line
    call_ref: Line
    said_at: Instant
    expires_at: Instant


@fact
class StatementRecorded:
    """A side said something that cannot be an offer; `findings` say what it left open."""

    side: Side
    said: Words
    findings: Annotated[tuple[Line, ...], Field(max_length=20)] = ()


@fact
class EntryConfirmed:
    """What was recorded for an absent person was read back and confirmed; `entry` is the kind of what it was."""

    ref: Ref
    entry: Line
    how: ReadBack
    evidence: Line | None


@fact
class EntryCorrected:
    """Something was entered wrongly; both values stay in the history (C14).

    The field `entry` with the new value `struck` means that it was never said.
    """

    ref: Ref
    field: Line
    old: Words | None
    new: Words
    reason: Words


Voicing = VerbalTermsRecorded | StatementRecorded | EntryConfirmed | EntryCorrected
KINDS: dict[str, type[Voicing]] = {
    "verbal-terms-recorded@1": VerbalTermsRecorded,
    "statement-recorded@1": StatementRecorded,
    "entry-confirmed@1": EntryConfirmed,
    "entry-corrected@1": EntryCorrected,
}
