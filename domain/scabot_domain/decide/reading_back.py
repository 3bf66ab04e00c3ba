"""Reading entries back, and correcting them (C12, C14, I3)."""

from dataclasses import replace
from enum import Enum
from itertools import chain
from typing import Any

from scabot_domain.case import Case, Entry, EntryState, Stage
from scabot_domain.commands import Command, ConfirmEntry, CorrectEntry
from scabot_domain.decide import (
    amending,
    answers,
    concluding,
    drafts,
    endings,
    keeping,
    offers,
    opening,
    sections,
    signing,
    speaking,
)
from scabot_domain.decide.agreeing import agreement, with_agreement
from scabot_domain.decide.correctable import COMMAND_OF, CORRECTABLE, HASHED, in_order
from scabot_domain.decide.refusing import listed, refuse
from scabot_domain.decide.relaying import RECORDERS, RELAYED
from scabot_domain.decide.relied import unread_amendment_signatures, unread_signatures
from scabot_domain.decide.roles import EVERYBODY
from scabot_domain.decide.rule import Rule
from scabot_domain.decide.stages import ANY
from scabot_domain.envelope import Said, said
from scabot_domain.events import ClinicalApprovalRecorded, EntryConfirmed, EntryCorrected, Fact, kind_of_fact
from scabot_domain.facts.voicing import ReadBack
from scabot_domain.fold.voicing import ENTRY, STRUCK, amended
from scabot_domain.parties import Actor, By, Role, Side
from scabot_domain.refusals import Reason

_FAMILIES = (opening, offers, answers, sections, drafts, signing, endings, amending, concluding, speaking, keeping)
_ROLES: dict[type[Command], tuple[Role, ...]] = {
    rule.command: rule.roles for rule in chain.from_iterable(family.RULES for family in _FAMILIES)
}


def confirm_entry(case: Case, command: ConfirmEntry) -> list[Said]:
    """Confirm an entry, and what was recorded in the same act; the last one that was missing completes what it can."""
    entry = _entry(case, command.ref)
    _guard_reader(command, entry)
    if entry.state is not EntryState.UNCONFIRMED:
        raise refuse(Reason.ALREADY_DONE, what=entry.state, entry=kind_of_fact(entry.fact))
    together = [one for one in case.unconfirmed if one.key == entry.key]
    confirmed = {one.ref: replace(one, state=EntryState.CONFIRMED) for one in together}
    after = replace(case, entries={**case.entries, **confirmed})
    return [*(said(_confirmed(one, command)) for one in together), *_completed(after)]


def correct_entry(case: Case, command: CorrectEntry) -> list[Said]:
    """Put an entry right; what somebody accepted or signed by its hash is never changed (C14)."""
    entry = _entry(case, command.ref)
    _guard_corrector(command.by.actor, entry)
    if entry.state is EntryState.STRUCK:
        raise refuse(Reason.ALREADY_DONE, what=entry.state, entry=kind_of_fact(entry.fact))
    old = _struck(command, entry) if command.field == ENTRY else _changed(case, command, entry.fact)
    corrected = EntryCorrected(ref=entry.ref, field=command.field, old=old, new=command.new, reason=command.reason)
    return with_agreement(case, command.by, [said(corrected)])


def _entry(case: Case, ref: int) -> Entry:
    entry = case.entries.get(ref)
    if entry is None:
        raise refuse(Reason.BAD_IDENTIFIER, field="ref", value=str(ref))
    return entry


def _confirmed(entry: Entry, command: ConfirmEntry) -> EntryConfirmed:
    return EntryConfirmed(ref=entry.ref, entry=kind_of_fact(entry.fact), how=command.how, evidence=command.by.evidence)


def _completed(case: Case) -> list[Said]:
    if case.stage is Stage.NEGOTIATING:
        return agreement(case)
    if case.stage is Stage.SIGNING and not unread_signatures(case):
        return signing.execution(case)
    one = case.open_amendment
    if one is not None and not unread_amendment_signatures(case, one.id):
        return amending.execution(case, one)
    return []


