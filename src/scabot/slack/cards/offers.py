"""Offers in words and as a table, term by term."""

from datetime import datetime
from zoneinfo import ZoneInfo

from scabot.slack.forms.inputs import Block
from scabot.slack.grammar.days import show_day
from scabot_domain.case import Case, Offer, OfferState
from scabot_domain.events import OfferTerms
from scabot_domain.money.rates import show_rate

_HEAD = ("Offer", "By", "Rate", "Open until")


def rates_in_words(terms: OfferTerms) -> str:
    """Say every rate of an offer in one line."""
    return "; ".join(
        f"{show_rate(agreed.rate)}{' for ' + ', '.join(agreed.line_ids) if agreed.line_ids else ''}"
        for agreed in terms.rates
    )


def offers_shown(case: Case, now: datetime) -> list[Offer]:
    """Return what is on the table: open offers and the accepted one; without any, each side's latest position."""
    live = [one for one in case.offers if one.open_at(now) or one.state is OfferState.ACCEPTED]
    if live:
        return live
    latest = {one.terms.side: one for one in case.offers}
    return sorted(latest.values(), key=lambda one: one.version)


def offers_table(case: Case, now: datetime) -> Block | None:
    """Return a table of the offers that matter now, or None before the first offer."""
    shown = offers_shown(case, now)
    if not shown:
        return None
    rows = [_HEAD, *(_row(one, case.tz, now) for one in shown)]
    return {"type": "table", "rows": [[{"type": "raw_text", "text": cell} for cell in row] for row in rows]}


def offers_as_text(case: Case, now: datetime) -> str:
    """Return the same as lines of text, where a table cannot be shown."""
    rows = (_row(one, case.tz, now) for one in offers_shown(case, now))
    return "\n".join(f"{offer} by the {side}: {rate} ({until})" for offer, side, rate, until in rows)


def _row(offer: Offer, zone: str, now: datetime) -> tuple[str, str, str, str]:
    terms = offer.terms
    return (terms.offer_id, terms.side.value, rates_in_words(terms), _until(offer, zone, now))


def _until(offer: Offer, zone: str, now: datetime) -> str:
    if not offer.open_at(now):
        return offer.state.value if offer.state is not OfferState.OPEN else "expired"
    local = offer.terms.expires_at.astimezone(ZoneInfo(zone))
    return f"{show_day(local.date())} {local:%H:%M %Z}"
