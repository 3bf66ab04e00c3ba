"""A clock that went back: up to five minutes the last instant is repeated, beyond that the jump is recorded first."""

from datetime import datetime, timedelta

from scabot.ledger.facts import LEDGER, SYSTEM, ClockJumped, SiteEvent
from scabot.views.tx import Tx
from scabot_domain.parties import Side, Source, Visibility

BEARABLE = timedelta(minutes=5)
"""How far a clock may be behind the log before that is a fact of its own."""

_NEWEST = "SELECT COALESCE(MAX(originator_version), 0) FROM scabot_events WHERE originator_id = ?"


def stamp(last: datetime | None, now: datetime) -> datetime:
    """Return when something that happens now is recorded, after something recorded at `last`."""
    return now if last is None or now < last - BEARABLE else max(now, last)


def jump(tx: Tx, last: datetime, now: datetime) -> SiteEvent:
    """Return the fact that the clock went back from `last` to `now`, as the next of the log's own stream."""
    row = tx.one(_NEWEST, LEDGER)
    version = 1 + (row[0] if row is not None else 0)
    return SiteEvent(
        stream=LEDGER,
        version=version,
        fact=ClockJumped(was=last, now=now),
        actor=SYSTEM,
        on_behalf_of=None,
        side=Side.NEUTRAL,
        visibility=Visibility.COMPLIANCE,
        occurred_at=now,
        recorded_at=now,
        source=Source.CLOCK,
        evidence=None,
        key=f"system:clock-jumped:{version}",
        corr="",
    )