def _guard_reader(command: ConfirmEntry, entry: Entry) -> None:
    by = command.by
    if command.how is ReadBack.CLICK:
        _guard_click(by.actor, entry)
    elif by.actor.role not in RECORDERS:
        raise refuse(Reason.NOT_PERMITTED, role=by.actor.role, roles=listed(RECORDERS), how=command.how)
    else:
        _guard_proof(by, command.how, entry)


def _guard_click(actor: Actor, entry: Entry) -> None:
    if actor.side is not entry.side:
        raise refuse(Reason.WRONG_SIDE, side=entry.side, own_side=actor.side)
    roles = _ROLES[COMMAND_OF[type(entry.fact)]]
    if actor.role not in roles:
        raise refuse(Reason.NOT_PERMITTED, role=actor.role, roles=listed(roles))


def _guard_proof(by: By, how: ReadBack, entry: Entry) -> None:
    if by.evidence is None or not by.evidence.strip():
        raise refuse(Reason.MISSING_EVIDENCE, how=how, entry=kind_of_fact(entry.fact))
    if how is not ReadBack.CALL and by.evidence == entry.evidence:
        raise refuse(Reason.MISSING_EVIDENCE, how=how, entry=kind_of_fact(entry.fact), missing="evidence of its own")


def _guard_corrector(actor: Actor, entry: Entry) -> None:
    if not _may_correct(entry, actor.role, actor.side):
        roles = _ROLES[COMMAND_OF[type(entry.fact)]]
        raise refuse(Reason.NOT_PERMITTED, role=actor.role, roles=listed(roles), entry=kind_of_fact(entry.fact))


def _may_correct(entry: Entry, role: Role, side: Side) -> bool:
    command = COMMAND_OF[type(entry.fact)]
    if command in RELAYED:
        return role in RECORDERS or (role in _ROLES[command] and side is entry.side)
    return role in _ROLES[command]


def _may_confirm(entry: Entry, role: Role, side: Side) -> bool:
    return role in RECORDERS or (role in _ROLES[COMMAND_OF[type(entry.fact)]] and side is entry.side)


def _struck(command: CorrectEntry, entry: Entry) -> str:
    if command.new != STRUCK:
        raise refuse(Reason.OUT_OF_RANGE, field=ENTRY, value=command.new, expected=STRUCK)
    if entry.state is not EntryState.UNCONFIRMED:
        raise refuse(Reason.TERMS_LOCKED, entry=kind_of_fact(entry.fact), state=entry.state)
    return entry.state.value


def _changed(case: Case, command: CorrectEntry, fact: Fact) -> str | None:
    fields = CORRECTABLE.get(type(fact), ())
    if type(fact) in HASHED or (case.signatures and isinstance(fact, ClinicalApprovalRecorded)):
        raise refuse(Reason.TERMS_LOCKED, field=command.field)
    if command.field not in fields:
        raise refuse(Reason.OUT_OF_RANGE, field="field", value=command.field, expected=", ".join(fields) or None)
    old = _text(getattr(fact, command.field))
    if old == command.new:
        raise refuse(Reason.ALREADY_DONE, what="corrected", field=command.field)
    new = amended(fact, command.field, command.new)
    if new is None or not in_order(new):
        raise refuse(Reason.OUT_OF_RANGE, field=command.field, value=command.new)
    return old


def _text(value: object) -> str | None:
    if value is None:
        return None
    return str(value.value if isinstance(value, Enum) else value)


RULES: tuple[Rule[Any], ...] = (
    Rule(
        command=ConfirmEntry,
        roles=EVERYBODY,
        stages=ANY,
        follows=lambda case, command, _book: confirm_entry(case, command),
        fits=lambda case, role, side, _now: any(_may_confirm(one, role, side) for one in case.unconfirmed),
    ),
    Rule(
        command=CorrectEntry,
        roles=EVERYBODY,
        stages=ANY,
        follows=lambda case, command, _book: correct_entry(case, command),
        fits=lambda case, role, side, _now: any(_may_correct(one, role, side) for one in case.entries.values()),
    ),
)
