"""Anybody asks anything in any order at any time, and the invariants hold.

I1, I2, I4, I5, I7, I8, I11, I15, I16, I19, I20, I23.

Run it longer: `make long` counts the rules it executes until there are 100,000 of them.
"""

import json
from collections import Counter
from datetime import timedelta
from functools import reduce
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from pydantic import TypeAdapter

import cast as c
from domain.model import Model
from domain.model_after import ENDED
from domain.model_lines import still_alive
from domain.model_parties import must_sign
from domain.steps import any_step, apt_steps, histories, reading_back
from domain.twins import Twin
from domain.unread import waits
from scabot_domain.afterwards import AmendmentState
from scabot_domain.case import Case, Deadline, Stage
from scabot_domain.commands import Command, EndTerm, FireDeadline
from scabot_domain.court import court
from scabot_domain.covering import locks, open_lines
from scabot_domain.decide.legal import legal_now, recordable_now
from scabot_domain.decision import Decision, conclude
from scabot_domain.events import (
    KINDS,
    TOPIC_OF,
    AmendmentSigned,
    CaseEvent,
    DraftApproved,
    EscalationSent,
    OfferAccepted,
    OfferCountered,
    OfferMade,
    SignatureRecorded,
)
from scabot_domain.evolve import evolve, replay
from scabot_domain.notices import Readers, notices
from scabot_domain.parties import COMPLIANCE_READERS, EVERYBODY, Audience, Side
from scabot_domain.playbook import shipped_book, statement
from scabot_domain.refusals import Reason, Refused
from scabot_domain.schedule import DeadlineKind
from scabot_domain.terms.cover import cover_sheet
from scabot_domain.terms.hashes import terms_hash
from scabot_domain.terms.sections import Reimbursement
from scabot_domain.visible import visible
from story import MINUTE, Step

ENVELOPE = TypeAdapter(CaseEvent)
FACTS = {topic: TypeAdapter(kind) for topic, kind in KINDS.items()}
SECRETS = {
    EVERYBODY: ("a payer secret", "a provider secret", "a compliance secret", "4711.11"),
    Audience(side=Side.PAYER): ("a provider secret", "a compliance secret", "4711.11"),
    Audience(side=Side.PROVIDER): ("a payer secret", "a compliance secret"),
    COMPLIANCE_READERS: (),
}
PATIENCE = st.sampled_from([timedelta(minutes=5), timedelta(hours=7), timedelta(days=1), timedelta(days=9)])


def stored(event: CaseEvent) -> tuple[str, str]:
    return TOPIC_OF[type(event.fact)], ENVELOPE.dump_json(event).decode()


def loaded(topic: str, text: str) -> CaseEvent:
    told = json.loads(text)
    fact = FACTS[topic].validate_json(json.dumps(told.pop("fact")))
    return ENVELOPE.validate_python({**told, "fact": fact})


