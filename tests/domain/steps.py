"""Hypothesis strategies for what anybody of the cast may try, sensible or not."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

import cast as c
import clean
import deeds as d
import deeds_after as a
import voices as v
from domain import steps_after
from domain.every_deed import DEEDS, takes_on
from scabot_domain.case import Case
from scabot_domain.commands import AddNote, Command
from scabot_domain.money.rates import FixedFee
from scabot_domain.parties import Actor, Role, Side
from scabot_domain.terms.sections import AgreedRate, SettableSection
from story import Step

people = st.sampled_from([who for who in (*c.EVERYBODY, c.NOOR) if who is not c.CLOCK])
offer_ids = st.integers(1, 5).map("OFR-{}".format)
draft_ids = st.integers(1, 4).map("v{}".format)
seen = st.sampled_from([d.AS_SEEN, d.AS_SEEN, d.AS_SEEN, d.NO_HASH])
VAGUE = replace(c.MEDICARE_140, benchmark=replace(c.HOUSTON, year=2026))
FEE = FixedFee(amount=Decimal(200))
_L1, _L2, _BOTH = (("L1",), ("L2",), ("L1", "L2"))
BY_LINE = st.sampled_from(
    [
        (AgreedRate(line_ids=_L1, rate=FEE), AgreedRate(line_ids=_L2, rate=c.MEDICARE_140)),
        (AgreedRate(line_ids=_BOTH, rate=FEE),),
        (AgreedRate(line_ids=_BOTH, rate=c.CASE_RATE_45000),),
        (AgreedRate(line_ids=_L1, rate=c.MEDICARE_140),),
        (AgreedRate(line_ids=_L2, rate=FEE),),
        (AgreedRate(line_ids=_L2, rate=c.PER_DIEM_3500),),
        (AgreedRate(rate=FEE),),
    ]
)
reopening = st.sampled_from([(), (), ("L1",), _BOTH, ("all",)])
two_lines = replace(c.SCOPE, lines=(*c.SCOPE.lines, replace(c.SCOPE.lines[0], line_id="L2", code="99213")))
rates = st.sampled_from([c.MEDICARE_140, c.BILLED_55, c.PER_DIEM_3500, c.CASE_RATE_45000, clean.DRUG.rate, VAGUE])
terms = st.sampled_from([None, None, c.TERM, replace(c.TERM, end=date(2027, 3, 31))])
sections: st.SearchStrategy[SettableSection] = st.sampled_from(
    [
        *c.SECTIONS,
        two_lines,
        replace(c.TERM, end=date(2027, 3, 31)),
        replace(c.COST_SHARE, hold_harmless=False),
        replace(c.COST_SHARE, copay=None),
        replace(c.COST_SHARE, accumulates_in_network=None),
        replace(c.CLAIMS, timely_filing_days=None),
        replace(c.PARTIES, provider_tin=None),
        replace(c.PATIENT, eligibility_verified_on=date(2026, 12, 2)),
    ]
)
numbers = st.lists(st.integers(1, 7), max_size=3).map(tuple)
lives = st.sampled_from([None, None, timedelta(hours=2), timedelta(days=5)])
late = st.sampled_from([timedelta(0), timedelta(0), timedelta(hours=1), timedelta(days=2), -timedelta(minutes=3)])
evidence = st.sampled_from([None, "call 4711"])

LIMIT = Decimal("4711.11")
SECRETS = {Side.PAYER: "a payer secret", Side.PROVIDER: "a provider secret"}


def _offers(who: Actor, rate: object, term: object, life: timedelta | None) -> Step:
    return lambda case, at: d.offers(who, rate, term=term, expires_at=at + life if life else None)(case, at)  # type: ignore[arg-type]  # of the strategies above


def _note(who: Actor, shared: bool) -> Step:  # noqa: FBT001 - drawn by hypothesis
    own = "a compliance secret" if who.role is Role.COMPLIANCE else SECRETS.get(who.side, "for everybody")
    text = "for everybody" if shared else own
    return lambda _case, at: AddNote(by=c.by(who, at), text=text, shared=shared)


def _at_another_time(step: Step, earlier: timedelta, proof: str | None) -> Step:
    def told(case: Case, at: datetime) -> Command:
        command = step(case, at)
        return replace(command, by=replace(command.by, said_at=at - earlier, evidence=proof))

    return told


any_deed = st.builds(
    lambda deed, who: DEEDS[deed](who),
    st.sampled_from(sorted(set(DEEDS) - {"ExpireOffer", "FireDeadline", "EndTerm"})),
    people,
)
negotiators = st.sampled_from([c.NILS, c.NOOR, c.BEN])
by_line = st.builds(
    lambda who, told, opens, at_once: d.offers(who, *told, reopens=opens, all_or_nothing=at_once),
    negotiators,
    BY_LINE,
    reopening,
    st.sampled_from([False, False, True]),
)
offering = st.one_of(st.builds(_offers, negotiators, rates, terms, lives), by_line)
answering = st.one_of(
    st.builds(d.counters, negotiators, offer_ids, rates),
    st.builds(
        lambda who, offer, opens, told: d.counters(who, offer, *told, reopens=opens),
        negotiators,
        offer_ids,
        reopening,
        BY_LINE,
    ),
    st.builds(d.accepts, negotiators, offer_ids, seen),
    st.builds(
        lambda who, offer, lines: d.accepts(who, offer, lines=lines),
        negotiators,
        offer_ids,
        st.sampled_from([(), _L1, _L2, _BOTH]),
    ),
    st.builds(d.rejects, negotiators, offer_ids),
    st.builds(d.withdraws_offer, negotiators, offer_ids),
)
papering = st.one_of(
    st.builds(d.sets, st.sampled_from([c.RUTH, c.NILS, c.BEN, c.OLGA]), sections),
    st.builds(lambda who, which: d.confirms(who, *which), st.sampled_from([c.RUTH, c.NILS, c.BEN, c.CARA]), numbers),
    st.builds(d.confirms, st.sampled_from([c.RUTH, c.NILS])),
)
drafting = st.one_of(
    st.builds(d.issues, st.sampled_from([c.NILS, c.RUTH])),
    st.builds(lambda who, material: d.redlines(who, material=material), negotiators, st.booleans()),
    st.builds(d.approves, st.sampled_from([c.NILS, c.BEN, c.RUTH]), draft_ids),
)
signing = st.builds(
    lambda who, name, terms_seen, doc: d.signs(who, name, terms=terms_seen, doc=doc),
    st.sampled_from([c.SAM, c.PRIYA, c.NILS]),
    st.sampled_from(["Sam Vega", "Priya Nair", "Priya Nair"]),
    seen,
    seen,
)
recorders = st.sampled_from([c.RUTH, c.CARA, c.OLGA])
relayed = st.builds(
    lambda step, who, proof: v.by_phone(step, who, evidence=proof),
    st.one_of(offering, answering, papering, drafting, signing, steps_after.amending),
    st.one_of(recorders, recorders, negotiators),
    st.sampled_from([v.PHONE, v.PHONE, v.PHONE, None]),
)
reading_back = st.one_of(
    st.builds(v.confirms_entry, recorders),
    st.builds(v.confirms_entry, recorders),
    st.builds(v.clicks, st.sampled_from([c.NILS, c.BEN, c.PRIYA, c.SAM])),
    st.builds(v.strikes, recorders),
)
beside = st.one_of(
    st.builds(lambda limit: v.assigns_contact(c.OLGA, authority_limit=limit), st.sampled_from([None, LIMIT])),
    st.builds(v.holds, recorders),
    st.builds(v.resumes, recorders),
)
remarking = st.one_of(st.builds(_note, people, st.booleans()), st.builds(takes_on, people))
apt: dict[str, st.SearchStrategy[Step]] = {
    "requested": offering,
    "negotiating": st.one_of(offering, answering, answering, answering),
    "terms_agreed": st.one_of(papering, drafting, by_line),
    "draft_review": st.one_of(drafting, drafting, papering),
    "signing": st.one_of(signing, signing, signing, drafting),
    "executed": steps_after.after_agreement,
    "in_care": steps_after.after_agreement,
}
"""What people try in a stage if they know what they are doing, more or less."""

_steps = st.one_of(
    st.builds(
        _at_another_time,
        st.one_of(
            offering,
            answering,
            papering,
            drafting,
            signing,
            remarking,
            relayed,
            steps_after.anything,
            any_deed,
            any_deed,
        ),
        late,
        evidence,
    ),
    relayed,
    reading_back,
    beside,
)


@st.composite
def _any_step(draw: st.DrawFn) -> Step:
    return draw(_steps)


any_step = _any_step()
"""Whatever anybody may try; by a name of its own, because hypothesis would spell it out on many pages."""


def apt_steps(stage: str) -> st.SearchStrategy[Step]:
    """Return what somebody may try in a stage, mostly in time."""
    step = apt.get(stage, any_deed)
    relayed_step = st.builds(v.by_phone, apt.get(stage, offering), recorders)
    return st.one_of(
        step, relayed_step, relayed_step, st.builds(_at_another_time, step, st.just(timedelta(0)) | late, evidence)
    )


by_phone = (
    (*d.offered, v.by_phone(d.accepts(c.BEN))),
    (*d.requested, v.by_phone(d.offers(c.NILS)), d.accepts(c.BEN)),
    (*d.filled, d.confirms(c.RUTH), v.by_phone(d.confirms(c.NILS)), d.issues()),
    (*d.drafted, d.approves(c.BEN), v.by_phone(d.approves(c.NILS))),
    (*d.half_signed, v.by_phone(d.signs(c.PRIYA))),
    (*d.executed, v.by_phone(a.extends())),
    (*a.amendment_half_signed, v.by_phone(a.signs_amendment(c.PRIYA))),
)
"""Histories in which something waits to be read back."""

_PAIR = (AgreedRate(line_ids=_L1, rate=FEE), AgreedRate(line_ids=_L2, rate=c.MEDICARE_140))
_TOGETHER = AgreedRate(line_ids=_BOTH, rate=c.CASE_RATE_45000)
_SCOPED = (*d.requested, d.sets(c.RUTH, two_lines))
by_lines = (
    (*_SCOPED, d.offers(c.NILS, *_PAIR)),
    (*_SCOPED, d.offers(c.NILS, *_PAIR), d.accepts(c.BEN, lines=_L1)),
    (*_SCOPED, d.offers(c.NILS, *_PAIR[:1]), d.offers(c.BEN, *_PAIR[1:]), d.accepts(c.BEN)),
    (*_SCOPED, d.offers(c.NILS, *_PAIR), d.accepts(c.BEN)),
    (*_SCOPED, d.offers(c.NILS, *_PAIR), d.accepts(c.BEN), d.offers(c.BEN, *_PAIR[1:], reopens=_L2)),
    (*_SCOPED, d.offers(c.NILS, *_PAIR), v.by_phone(d.accepts(c.BEN, lines=_L1))),
    (*_SCOPED, d.offers(c.NILS, _TOGETHER), d.accepts(c.BEN), d.offers(c.NILS, *_PAIR, reopens=_BOTH)),
    (*_SCOPED, d.offers(c.NILS, *_PAIR), d.accepts(c.BEN), d.offers(c.NILS, _TOGETHER, reopens=_BOTH)),
)
"""Histories in which lines are agreed one by one."""

histories = steps_after.histories | st.sampled_from(
    [
        *by_phone,
        (),
        *by_lines,
        d.opened,
        d.requested,
        d.offered,
        d.agreed,
        d.complete,
        d.drafted,
        d.reviewed,
        d.half_signed,
        d.executed,
    ]
)
