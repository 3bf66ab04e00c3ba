"""Hypothesis strategies for what anybody of the cast may try, sensible or not."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

import approvers
import cast as c
import clean
import deeds as d
import deeds_after as a
import deeds_parties as p
import voices as v
from domain import steps_after, steps_lines, steps_parties
from domain.every_deed import DEEDS, takes_on
from domain.reading import PLANTED
from scabot_domain.case import Case
from scabot_domain.commands import AddNote, Command
from scabot_domain.parties import Actor, Role, Side, Source
from scabot_domain.terms.sections import SettableSection
from story import Step

people = st.sampled_from([who for who in (*c.EVERYBODY, c.NOOR) if who is not c.CLOCK])
offer_ids = st.integers(1, 5).map("OFR-{}".format)
draft_ids = st.integers(1, 4).map("v{}".format)
seen = st.sampled_from([d.AS_SEEN, d.AS_SEEN, d.AS_SEEN, d.NO_HASH])
VAGUE = replace(c.MEDICARE_140, benchmark=replace(c.HOUSTON, year=2026))
rates = st.sampled_from(
    [
        *(c.MEDICARE_140, c.BILLED_55, c.PER_DIEM_3500, c.CASE_RATE_45000, clean.DRUG.rate, VAGUE),
        *(p.SPLIT_IN_THREE, p.SPLIT_IN_FOUR, p.split("45000.00"), p.split("30000.00", "9000.00", "5999.99")),
    ]
)
terms = st.sampled_from([None, None, c.TERM, replace(c.TERM, end=date(2027, 3, 31))])
sections: st.SearchStrategy[SettableSection] = st.sampled_from(
    [
        *c.SECTIONS,
        steps_lines.two_lines,
        replace(c.TERM, end=date(2027, 3, 31)),
        replace(c.COST_SHARE, hold_harmless=False),
        replace(c.COST_SHARE, copay=None),
        replace(c.COST_SHARE, accumulates_in_network=None),
        replace(c.CLAIMS, timely_filing_days=None),
        replace(c.PARTIES, provider_tin=None),
        *steps_parties.parties,
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
offering = st.one_of(st.builds(_offers, negotiators, rates, terms, lives), steps_lines.offering)
answering = st.one_of(
    st.builds(d.counters, negotiators, offer_ids, rates),
    steps_lines.answering,
    st.builds(d.accepts, negotiators, offer_ids, seen),
    st.builds(d.rejects, negotiators, offer_ids),
    st.builds(d.withdraws_offer, negotiators, offer_ids),
)
papering = st.one_of(
    st.builds(d.sets, st.sampled_from([c.RUTH, c.NILS, c.BEN, c.OLGA]), sections),
    st.builds(lambda who, which: d.confirms(who, *which), st.sampled_from([c.RUTH, c.NILS, c.BEN, c.CARA]), numbers),
    st.builds(d.confirms, st.sampled_from([c.RUTH, c.NILS])),
)
checking = st.builds(
    lambda who, read: d.checks(who, read=read),
    st.sampled_from([c.CARA, c.RUTH, c.OLGA, c.SAM, c.NILS, c.BEN]),
    st.sampled_from([{}, {}, {}, *PLANTED]),
)
drafting = st.one_of(
    st.builds(d.issues, st.sampled_from([c.NILS, c.RUTH])),
    st.builds(lambda who, material: d.redlines(who, material=material), negotiators, st.booleans()),
    checking,
    st.builds(d.approves, st.sampled_from([c.NILS, c.BEN, c.RUTH]), draft_ids),
)
signing = st.one_of(steps_parties.signing, steps_parties.signing, steps_parties.carving)
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
reasons = st.sampled_from([approvers.WHY, approvers.WHY, approvers.WHY, "too short", None])
limits = st.sampled_from(
    [{"percent_of_medicare": 120}, {"percent_of_medicare": 160}, {"total": 45_000}, {"total": 140_000}, {}]
)
ROLES = {"U0PRIYA": Role.NETWORK_MANAGER, "U0SAM": Role.PROVIDER_BILLER}
banded = st.builds(
    lambda who, person, told: approvers.sets_band(who, **told, **person.get(who.user, {"role": ROLES[who.user]})),
    st.sampled_from([c.PRIYA, c.SAM]),
    st.sampled_from([{}, {}, {"U0PRIYA": {"team": c.NORTHWIND, "user": "U0NILS"}}]),
    limits,
)
approving = st.sampled_from([c.PRIYA, c.PRIYA, c.SAM, c.SAM, c.NILS, c.NOOR, c.BEN, approvers.SECOND_BEN])
held_ids = st.integers(1, 3).map("HLD-{}".format)
with_reason = st.builds(
    approvers.because, st.one_of(offering, st.builds(approvers.counters_what_is_open, negotiators, rates)), reasons
)
releasing = st.one_of(
    st.builds(lambda who, held: approvers.releases(who, held, source=Source.CLI), approving, held_ids),
    st.builds(approvers.releases_waiting, approving),
    st.builds(approvers.releases_waiting, approving, reasons.filter(bool)),
    st.builds(approvers.drops_waiting, approving),
)
four_eyes = st.one_of(with_reason, with_reason, releasing, releasing, banded)
remarking = st.one_of(st.builds(_note, people, st.booleans()), st.builds(takes_on, people))
apt: dict[str, st.SearchStrategy[Step]] = {
    "requested": st.one_of(offering, with_reason, with_reason, releasing, banded),
    "negotiating": st.one_of(offering, answering, answering, answering, with_reason, with_reason, releasing, releasing),
    "terms_agreed": st.one_of(papering, drafting, steps_lines.offering, with_reason, releasing),
    "draft_review": st.one_of(drafting, drafting, papering, steps_parties.carving),
    "signing": st.one_of(signing, signing, signing, drafting, checking),
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
            four_eyes,
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

unclean = (
    d.issued,
    (*d.issued, d.checks(read=PLANTED[0])),
    (*d.drafted, d.checks(c.OLGA, read=PLANTED[1])),
    (*d.issued, d.checks(read=PLANTED[2]), d.checks(c.OLGA)),
    (*d.reviewed, d.redlines(material=False)),
    (*d.reviewed, d.checks(c.OLGA, read=PLANTED[0])),
)
"""Histories in which nobody read the newest draft back, or somebody found something in it."""

_every_beginning = (
    steps_after.histories
    | steps_parties.histories
    | st.sampled_from(unclean)
    | st.sampled_from(steps_lines.histories)
    | st.sampled_from(
        [
            *by_phone,
            (),
            d.opened,
            d.requested,
            d.offered,
            d.agreed,
            d.complete,
            d.drafted,
            d.reviewed,
            d.half_signed,
            d.executed,
            approvers.banded,
            approvers.banded,
            approvers.held,
        ]
    )
)


@st.composite
def _beginning(draw: st.DrawFn) -> tuple[Step, ...]:
    return draw(_every_beginning)


histories = _beginning()
"""Every beginning of a story; a failure prints it by its name, not as the whole list."""
