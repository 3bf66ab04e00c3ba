"""Lines about amendments."""

from typing import assert_never

from scabot.slack.cards.saying.papering import whom
from scabot.slack.cards.saying.plainly import plain
from scabot.slack.grammar.days import show_day
from scabot_domain.events import (
    AgreementExtended,
    Amending,
    AmendmentAgreed,
    AmendmentDropped,
    AmendmentExecuted,
    AmendmentProposed,
    AmendmentSigned,
)
from scabot_domain.terms.canonical import short


def say_amending(fact: Amending) -> str:
    """Say what a fact is about in one line."""
    match fact:
        case AmendmentProposed():
            return f"{fact.amendment} proposed by the {fact.side.value}, terms would be {short(fact.new_hash)}"
        case AmendmentAgreed():
            return f"{fact.amendment} agreed by the {fact.side.value}; the old terms still bind"
        case AmendmentSigned():
            return f"{fact.amendment} signed for {whom(fact.signature)}"
        case AmendmentExecuted():
            return f"{fact.amendment} executed: terms {short(fact.new_hash)} bind now"
        case AmendmentDropped():
            return f"{fact.amendment} dropped by the {fact.side.value} ({plain(fact.code)}); the terms stay"
        case AgreementExtended():
            return f"agreement extended to {show_day(fact.new_end)}"
        case _:
            assert_never(fact)
