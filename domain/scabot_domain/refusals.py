"""The closed list of reasons for which a command is refused, and the exception that carries one."""

from collections.abc import Mapping
from enum import StrEnum


class Reason(StrEnum):
    """Why something cannot be done now; each has a glossary entry and its own words in Slack."""

    NOT_PERMITTED = "not-permitted"
    WRONG_SIDE = "wrong-side"
    WRONG_STAGE = "wrong-stage"
    TERMINAL_CASE = "terminal-case"
    STALE_VIEW = "stale-view"
    OWN_OFFER = "own-offer"
    OFFER_NOT_OPEN = "offer-not-open"
    AMBIGUOUS_TERMS = "ambiguous-terms"
    CANNOT_PRICE = "cannot-price"
    INCOMPLETE_SECTION = "incomplete-section"
    TERM_OUTSIDE_AUTHORIZATION = "term-outside-authorization"
    UNITS_EXCEED_AUTHORIZATION = "units-exceed-authorization"
    ALLOCATION_MISMATCH = "allocation-mismatch"
    PARTY_NOT_COVERED = "party-not-covered"
    AUTHORIZATION_LAPSED = "authorization-lapsed"
    UNCONFIRMED_ENTRY = "unconfirmed-entry"
    HOLD_HARMLESS_REQUIRED = "hold-harmless-required"
    OVERRIDE_NOT_ALLOWED = "override-not-allowed"
    RETRO_TOO_FAR = "retro-too-far"
    HASH_MISMATCH = "hash-mismatch"
    BASE_HASH_MISMATCH = "base-hash-mismatch"
    DRAFT_NOT_CHECKED = "draft-not-checked"
    TERMS_LOCKED = "terms-locked"
    LINES_LOCKED = "lines-locked"
    ALL_OR_NOTHING = "all-or-nothing"
    AMENDMENT_OPEN = "amendment-open"
    SAME_SIGNER = "same-signer"
    SIGNER_NOT_AUTHORIZED = "signer-not-authorized"
    ALREADY_SIGNED = "already-signed"
    ALREADY_DONE = "already-done"
    VERBAL_INCOMPLETE = "verbal-incomplete"
    MISSING_EVIDENCE = "missing-evidence"
    SELF_APPROVAL = "self-approval"
    REASON_TOO_SHORT = "reason-too-short"
    BAD_IDENTIFIER = "bad-identifier"
    OUT_OF_RANGE = "out-of-range"
    DATE_IN_FUTURE = "date-in-future"
    UNKNOWN_CASE = "unknown-case"
    CASE_EXISTS = "case-exists"


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A command was refused; nothing was recorded.

    `facts` are the facts that the rule used, already fit for the person who asked.
    `legal` are the names of the commands (classes of `scabot_domain.commands`) that this person may give now.
    """

    def __init__(self, reason: Reason, facts: Mapping[str, str] | None = None, legal: tuple[str, ...] = ()) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.facts: dict[str, str] = dict(facts or {})
        self.legal = legal
