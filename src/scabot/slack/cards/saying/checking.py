"""Lines about the draft held against what was agreed."""

from scabot.slack.cards.saying.plainly import plain
from scabot_domain.events import Checking, TermVerdict

MOST = 4


def say_checking(fact: Checking) -> str:
    """Say whether a draft was found clean, and what does not match."""
    if not fact.wrong:
        return f"draft {fact.draft} checked against what was agreed: clean, {len(fact.verdicts)} terms match"
    told = [*map(say_verdict, fact.wrong[:MOST])]
    told += [f"and {len(fact.wrong) - MOST} more"] if len(fact.wrong) > MOST else []
    return f"draft {fact.draft} checked against what was agreed: NOT CLEAN ({'; '.join(told)})"


def say_verdict(one: TermVerdict) -> str:
    """Say one term and its verdict; what the document says stays with who read it."""
    return f"{plain(one.term)} {one.verdict.value}"
