"""Where a case stands, in plain words: a label, then what there is to say about it."""

from collections.abc import Iterator
from datetime import datetime

from scabot.audit.moments import show_day
from scabot.audit.telling.offering import tell_rates
from scabot.audit.telling.pen import Pen
from scabot_domain.afterwards import Claim
from scabot_domain.case import Case, Deadline, Offer, OfferState
from scabot_domain.court import court
from scabot_domain.covering import locks, open_lines, partial
from scabot_domain.decide.checked import checked_clean
from scabot_domain.events import kind_of_fact
from scabot_domain.parties import Side
from scabot_domain.terms.agreed import show_beside
from scabot_domain.terms.canonical import short
from scabot_domain.terms.completeness import missing
from scabot_domain.terms.seats import required, seats, several, titled
from scabot_domain.terms.sections import TITLES

Entry = tuple[str, tuple[str, ...]]
"""A label of at most 13 characters, and lines."""

SIDES = (Side.PAYER, Side.PROVIDER)


def tell_state(case: Case, at: datetime, pen: Pen) -> Iterator[Entry]:
    """Say where a case stands at an instant: stage, coverage, offers in dollars, paper, signatures, deadlines.

    A case that is not opened by then has nothing to say.
    """
    if not case.opened:
        yield "stage", ("not opened yet",)
        return
    since = f", since {pen.moment(case.stage_since)}" if case.stage_since else ""
    yield "stage", (f"{case.stage.value.replace('_', ' ')}{since}",)
    yield "coverage", _coverage(case)
    yield "ball", (_ball(case, at, pen),)
    yield "parties", (f"payer {case.payer}", f"provider {case.provider}")
    yield "patient", (f"{case.patient_token}, {case.urgency.value}, {_care(case)}",)
    yield "authorization", (_authorization(case),)
    yield from _beyond(case)
    yield "offers", tuple(line for offer in case.offers for line in _offer(offer, at, pen)) or ("none",)
    if partial(case):
        agreed, left = (", ".join(sorted(lines)) for lines in (locks(case), open_lines(case)))
        yield "partly agreed", (f"agreed {agreed}; open {left}",)
    yield "sections", tuple(_sections(case))
    yield "draft", (_draft(case),)
    yield "signatures", tuple(_signature(case, seat, pen) for seat in seats(case))
    yield "deadlines", tuple(line for one in case.deadlines.values() for line in _deadline(one, pen)) or ("none open",)
    yield from _beside(case, pen)
    if case.stall:
        yield "stall", (f"by rule {case.stall.rule}, since {pen.moment(case.stall.since)}",)
    if case.owner:
        yield "owner", (pen.actor(case.owner),)


def _beyond(case: Case) -> Iterator[Entry]:
    if case.carved_out:
        yield "carved out", tuple(f"{one.party_id} {one.legal_name}: {one.reason}" for one in case.carved_out)
    if case.overrides:
        yield "overridden", tuple(f"{one.rule.replace('_', ' ')}: {one.reason}" for one in case.overrides)
    if case.amendments:
        yield "amendments", tuple(f"{one.id}: {one.state.value}" for one in case.amendments)
    if case.claims:
        yield "claims", tuple(_claim(claim) for claim in case.claims.values())


def _beside(case: Case, pen: Pen) -> Iterator[Entry]:
    if case.held:
        yield "on hold", (f"to be looked at again {show_day(case.held.review_on)}: {case.held.reason}",)
    if case.verbal:
        yield "verbal", (f"a verbal yes until {pen.moment(case.verbal.expires_at)}; no executed agreement",)
    yield from _kept(case)
    if case.unconfirmed:
        yield "to read back", tuple(f"{kind_of_fact(one.fact)}, {pen.event(one.ref)}" for one in case.unconfirmed)


def _kept(case: Case) -> Iterator[Entry]:
    if case.withheld:
        yield (
            "held offers",
            tuple(f"{one.offer.held} of the {one.side.value}: {one.state.value}" for one in case.withheld),
        )


