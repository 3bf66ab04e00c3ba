"""How saying a row of the outbox went: the words that the outbox and whoever speaks to Slack share.

Exception
├── RateLimited     not now; Slack said how many seconds
├── TryLater        not taken, and later it may be
├── Ambiguous       nobody knows whether it was taken: ask before sending again
├── CannotAsk       what is unknown stays unknown: Slack does not let us read our own messages
└── GivenUp         it will not be taken: the row, or everything for its destination, or everything there is
"""

from dataclasses import dataclass
from enum import StrEnum


class RateLimited(Exception):  # noqa: N818 - an answer of Slack, not an error of ours
    """Slack asks to wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


class TryLater(Exception):  # noqa: N818 - named as it is read
    """Slack did not take it, and says that it may later; the text is Slack's word for why."""


class Ambiguous(Exception):  # noqa: N818 - named as it is read
    """The answer was lost or says nothing certain; the text names the cause."""


class CannotAsk(Exception):  # noqa: N818 - named as it is read
    """Slack does not let us look whether a message is there; the text is its word for why."""


MAY_REPEAT = "may-be-a-repeat"
"""The error of a row that is sent again although nobody could ask whether it was taken; its message says so."""


class Scope(StrEnum):
    """How much is given up: this row, its destination, or the installation."""

    ROW = "row"
    DESTINATION = "destination"
    INSTALLATION = "installation"


class GivenUp(Exception):  # noqa: N818 - named as it is read
    """Slack will not take it, however often it is sent; the text is Slack's word for why."""

    def __init__(self, cause: str, scope: Scope) -> None:
        super().__init__(cause)
        self.scope = scope


@dataclass(frozen=True, kw_only=True, slots=True)
class Spoken:
    """Slack took it: where it stands, and the hash of what was drawn (a card that looks the same is not sent again)."""

    channel_id: str
    ts: str
    rendered_hash: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Needless:
    """There is nothing to say: it would look the same, or this audience may not see it."""

    why: str
