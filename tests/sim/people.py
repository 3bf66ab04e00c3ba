"""What people try: mostly what they may do just now and what brings a case forward, sometimes anything else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random  # noqa: TID251 - the schedule of a harness, repeated by its seed

import cast as c
import deeds as d
from scabot_domain.case import Case
from scabot_domain.commands import AckPing, Command
from scabot_domain.decide.legal import legal_now
from scabot_domain.decide.sections import confirmable
from scabot_domain.events import Urgency
from scabot_domain.parties import Actor, Side
from scabot_domain.terms.sections import SettableSection
from story import Step

PEOPLE = tuple(who for who in (*c.EVERYBODY, c.NOOR) if who is not c.CLOCK)
SENSIBLE = 0.8
"""How often somebody does something that the case allows."""
RARE = {
    "Decline": 1,
    "ProviderWithdraw": 1,
    "WithdrawCase": 1,
    "CloseCase": 5,
    "MarkStalled": 2,
    "AddNote": 5,
    "Redline": 8,
    "WithdrawOffer": 8,
    "AckPing": 30,
    "Reject": 15,
    "Counter": 25,
}
"""How much less often than 40 times something is done that would end a case, or leave it where it is."""
_RATES = (c.MEDICARE_140, c.BILLED_55, c.PER_DIEM_3500, c.CASE_RATE_45000)
_DAY = timedelta(days=1)

Draw = Callable[[Random, Case, Actor, datetime], Step]


def attempt(case: Case, dice: Random, now: datetime) -> Command:
    """Return what somebody asks of a case; its key is still to be set."""
    who = dice.choice(PEOPLE)
    names = [name for name in legal_now(case, (who.role,), who.side, now) if name in DRAWS]
    if not names or dice.random() > SENSIBLE:
        name = dice.choice(sorted(DRAWS))
    else:
        [name] = dice.choices(names, [RARE.get(name, 40) for name in names])
    return _late(DRAWS[name](dice, case, who, now)(case, now), dice)


def opening(dice: Random, now: datetime) -> Command:
    """Return the request for a new case."""
    care = now.date() + dice.randrange(2, 60) * _DAY
    urgency = dice.choice(list(Urgency))
    who = dice.choice((c.RUTH, c.CARA))
    return d.opens(who, urgency=urgency, care_date=care if dice.random() < 0.9 else None)(Case(key=c.KEY), now)


def _late(command: Command, dice: Random) -> Command:
    if dice.random() > 0.1:
        return command
    earlier = command.by.at - timedelta(minutes=dice.randrange(1, 3000))
    return replace(command, by=replace(command.by, said_at=earlier, evidence=dice.choice((None, "call 4711"))))


def _offer_of(case: Case, side: Side, now: datetime, dice: Random) -> str:
    standing = case.open_offer(side, now)
    return standing.terms.offer_id if standing else f"OFR-{dice.randrange(1, 5)}"


def _offers(dice: Random, case: Case, who: Actor, now: datetime) -> Step:
    del case
    life = dice.choice((None, None, timedelta(hours=2), timedelta(days=5)))
    return d.offers(who, dice.choice(_RATES), expires_at=now + life if life else None)


def _counters(dice: Random, case: Case, who: Actor, now: datetime) -> Step:
    return d.counters(who, _offer_of(case, who.side.other, now, dice), dice.choice(_RATES))


def _accepts(dice: Random, case: Case, who: Actor, now: datetime) -> Step:
    seen = d.AS_SEEN if dice.random() < 0.95 else d.NO_HASH
    return d.accepts(who, _offer_of(case, who.side.other, now, dice), seen)


def _sets(dice: Random, case: Case, who: Actor, now: datetime) -> Step:
    wanted = [one for one in _sections(now.date()) if one.section not in case.sections]
    return d.sets(who, dice.choice(wanted or _sections(now.date())))


def _sections(today: date) -> list[SettableSection]:
    term = replace(c.TERM, effective=today - _DAY, end=today + 180 * _DAY)
    patient = replace(c.PATIENT, coverage_from=today - 300 * _DAY, eligibility_verified_on=today - 3 * _DAY)
    return [c.PARTIES, patient, term, c.SCOPE, c.COST_SHARE, c.CLAIMS]


def _confirms(dice: Random, case: Case, who: Actor, now: datetime) -> Step:
    del now
    waiting = sorted(confirmable(case, who.role, who.side))
    return d.confirms(who, *(waiting if dice.random() < 0.8 else (dice.randrange(1, 8),)))


def _approves(dice: Random, case: Case, who: Actor, now: datetime) -> Step:
    del now
    return d.approves(who, case.draft.draft if case.draft and dice.random() < 0.95 else "v1")


def _checks(dice: Random, case: Case, who: Actor, now: datetime) -> Step:
    del case, now
    return d.checks(who, read={"copay": "50"} if dice.random() < 0.1 else {})


def _takes_on(dice: Random, case: Case, who: Actor, now: datetime) -> Step:
    told = [name for name, deadline in case.deadlines.items() if deadline.told] or ["draft.1"]
    promised = dice.choice((None, now.date() + dice.randrange(1, 6) * _DAY))
    return lambda _case, at: AckPing(by=c.by(who, at), deadline=dice.choice(told), expected_by=promised)


def _approval(dice: Random, case: Case, who: Actor, now: datetime) -> Step:
    del dice, case
    return d.records_approval(who, now.date() - 3 * _DAY, now.date() + 200 * _DAY)


DRAWS: dict[str, Draw] = {
    "RecordApproval": _approval,
    "RequestSca": lambda _dice, _case, who, _now: d.requests(who),
    "Acknowledge": lambda _dice, _case, who, _now: d.acknowledges(who),
    "MakeOffer": _offers,
    "Counter": _counters,
    "Accept": _accepts,
    "Reject": lambda dice, case, who, now: d.rejects(who, _offer_of(case, who.side.other, now, dice)),
    "WithdrawOffer": lambda dice, case, who, now: d.withdraws_offer(who, _offer_of(case, who.side, now, dice)),
    "SetSection": _sets,
    "ConfirmSections": _confirms,
    "IssueDraft": lambda _dice, _case, who, _now: d.issues(who),
    "Redline": lambda dice, _case, who, _now: d.redlines(who, material=dice.random() < 0.3),
    "CheckDraft": _checks,
    "ApproveDraft": _approves,
    "Sign": lambda _dice, _case, who, _now: d.signs(who),
    "RecordCareStart": lambda _dice, _case, who, now: d.starts_care(now.date(), who),
    "CloseCase": lambda _dice, _case, who, _now: d.closes(who),
    "MarkStalled": lambda _dice, _case, who, _now: d.marks_stalled(who),
    "ClearStall": lambda _dice, _case, who, _now: d.clears_stall(who),
    "Decline": lambda _dice, _case, who, _now: d.declines(who),
    "ProviderWithdraw": lambda _dice, _case, who, _now: d.walks_away(who),
    "WithdrawCase": lambda _dice, _case, who, _now: d.withdraws_case(who),
    "Reopen": lambda _dice, _case, who, _now: d.reopens(who),
    "AddNote": lambda dice, _case, who, _now: d.notes(who, shared=dice.random() < 0.5),
    "AckPing": _takes_on,
}
