"""Commands about care, and about whether anything moves."""

from datetime import date

from scabot_domain.fact import fact
from scabot_domain.parties import By


@fact
class RecordCareStart:
    """Record the first date of service."""

    by: By
    dos: date


@fact
class CloseCase:
    """Close a case whose care is over."""

    by: By


@fact
class MarkStalled:
    """Say that nothing moves."""

    by: By


@fact
class ClearStall:
    """Say that it moves again."""

    by: By


Running = RecordCareStart | CloseCase | MarkStalled | ClearStall
