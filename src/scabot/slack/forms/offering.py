"""The forms of the negotiation: offer, counter, accept, reject, withdraw."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import TypedDict
from zoneinfo import ZoneInfo

from scabot.slack.forms.choices import BEYOND, REJECTION
from scabot.slack.forms.form import Form, Scene
from scabot.slack.forms.inputs import Block, View, choice_field, day_field, modal, named, small, words
from scabot.slack.forms.lines import priced_field, read_priced, read_taken, taken_field
from scabot.slack.forms.rates import rate_fields, read_rate
from scabot.slack.forms.values import Fields, Values
from scabot.slack.grammar.days import show_day
from scabot.slack.tokens import Press
from scabot_domain.case import Offer
from scabot_domain.commands import Accept, Counter, MakeOffer, Reject, WithdrawOffer
from scabot_domain.events import RejectionCode
from scabot_domain.parties import By
from scabot_domain.terms.agreed import show_agreed, show_beside, show_conditions
from scabot_domain.terms.canonical import short
from scabot_domain.terms.sections import AgreedRate, Term

ROOM = 2900
"""Characters of an offer in a form; a block of Slack has 3000."""

CLOSES_AT = time(17)
"""An offer ends at 17:00 in the zone of the case (C2)."""


_HELD = "Your side alone reads it. A second approver of your side then releases the offer."


def offer_words(offer: Offer, zone: str) -> list[Block]:
    """Return an offer in words: who made it, each rate, the dates, until when it is open, and its hash."""
    until = offer.terms.expires_at.astimezone(ZoneInfo(zone))
    rates = "\n".join(f"{_lines(rate)}{show_agreed(rate)}" for rate in offer.terms.rates)
    term = offer.terms.term
    dates = f"\nFrom {show_day(term.effective)} to {show_day(term.end)}, both included." if term else ""
    open_until = f"Open until {show_day(until.date())} {until:%H:%M %Z}. Hash {short(offer.hash)}."
    conditions = show_conditions(offer.terms.reopens, whole=offer.terms.all_or_nothing)
    beside = "".join(
        f"\n{line}" for line in (*show_beside(offer.terms.default_rate, offer.terms.cap_total), *conditions)
    )
    told = _whole(f"{offer.terms.offer_id} of the {offer.terms.side.value}:\n{rates}{beside}{dates}")
    return [words(told), small(open_until)]


def _whole(told: str) -> str:
    return told if len(told) <= ROOM else f"{told[:ROOM]}…\nThis is not all of it: the history says every term."


def _lines(rate: AgreedRate) -> str:
    return f"{', '.join(rate.line_ids)}: " if rate.line_ids else ""


def _terms_fields(scene: Scene) -> list[Block]:
    return [
        *rate_fields(scene),
        *priced_field(scene),
        day_field("effective", "First day of the agreement", optional=True),
        day_field("end", "Last day of the agreement", optional=True),
        day_field("until", "Open until", hint="17:00 that day; ten business days if empty.", optional=True),
        choice_field(
            "reason_if_held", "Why, if you may not offer this alone", named(BEYOND), hint=_HELD, optional=True
        ),
    ]


def _draw_offer(scene: Scene) -> View:
    return modal("Make an offer", "Make the offer", _terms_fields(scene))


def _draw_counter(scene: Scene) -> View:
    offer = scene.their_offer()
    shown = [small("A counter closes the offer it answers."), *offer_words(offer, scene.zone)]
    return modal("Submit a counter", "Submit the counter", [*shown, *_terms_fields(scene)])


def _read_offer(values: Values, scene: Scene, by: By, _press: Press) -> MakeOffer:
    fields = Fields(values)
    told = _read_terms(fields, scene)
    return fields.build(lambda: MakeOffer(by=by, **told()))


def _read_counter(values: Values, scene: Scene, by: By, press: Press) -> Counter:
    fields = Fields(values)
    answered = scene.seen_offer(press).terms.offer_id
    told = _read_terms(fields, scene)
    return fields.build(lambda: Counter(by=by, in_reply_to=answered, **told()))


def _read_reason(fields: Fields) -> str | None:
    return BEYOND.get(fields.chosen("reason_if_held") or "")


class Told(TypedDict):
    """What an offer and a counter say alike."""

    reason_if_held: str | None
    rates: tuple[AgreedRate, ...]
    reopens: tuple[str, ...]
    term: Term | None
    expires_at: datetime | None


def _read_terms(fields: Fields, scene: Scene) -> Callable[[], Told]:
    term = _read_term(fields)
    until = _read_until(fields, scene)
    rate = read_rate(fields)
    lines, reopens = read_priced(fields, scene)
    why = _read_reason(fields)
    return lambda: Told(
        rates=(AgreedRate(line_ids=lines, rate=rate),),
        reopens=reopens,
        term=term,
        expires_at=until,
        reason_if_held=why,
    )


def _read_term(fields: Fields) -> Term | None:
    effective, end = fields.maybe_day("effective"), fields.maybe_day("end")
    if effective is None and end is None:
        return None
    if effective is None or end is None:
        fields.fault("end" if end is None else "effective", "Give both the first and the last day, or neither.")
        return None
    if end < effective:
        fields.fault("end", "The last day comes before the first.")
    return Term(effective=effective, end=end)


def _read_until(fields: Fields, scene: Scene) -> datetime | None:
    day = fields.maybe_day("until")
    if day is None:
        return None
    closes = _closing(day, scene.zone)
    if closes <= scene.now:
        fields.fault("until", f"{show_day(day)} 17:00 is already over.")
    return closes


def _closing(day: date, zone: str) -> datetime:
    return datetime.combine(day, CLOSES_AT, ZoneInfo(zone)).astimezone(UTC)


def _draw_accept(scene: Scene) -> View:
    binding = small("Accepting binds your side to exactly these terms. The agreement itself is signed later.")
    offer = scene.their_offer()
    shown = offer_words(offer, scene.zone)
    return modal("Accept the offer", "Accept", [*shown, *taken_field(scene, offer), binding])


def _read_accept(values: Values, scene: Scene, by: By, press: Press) -> Accept:
    fields = Fields(values)
    offer_id, lines = scene.seen_offer(press).terms.offer_id, read_taken(fields)
    return fields.build(lambda: Accept(by=by, offer_id=offer_id, offer_hash=press.hash, line_ids=lines))


def _draw_reject(scene: Scene) -> View:
    reason = choice_field("code", "What is wrong with it", named(REJECTION))
    return modal("Reject the offer", "Reject", [*offer_words(scene.their_offer(), scene.zone), reason])


def _read_reject(values: Values, scene: Scene, by: By, press: Press) -> Reject:
    fields = Fields(values)
    code, offer_id = fields.choice("code", RejectionCode), scene.seen_offer(press).terms.offer_id
    return fields.build(lambda: Reject(by=by, offer_id=offer_id, code=code))


def _draw_withdraw(scene: Scene) -> View:
    warning = small("Nobody can accept it any more. Your side can make a new offer at any time.")
    return modal("Withdraw the offer", "Withdraw", [*offer_words(scene.own_offer(), scene.zone), warning])


def _read_withdraw(_values: Values, scene: Scene, by: By, press: Press) -> WithdrawOffer:
    return WithdrawOffer(by=by, offer_id=scene.seen_offer(press).terms.offer_id)


def _their_hash(scene: Scene) -> str:
    return scene.their_offer().hash


def _own_hash(scene: Scene) -> str:
    return scene.own_offer().hash


OFFER = Form(draw=_draw_offer, read=_read_offer)
COUNTER = Form(draw=_draw_counter, read=_read_counter, seen=_their_hash)
ACCEPT = Form(draw=_draw_accept, read=_read_accept, seen=_their_hash)
REJECT = Form(draw=_draw_reject, read=_read_reject, seen=_their_hash)
WITHDRAW_OFFER = Form(draw=_draw_withdraw, read=_read_withdraw, seen=_own_hash)
