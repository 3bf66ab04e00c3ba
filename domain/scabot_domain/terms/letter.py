"""Scabot's own agreement as plain text: the seven sections, and the hash of the terms in the footer (C8).

The text follows from the sections and the draft's id alone: as long as the terms stand it comes out the same.
"""

from scabot_domain.terms.binding import terms_hash
from scabot_domain.terms.papered import Papered
from scabot_domain.terms.printed import section_lines
from scabot_domain.terms.sections import TITLES

__all__ = ["letter", "section_lines"]

_EMPTY = ("(empty)",)


def letter(case: Papered, draft_id: str) -> str:
    """Return the agreement as plain text, a section that is not filled in shown as empty."""
    parts = [
        "SINGLE-CASE AGREEMENT",
        f"Agreement {case.key}, draft {draft_id}",
        *(_section(case, number) for number in TITLES),
        f"Terms SHA-256: {terms_hash(case)}",
    ]
    return "\n\n".join(parts) + "\n"


def _section(case: Papered, number: int) -> str:
    held = case.sections.get(number)
    lines = _EMPTY if held is None else section_lines(held.content)
    return "\n".join((f"{number}. {TITLES[number]}", *(f"   {line}" for line in lines)))
