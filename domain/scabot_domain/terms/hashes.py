"""What a person binds when they accept, confirm, approve or sign (C5-C8): offers, sections, terms, documents.

Each is a SHA-256 as 64 hex digits; people compare the first twelve (`canonical.short`).
"""

import hashlib

from scabot_domain.terms.binding import offer_hash, section_hash, terms_hash
from scabot_domain.terms.completeness import missing
from scabot_domain.terms.letter import letter
from scabot_domain.terms.papered import Papered

__all__ = ["doc_hash", "missing", "offer_hash", "section_hash", "terms_hash"]


def doc_hash(case: Papered, draft_id: str) -> str:
    """Return the hash of scabot's own agreement as it would be written now under this draft id (C8)."""
    return hashlib.sha256(letter(case, draft_id).encode()).hexdigest()
