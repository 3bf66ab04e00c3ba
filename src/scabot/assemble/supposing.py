"""What an offer would come to, for whoever asks on the shell: read from what that person may see, recorded nowhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from scabot.assemble.giving import Given, NotGivenError, ShellUser, command_in, known
from scabot.assemble.site import Site
from scabot.slack.cards.saying.plainly import plain
from scabot.slack.words import RULES
from scabot_domain.commands import Counter, MakeOffer
from scabot_domain.money.amounts import show_dollars, show_percent
from scabot_domain.parties import Audience
from scabot_domain.terms.agreed import show_agreed, show_beside, show_conditions
from scabot_domain.terms.canonical import short
from scabot_domain.what_if import WhatIf, what_if


@dataclass(frozen=True, kw_only=True, slots=True)
class Supposed:
    """What an offer in a case would come to."""

    case: str
    offer: MakeOffer | Counter
    outcome: WhatIf


def suppose(site: Site, given: Given, user: ShellUser) -> Supposed:
    """Return what an offer, or a counter where `in_reply_to` is told, would come to now.

    Raises `NotGivenError` for what makes no offer, or for a case of which this person may see nothing.
    """
    person = known(site, user)
    case = site.handle.case(given.case, Audience(side=person.side))
    if not case.opened:
        raise NotGivenError(f"There is no case {given.case}, or none that you may see.")
    offer = command_in(site, given, person, case)
    if not isinstance(offer, MakeOffer | Counter):
        raise NotGivenError("Only an offer or a counter can be supposed. Nothing was recorded.")
    return Supposed(case=given.case, offer=offer, outcome=what_if(case, offer, site.book))


def lines_of(supposed: Supposed) -> Iterator[str]:
    """Yield what an offer would come to, in lines for a person."""
    found, offer = supposed.outcome, supposed.offer
    named = f"{found.terms.offer_id}, hash {short(found.offer_hash or '')}" if found.terms else "no offer"
    yield f"What if, in {supposed.case}: {named}. Nothing is recorded."
    yield from (f"  {show_agreed(agreed)}" for agreed in offer.rates)
    yield from (f"  {line}" for line in show_beside(offer.default_rate, offer.cap_total))
    yield from (f"  {line}" for line in show_conditions(offer.reopens, whole=offer.all_or_nothing))
    yield f"Expected total: {_amount(found.total.expected)}; at most: {_amount(found.total.most)}"
    yield f"Gap to the other side's latest position: {_gap(found)}"
    if found.held:
        limits = " and ".join(plain(limit.value) for limit in found.held)
        yield f"It would be held for a second approver of your side: beyond your limit of {limits}"
    if found.refusal is not None:
        yield f"It would be refused: {RULES[found.refusal.reason]} ({found.refusal.reason.value})"
    yield from (f"{finding.id}: {finding.sentence}" for finding in found.findings)


def document_of(supposed: Supposed) -> Mapping[str, object]:
    """Return the same for a program."""
    found = supposed.outcome
    refused = found.refusal
    return {
        "schema": "scabot.what-if/1",
        "case": supposed.case,
        "terms": found.terms,
        "offer_hash": found.offer_hash,
        "total": {"expected": found.total.expected, "most": found.total.most},
        "gap": None if found.gap is None else {"dollars": found.gap.dollars, "percent": found.gap.percent},
        "held": [limit.value for limit in found.held],
        "refusal": None if refused is None else {"reason": refused.reason, "facts": dict(refused.facts)},
        "findings": [
            {"id": one.id, "severity": one.severity, "line": one.line_id, "sentence": one.sentence}
            for one in found.findings
        ],
    }


def _amount(dollars: Decimal | None) -> str:
    return "cannot be told by plain sums" if dollars is None else show_dollars(dollars)


def _gap(found: WhatIf) -> str:
    gap = found.gap
    if gap is None:
        return "unknown"
    if gap.percent is None:
        return "none, the positions have met or crossed"
    return f"{show_dollars(gap.dollars)}, {show_percent(gap.percent)} of the payer's"
