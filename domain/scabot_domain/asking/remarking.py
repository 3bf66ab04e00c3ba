"""Notes, and the clock with its answers."""

from datetime import date
from typing import Annotated

from pydantic import Field

from scabot_domain.directory import Directory
from scabot_domain.fact import fact
from scabot_domain.parties import By
from scabot_domain.schedule import DeadlineId
from scabot_domain.wording import Words


@fact
class AddNote:
    """Write something down for one's own side, or for both."""

    by: By
    text: Words
    shared: bool = False


@fact
class FireDeadline:
    """Tell the people of a deadline's next level (the clock asks); the directory says who they are."""

    by: By
    deadline: DeadlineId
    n: Annotated[int, Field(ge=1)]
    directory: Directory


@fact
class AckPing:
    """Take on what a ping asked for, if possible with a firm date."""

    by: By
    deadline: DeadlineId
    expected_by: date | None = None


Remarking = AddNote | FireDeadline | AckPing
