"""Lines about what was said outside scabot, and its read-back."""

from typing import assert_never

from scabot.slack.cards.saying.plainly import plain
from scabot.slack.grammar.days import show_day
from scabot_domain.events import EntryConfirmed, EntryCorrected, StatementRecorded, VerbalTermsRecorded, Voicing


def say_voicing(fact: Voicing) -> str:
    """Say what a fact is about in one line."""
    match fact:
        case VerbalTermsRecorded():
            until = show_day(fact.expires_at.date())
            what = f"{plain(fact.scope.value)}, {plain(fact.rate.value)} rate, payment guaranteed"
            return f"VERBAL yes of the payer ({what}, until {until}); a written agreement must follow"
        case StatementRecorded():
            return f"the {fact.side.value} said, which is no offer: {fact.said}"
        case EntryConfirmed():
            return f"entry ({plain(fact.entry)}) read back and confirmed by {fact.how.value}"
        case EntryCorrected():
            was = f" (was: {fact.old})" if fact.old else ""
            return f"an entry is corrected: {plain(fact.field)} is {fact.new}{was}, because {fact.reason}"
        case _:
            assert_never(fact)