class Negotiation(RuleBasedStateMachine):
    """One case, everybody of the cast, and the model that watches; what they try, others say."""

    counted: ClassVar[Counter[str]] = Counter()
    """How many `steps` (rules) were executed in this process, in how many `cases`, and what came of the commands."""

    def __init__(self) -> None:
        super().__init__()
        self.book, self.model = shipped_book(), Model()
        self.case, self.now = Case(key=c.KEY), c.NOW
        self.events: list[CaseEvent] = []
        self.told: list[tuple[str, int, int]] = []
        self.twins = [Twin(side, self.book) for side in (Side.PAYER, Side.PROVIDER)]

    def wait(self, patience: timedelta) -> None:
        """Let time pass, and the clock fire what fell due."""
        self.now += patience
        for one in tuple(self.case.deadlines.values()):
            if one.next is not None and one.next.fire_at <= self.now:
                self.give(self._firing(one, one.next.n))
        if self.case.stage in (Stage.EXECUTED, Stage.IN_CARE):
            self.give(EndTerm(by=c.by(c.CLOCK, self.now)))

    def _firing(self, one: Deadline, n: int) -> Command:
        by = c.by(c.CLOCK, self.now)
        if one.armed.kind is DeadlineKind.TRANSITION:
            return statement(one.armed.subject, by)
        return FireDeadline(by=by, deadline=one.armed.deadline, n=n, directory=c.DIRECTORY)

    def give(self, command: Command) -> None:
        """Give a command and compare what comes of it with the model."""
        expected, before = self.model.expects(command, self.case), self.case
        outcome = self._decided(command)
        decision, refusal = (outcome, None) if isinstance(outcome, Decision) else (None, outcome)
        self.counted["refused" if decision is None else "taken"] += 1
        assert expected is None or expected == (refusal is None), (command, refusal)
        assert refusal is None or refusal.reason in Reason
        if decision is not None:
            self._record(command, before, decision.events)
            assert decision.case == self.case
        for twin in self.twins:
            twin.follow(command, outcome)
        self.now = max(self.now, command.by.at) + MINUTE

    def _decided(self, command: Command) -> Decision | Refused:
        try:
            return conclude(self.case, command, self.book)
        except Refused as no:
            return no

    def _record(self, command: Command, before: Case, events: tuple[CaseEvent, ...]) -> None:
        actor = command.by.actor
        named = legal_now(before, (actor.role,), actor.side, command.by.at)
        if command.by.on_behalf_of is not None:
            relayed = recordable_now(before, actor.role, actor.side, command.by.at)
            own = (actor.role, actor.side) == (command.by.speaker.role, command.by.speaker.side)
            named = named if own else tuple(name for name, side in relayed if side is command.by.speaker.side)
        assert actor is c.CLOCK or type(command).__name__ in named or command.by.said_at < command.by.at
        self.case = reduce(evolve, events, before)
        self.events += events
        for event in events:  # I11
            signs = isinstance(event.fact, DraftApproved | SignatureRecorded | AmendmentSigned)
            assert not signs or not self.model.sheet.is_lapsed(event.occurred_at) or command.by.said_at < command.by.at
        self.told += [(e.fact.rule, e.fact.episode, e.fact.level) for e in events if isinstance(e.fact, EscalationSent)]
        if events:
            self.model.apply(command, self.case)
        self._heard(events)

    def _heard(self, events: tuple[CaseEvent, ...]) -> None:
        kinds = {event.version: event.visibility for event in events}
        for notice in notices(self.case, events, Side.PROVIDER):
            shared = notice.readers is Readers.SHARED
            audience = EVERYBODY if shared else Audience(side=Side.PROVIDER)
            assert notice.kind == "card" or audience.may_read(kinds[notice.version])

    @invariant()
    def the_model_agrees_about_the_stage(self) -> None:
        """S8: one stage at a time, in the order of the steps."""
        assert self.model.stage == (self.case.stage.value if self.case.opened else "unopened")

    @invariant()
    def i20_nobody_sees_what_the_other_side_holds(self) -> None:
        """I20: whose turn it is, and what one may do, is as if the other side had held nothing."""
        for twin in self.twins:
            twin.sees_the_same(self.case, self.now)

    @invariant()
    def what_waits_for_a_second_approver_is_what_the_model_says(self) -> None:
        """At most one offer of a side is held, and none once the talks are over."""
        waits = {one.side.value: one.offer.held for one in self.case.withheld if one.waiting}
        assert waits == {side: name for side, (name, _) in self.model.holds.waiting.items()}
        assert len([one for one in self.case.withheld if one.waiting]) == len(waits)

    @invariant()
    def i1_a_side_has_at_most_one_open_offer(self) -> None:
        """I1: also by the model's own count."""
        for side in (Side.PAYER, Side.PROVIDER):
            standing = [o.terms.offer_id for o in self.case.offers if o.terms.side is side and o.open_at(self.now)]
            alive = [k for k, o in self.model.offers.items() if o.alive and o.side == side and self.now <= o.expires_at]
            assert standing == alive
            assert len(standing) <= 1

    @invariant()
    def i4_i5_i7_c13_an_executed_agreement_has_every_signature_over_its_terms(self) -> None:
        """I4, I5, I7, C13: signatures bind complete terms, by different people, of everybody who must sign."""
        signed = self.case.signatures.values()
        assert {"P1" if seat == "provider" else seat for seat in self.case.signatures} == self.model.signers.keys()
        everybody = self.model.signers.keys() >= must_sign(self.model.contents)
        assert (self.case.executed is not None) == (everybody and not waits(self.model, "signature"))
        assert self.model.sheet.executed or all(one.terms_hash == terms_hash(self.case) for one in signed)
        assert len(set(self.model.signers.values())) == len(signed)
        bound = not signed or self.case.executed is not None
        assert bound or self.model.complete(min(one.signed_at for one in signed))

    @invariant()
    def i8_terms_in_force_change_by_amendments_alone(self) -> None:
        """I8, C7: what is in force is what was executed last, and at most one amendment is open."""
        executed = self.case.executed
        assert executed is None or executed.terms_hash == terms_hash(self.case)
        assert sum(one.open for one in self.case.amendments) <= 1
        states = [one.state for one in self.case.amendments]
        assert states.count(AmendmentState.EXECUTED) == self.model.sheet.executed
        assert not self.case.terminal or self.case.open_amendment is None

    @invariant()
    def i23_what_was_waived_stays_visible(self) -> None:
        """I23: also on the cover sheet, and each by somebody else than who asked."""
        assert self.case.overridden == self.model.sheet.waived
        assert all(one.requested_by != one.approver for one in self.case.overrides)
        assert all(one.reason in cover_sheet(self.case) for one in self.case.overrides)

    @invariant()
    def i3_nothing_agreed_or_executed_relies_on_what_was_not_read_back(self) -> None:
        """I3, C12: an unconfirmed entry never completes an agreement."""
        unread = [entry.fact for entry in self.case.unconfirmed]
        assert {entry.ref for entry in self.case.unconfirmed} == self.model.unread.keys()
        held = self.case.sections.get(5)
        agreed = held.content.offer_id.split(", ") if held and isinstance(held.content, Reimbursement) else []
        offers = [fact.terms.offer_id for fact in unread if isinstance(fact, OfferMade | OfferCountered)]
        offers += [fact.offer_id for fact in unread if isinstance(fact, OfferAccepted)]
        assert not set(agreed) & set(offers)
        assert self.case.executed is None or not any(fact in self.case.signatures.values() for fact in unread)

    @invariant()
    def i3_c9_terms_are_agreed_exactly_when_every_line_has_one_accepted_rate(self) -> None:
        """I3, C9: each line has the terms of one offer, as the model counts them; nothing is open once terms agree."""
        if self.case.terminal or self.case.executed is not None:
            return
        found, scope = locks(self.case), self.model.scope
        assert found == self.model.lines.locked(scope)
        assert open_lines(self.case) == self.model.lines.still_open(still_alive(self.model), scope)
        unread = {one.offer for one in self.model.unread.values()}
        settled = bool(found) and not open_lines(self.case) and not unread & set(found.values())
        assert settled == (self.case.stage in (Stage.TERMS_AGREED, Stage.DRAFT_REVIEW, Stage.SIGNING))

    @invariant()
    def i15_an_ended_case_has_no_open_offer(self) -> None:
        """I15: nothing of an ended case waits for an answer."""
        assert self.case.terminal == (self.model.stage in ENDED)
        assert not self.case.terminal or not any(offer.alive for offer in self.model.offers.values())

    @invariant()
    def i19_no_level_is_told_twice(self) -> None:
        """I19: once per rule, episode and level."""
        assert len(set(self.told)) == len(self.told)

    @invariant()
    def somebody_or_nobody_has_the_ball(self) -> None:
        """Exactly one holder, since an instant that is not ahead."""
        ball = court(self.case, self.now)
        assert ball.holder in ("payer", "provider", "us", "clinical", "nobody")
        assert ball.since <= self.now + MINUTE
        assert not self.case.terminal or ball.holder == "nobody"

    def teardown(self) -> None:
        """I16, I20: look at the whole history once more, as it is stored and as each audience reads it."""
        assert [event.version for event in self.events] == list(range(1, len(self.events) + 1))
        texts = [stored(event) for event in self.events]
        again = [loaded(topic, text) for topic, text in texts]
        assert again == self.events
        assert replay(c.KEY, again) == self.case
        for audience, secrets in SECRETS.items():
            readable = visible(self.events, audience)
            read = "".join(stored(event)[1] for event in readable)
            assert [secret for secret in secrets if secret in read] == []
            assert replay(c.KEY, readable).stage is self.case.stage


