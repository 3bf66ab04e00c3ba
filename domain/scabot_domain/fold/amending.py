"""How amendments change a case: the old terms stand until one is executed."""

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from scabot_domain.afterwards import Amendment, AmendmentState
from scabot_domain.case import Case, SectionState
from scabot_domain.events import (
    AgreementExtended,
    Amending,
    AmendmentAgreed,
    AmendmentDropped,
    AmendmentExecuted,
    AmendmentProposed,
    AmendmentSigned,
    CaseEvent,
)
from scabot_domain.fold.changing import changed
from scabot_domain.fold.papering import BOTH
from scabot_domain.parties import speaker
from scabot_domain.terms.amended import amended
from scabot_domain.terms.hashes import section_hash
from scabot_domain.terms.sections import SectionNumber, Term


def fold_amending(case: Case, fact: Amending, event: CaseEvent) -> Case:
    """Return the case after a step of an amendment; one that was never heard of changes nothing."""
    match fact:
        case AmendmentProposed():
            return changed(case, amendments=(*case.amendments, Amendment(proposed=fact)))
        case AmendmentAgreed():
            return _with(case, fact.amendment, lambda one: replace(one, state=AmendmentState.AGREED))
        case AmendmentSigned():
            return _with(case, fact.amendment, lambda one: _signed(one, fact, event))
        case AmendmentDropped():
            return _with(case, fact.amendment, lambda one: replace(one, state=AmendmentState.DROPPED))
        case AmendmentExecuted():
            return _executed(case, fact)
        case AgreementExtended():
            return changed(case, term_ended_on=None)
        case _:
            assert_never(fact)


def taken_back(case: Case, fact: AmendmentProposed | AmendmentAgreed | AmendmentSigned) -> Case:
    """Return the case without a step of an amendment that was never taken; what rested on it falls with it."""
    match fact:
        case AmendmentProposed():
            return _with(case, fact.amendment, lambda one: _back(one, AmendmentState.DROPPED, unsigned=frozenset()))
        case AmendmentAgreed():
            return _with(
                case,
                fact.amendment,
                lambda one: _back(one, AmendmentState.PROPOSED, unsigned=frozenset(one.signatures)),
            )
        case AmendmentSigned():
            seat = frozenset({fact.signature.seat})
            return _with(case, fact.amendment, lambda one: _back(one, AmendmentState.AGREED, unsigned=seat))
        case _:
            assert_never(fact)


def _back(one: Amendment, state: AmendmentState, unsigned: frozenset[str]) -> Amendment:
    if not one.open:
        return one
    signatures = {seat: signed for seat, signed in one.signatures.items() if seat not in unsigned}
    signers = {seat: who for seat, who in one.signers.items() if seat in signatures}
    still = state is AmendmentState.AGREED and signatures
    return replace(one, state=AmendmentState.SIGNING if still else state, signatures=signatures, signers=signers)


def _with(case: Case, amendment: str, change: Callable[[Amendment], Amendment]) -> Case:
    return changed(case, amendments=tuple(change(one) if one.id == amendment else one for one in case.amendments))


def _signed(one: Amendment, fact: AmendmentSigned, event: CaseEvent) -> Amendment:
    seat = fact.signature.seat
    signatures, signers = (
        {**one.signatures, seat: fact.signature},
        {**one.signers, seat: speaker(event.actor, event.on_behalf_of)},
    )
    return replace(one, state=AmendmentState.SIGNING, signatures=signatures, signers=signers)


def _executed(case: Case, fact: AmendmentExecuted) -> Case:
    one = next((one for one in case.amendments if one.id == fact.amendment), None)
    if one is None:
        return case
    contents = amended(case.sections, one.proposed.delta)
    added = {
        number: SectionState(content=content, hash=section_hash(content), confirmed_by=BOTH)
        for number, content in contents.items()
    }
    after = changed(case, sections={**case.sections, **added})
    return _in_force(_with(after, one.id, lambda it: replace(it, state=AmendmentState.EXECUTED)), fact)


def _in_force(case: Case, fact: AmendmentExecuted) -> Case:
    """Let the agreement in force be the amended one, under its own number."""
    if case.executed is None:
        return case
    executed = replace(case.executed, terms_hash=fact.new_hash)
    held = case.sections.get(SectionNumber.TERM)
    if held is not None and isinstance(held.content, Term):
        executed = replace(executed, effective=held.content.effective, end=held.content.end)
    return changed(case, executed=executed)
