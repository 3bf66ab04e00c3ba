"""Lines about the written agreement, and the care under it."""

from typing import assert_never

from scabot.slack.cards.saying.plainly import section_name
from scabot.slack.grammar.days import show_day
from scabot_domain.events import (
    AgreementExecuted,
    CareStarted,
    CaseClosed,
    DraftApproved,
    DraftIssued,
    DraftRedlined,
    Papering,
    SectionConfirmed,
    SectionSet,
    SignatureRecorded,
)
from scabot_domain.terms.canonical import short


def say_papering(fact: Papering) -> str:  # noqa: C901, PLR0911 - one line for each kind
    """Say what a fact is about in one line."""
    match fact:
        case SectionSet():
            return f"section {fact.content.section} ({section_name(fact.content.section)}) filled in"
        case SectionConfirmed():
            return f"section {fact.section} ({section_name(fact.section)}) confirmed by the {fact.side.value}"
        case DraftIssued():
            return f"draft {fact.draft} issued, terms {short(fact.terms_hash)}"
        case DraftRedlined():
            kind = "terms change" if fact.material else "wording only"
            return f"draft redlined as {fact.draft} ({kind})"
        case DraftApproved():
            return f"draft {fact.draft} approved by the {fact.side.value}"
        case SignatureRecorded():
            return f"signed for {whom(fact)}, terms {short(fact.terms_hash)}"
        case AgreementExecuted():
            term = f"{show_day(fact.effective)} to {show_day(fact.end)}"
            return f"agreement executed, {fact.sca_no}, {term}: the care is covered by it"
        case CareStarted():
            rests = {"executed": "under the executed agreement", "verbal": "under verbal terms"}
            return f"care started {rests.get(fact.covered_by.value, 'without any agreement')}"
        case CaseClosed():
            return "case closed"
        case _:
            assert_never(fact)


def whom(signature: SignatureRecorded) -> str:
    """Return for whom somebody signed: a side, with its entity where that is not the lead."""
    further = "" if signature.seat == signature.side else f" {signature.seat}"
    return f"the {signature.side.value}{further}"