def _coverage(case: Case) -> tuple[str, ...]:
    risk = ("CARE HAS STARTED outside any agreement",) if case.care_at_risk else ()
    if case.executed is None:
        return "NOT COVERED: no agreement is executed", *risk
    term = f"{show_day(case.executed.effective)} to {show_day(case.executed.end)}"
    return f"agreement {case.executed.sca_no}, {term}", *risk


def _ball(case: Case, at: datetime, pen: Pen) -> str:
    held = court(case, at)
    return f"{held.holder}, since {pen.moment(held.since)}"


def _care(case: Case) -> str:
    if case.care_started_on:
        return f"care started {show_day(case.care_started_on)}"
    return f"care on {show_day(case.care_date)}" if case.care_date else "no care date"


def _authorization(case: Case) -> str:
    held = case.approval
    lapsed = ", LAPSED" if case.auth_lapsed else ""
    return f"{held.auth_no}, {show_day(held.valid_from)} to {show_day(held.valid_to)}{lapsed}" if held else "none"


def _claim(claim: Claim) -> str:
    points = ", ".join(point.value for point in claim.mismatch.diff) if claim.mismatch else ""
    return f"{claim.record.claim}: {f'NOT AS AGREED ({points})' if points else 'as agreed'}"


def _offer(offer: Offer, at: datetime, pen: Pen) -> tuple[str, ...]:
    headline = f"{offer.terms.offer_id} by the {offer.terms.side.value}: {_became(offer, at, pen)}"
    return headline, *(f"  {line}" for line in _rates(offer))


def _rates(offer: Offer) -> tuple[str, ...]:
    return *tell_rates(offer.terms.rates), *show_beside(offer.terms.default_rate, offer.terms.cap_total)


def _became(offer: Offer, at: datetime, pen: Pen) -> str:
    if offer.state is OfferState.SUPERSEDED:
        return f"superseded by {offer.superseded_by}"
    if offer.state is not OfferState.OPEN:
        return offer.state.value
    until = pen.moment(offer.terms.expires_at)
    return f"OPEN until {until}" if offer.open_at(at) else f"lapsed on {until}"


def _sections(case: Case) -> Iterator[str]:
    gaps = missing(case)
    for number, title in TITLES.items():
        held = case.sections.get(number)
        sides = ", ".join(side.value for side in SIDES if held and side in held.confirmed_by) or "nobody"
        state = "empty" if held is None else f"confirmed by {sides}, hash {short(held.hash)}"
        yield f"{number} {title}: {state}{'' if number in gaps else ', complete'}"


def _draft(case: Case) -> str:
    draft = case.draft
    if draft is None:
        return "none"
    sides = ", ".join(side.value for side in SIDES if side in draft.approved_by) or "nobody"
    check = "clean" if checked_clean(case) else "NOT CLEAN" if case.checked else "NOT CHECKED"
    outdated = ", OUTDATED: a section changed since" if draft.outdated else ""
    return f"{draft.draft}, terms hash {short(draft.terms_hash)}, {check}, approved by {sides}{outdated}"


def _signature(case: Case, seat: str, pen: Pen) -> str:
    signature = case.signatures.get(seat)
    whom = titled(case, seat) if several(case) else seat
    if signature is None:
        return f"{whom}: missing" if seat in required(case) else f"{whom}: none, and none needed"
    return f"{whom}: {signature.signatory}, {pen.moment(signature.signed_at)}"


def _deadline(deadline: Deadline, pen: Pen) -> tuple[str, ...]:
    armed, following = deadline.armed, deadline.next
    headline = f"{armed.deadline} waits on the {armed.waits_on.value} until {pen.moment(armed.due)}"
    told = f"levels told: {', '.join(str(level) for level in deadline.told) or 'none'}"
    then = f"next: level {following.level} on {pen.moment(following.fire_at)}" if following else "nothing more to tell"
    if deadline.acknowledged_level is None:
        return headline, f"  {told}; {then}"
    firm = f", firm date {show_day(deadline.expected_by)}" if deadline.expected_by else ""
    return headline, f"  {told}; {then}", f"  level {deadline.acknowledged_level} taken on{firm}"