class AnyNegotiation(Negotiation):
    """Anybody tries anything."""

    @initialize(history=histories)
    def something_happened(self, history: tuple[Step, ...]) -> None:
        """Begin with a history of any length."""
        self.counted["cases"] += 1
        for step in history:
            self.give(step(self.case, self.now))

    @rule(step=any_step)
    def somebody_tries(self, step: Step) -> None:
        """Let somebody try something."""
        self.counted["steps"] += 1
        self.give(step(self.case, self.now))

    @rule(data=st.data())
    def somebody_tries_what_is_due(self, data: st.DataObject) -> None:
        """Let somebody try something that fits the stage."""
        self.counted["steps"] += 1
        self.give(data.draw(apt_steps(self.case.stage.value))(self.case, self.now))

    @precondition(lambda self: bool(self.case.unconfirmed))
    @rule(step=reading_back)
    def somebody_reads_back(self, step: Step) -> None:
        """Let somebody read back what was recorded for an absent person, or take it back."""
        self.counted["steps"] += 1
        self.give(step(self.case, self.now))

    @rule(patience=PATIENCE)
    def time_passes(self, patience: timedelta) -> None:
        """Let time pass."""
        self.counted["steps"] += 1
        self.wait(patience)


LONG = settings.get_current_profile_name() == "nightly"
AnyNegotiation.TestCase.settings = settings(
    max_examples=3000 if LONG else 60,
    stateful_step_count=50 if LONG else 25,
    suppress_health_check=[HealthCheck.too_slow],
)
TestAnyNegotiation = AnyNegotiation.TestCase
