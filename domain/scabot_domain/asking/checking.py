"""The command to hold the draft against what was negotiated."""

from typing import Annotated

from pydantic import Field, StringConstraints

from scabot_domain.fact import fact
from scabot_domain.facts.vocabulary import DraftId, Hash
from scabot_domain.parties import By
from scabot_domain.wording import Line

MOST_TYPED = 1500
LONGEST_TEXT = 200_000


@fact
class TypedTerm:
    """What a person read in the draft about one key term; the empty text says that the draft is silent about it."""

    name: Annotated[str, StringConstraints(to_lower=True, pattern=r"^[a-zA-Z0-9][a-zA-Z0-9-]{0,79}$")]
    value: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""


@fact
class CheckDraft:
    """Type the draft's key terms back, or hand over its text, or both; neither the text nor a name in it is kept.

    `set_aside` are figures of the text, as written there, that this person says are no terms of the agreement.
    Without `doc_sha256` the document of that draft is meant; a hash of any other is refused.
    """

    by: By
    draft: DraftId
    doc_sha256: Hash | None = None
    typed: Annotated[tuple[TypedTerm, ...], Field(max_length=MOST_TYPED)] = ()
    text: Annotated[str, StringConstraints(max_length=LONGEST_TEXT)] | None = Field(default=None, repr=False)
    set_aside: Annotated[tuple[Line, ...], Field(max_length=200)] = ()


Checking = CheckDraft
