"""Commands about what was said outside scabot: verbal terms, statements, read-backs, corrections."""

from typing import Annotated, Literal

from pydantic import Field

from scabot_domain.fact import fact
from scabot_domain.facts.voicing import ReadBack, Ref, VerbalRate, VerbalScope
from scabot_domain.parties import By, Instant, Side
from scabot_domain.wording import Line, Words


@fact
class RecordVerbal:
    """Record a verbal yes of the payer; every answer must have been asked for (S9), so none has a default."""

    by: By
    scope: VerbalScope | None = None
    rate: VerbalRate | None = None
    rate_words: Line | None = None
    guarantee: bool | None = None
    in_network_copay_only: bool | None = None
    copay_confirmed: bool | None = None
    no_liability: bool | None = None
    rep: Line | None = None
    call_ref: Line | None = None
    expires_at: Instant | None = None


@fact
class RecordStatement:
    """Keep what a side said that cannot be an offer."""

    by: By
    side: Literal[Side.PAYER, Side.PROVIDER]
    said: Words
    findings: Annotated[tuple[Line, ...], Field(max_length=20)] = ()


@fact
class ConfirmEntry:
    """Confirm what was recorded for an absent person; everything recorded in the same act is confirmed with it."""

    by: By
    ref: Ref
    how: ReadBack


@fact
class CorrectEntry:
    """Put right what was entered wrongly; the field `entry` with `struck` takes back what was never said."""

    by: By
    ref: Ref
    field: Line
    new: Words
    reason: Words


Voicing = RecordVerbal | RecordStatement | ConfirmEntry | CorrectEntry
