"""Lines about bands and held offers; only their own side reads them."""

from typing import assert_never

from scabot.slack.cards.offers import rates_in_words
from scabot.slack.cards.saying.plainly import plain
from scabot_domain.events import AuthoritySet, HeldOfferDropped, OfferHeld, OfferReleased, Withholding
from scabot_domain.money.amounts import show_dollars, show_percent
from scabot_domain.parties import Side


def say_withholding(fact: Withholding) -> str:
    """Say what a fact is about in one line."""
    match fact:
        case AuthoritySet():
            return f"{_holder(fact)} may offer alone {_limits(fact)}"
        case OfferHeld():
            answer = f", a counter to {fact.in_reply_to}" if fact.in_reply_to else ""
            beyond = " and ".join(plain(limit.value) for limit in fact.beyond)
            head = f"{fact.held}{answer} HELD for a second approver (beyond the limit of {beyond})"
            return f"{head}: {rates_in_words(fact.terms)}; reason: {fact.reason}"
        case OfferReleased():
            return f"{fact.held} released as {fact.offer_id}: {fact.reason}"
        case HeldOfferDropped():
            return f"{fact.held} {fact.how.value}: {fact.reason}"
        case _:
            assert_never(fact)


def _holder(band: AuthoritySet) -> str:
    return f"every {plain(band.role.value)}" if band.role is not None else f"{band.team} {band.user}"


def _limits(band: AuthoritySet) -> str:
    bound = "at most" if band.side is Side.PAYER else "at least"
    percent = [f"{show_percent(band.percent_of_medicare)} of Medicare"] if band.percent_of_medicare else []
    total = [f"{show_dollars(band.total)} in total"] if band.total else []
    limits = " and ".join((*percent, *total))
    return f"{bound} {limits}" if limits else "without a limit"
