"""Bands and held offers in plain words; only their own side and compliance read them."""

from typing import assert_never

from scabot.audit.telling.offering import tell_terms
from scabot.audit.telling.pen import Pen, show_role
from scabot_domain.events import AuthoritySet, HeldOfferDropped, OfferHeld, OfferReleased, Withholding
from scabot_domain.money.amounts import show_dollars, show_percent
from scabot_domain.parties import Side


def tell_withholding(fact: Withholding, pen: Pen) -> tuple[str, ...]:
    """Return a headline and details."""
    match fact:
        case AuthoritySet():
            return _band(fact, pen)
        case OfferHeld():
            answer = f", a counter to {fact.in_reply_to}" if fact.in_reply_to else ""
            beyond = ", ".join(limit.value.replace("_", " ") for limit in fact.beyond)
            headline = f"offer HELD for a second approver of the {fact.terms.side.value}: {fact.held}{answer}"
            passed = f"beyond the sender's limit: {beyond}"
            return headline, *tell_terms(fact.terms, fact.offer_hash, pen), passed, f"reason: {fact.reason}"
        case OfferReleased():
            sender = f"wanted by {pen.actor(fact.sender)}"
            return f"held offer {fact.held} released as {fact.offer_id}", sender, f"reason: {fact.reason}"
        case HeldOfferDropped():
            return f"held offer {fact.held} {fact.how.value}", f"reason: {fact.reason}"
        case _:
            assert_never(fact)


def _band(fact: AuthoritySet, pen: Pen) -> tuple[str, ...]:
    person = pen.person(fact.team, fact.user) if fact.user else ""
    holder = f"everybody who is {show_role(fact.role)}" if fact.role else person
    bound = "at most" if fact.side is Side.PAYER else "at least"
    percent = fact.percent_of_medicare
    limits = (
        *((f"{bound} {show_percent(percent)} of Medicare",) if percent else ()),
        *((f"{bound} {show_dollars(fact.total)} in total",) if fact.total else ()),
    )
    return f"how far {holder} may offer alone for the {fact.side.value}", *(limits or ("no limit",))
