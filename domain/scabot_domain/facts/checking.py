"""The fact that somebody who negotiated nothing held the draft against what was negotiated."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from scabot_domain.fact import fact
from scabot_domain.facts.vocabulary import DraftId, Hash
from scabot_domain.wording import Line

MOST_VERDICTS = 3000
TermName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]
"""A key term by its name, like `rate-1-percent`; or a figure by where it stands in a text, like `date-in-line-14`."""


class Verdict(StrEnum):
    """How the draft compares with what was negotiated, for one term."""

    MATCH = "match"
    DIFFERS = "differs"
    ABSENT = "absent"
    EXTRA = "extra"


class CheckMethod(StrEnum):
    """How the draft was read: by a person who typed its terms back, by a scan of its text, or both."""

    READ_BACK = "read_back"
    TEXT = "text"
    BOTH = "both"


@fact
class TermVerdict:
    """What became of one term; `said` is what the draft says, kept only where it cannot tell who a patient is."""

    term: TermName
    verdict: Verdict
    said: Line | None = None


@fact
class DraftChecked:
    """A draft was held against the terms as they stood, by somebody who negotiated nothing; it binds this document.

    Of a pasted text only its SHA-256 is kept. `set_aside` is how many of its figures that person said are no terms.
    """

    draft: DraftId
    doc_sha256: Hash
    terms_hash: Hash
    method: CheckMethod
    verdicts: Annotated[tuple[TermVerdict, ...], Field(max_length=MOST_VERDICTS)]
    text_sha256: Hash | None = None
    set_aside: Annotated[int, Field(ge=0)] = 0

    @property
    def wrong(self) -> tuple[TermVerdict, ...]:
        """Return what does not match; nothing means that the draft is clean."""
        return tuple(one for one in self.verdicts if one.verdict is not Verdict.MATCH)


Checking = DraftChecked
KINDS: dict[str, type[Checking]] = {"draft-checked@1": DraftChecked}
