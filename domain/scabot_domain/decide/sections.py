"""Filling in and confirming the seven sections (S10 to S16)."""

from dataclasses import replace
from typing import Any

from scabot_domain.case import Case
from scabot_domain.commands import ConfirmSections, SetSection
from scabot_domain.covering import open_lines
from scabot_domain.decide.agreeing import folded, with_agreement
from scabot_domain.decide.fields import guard_fields
from scabot_domain.decide.locking import guard_units
from scabot_domain.decide.refusing import listed, refuse
from scabot_domain.decide.roles import CM, NM, OM, PA, PB, section_roles
from scabot_domain.decide.rule import Rule
from scabot_domain.decide.signers import signers
from scabot_domain.decide.stages import AGREED, LIVE, UNBOUND
from scabot_domain.envelope import Said, derived, said
from scabot_domain.events import SectionConfirmed, SectionSet, TermsReopened
from scabot_domain.parties import Actor, Role, Side
from scabot_domain.refusals import Reason
from scabot_domain.terms.hashes import section_hash
from scabot_domain.terms.sections import IDENTITY, UNHASHED, Patient, Scope, Section, SectionNumber, SettableSection


def set_section(case: Case, command: SetSection) -> list[Said]:
    """Fill in a section, which voids its confirmations and a draft's approvals; refused once somebody has signed."""
    number = int(command.content.section)
    _guard_role(number, command.by.actor)
    if case.signatures:
        raise refuse(Reason.TERMS_LOCKED, section=str(number), signed_by=signers(case))
    guard_fields(case, command.content)
    held = case.sections.get(number)
    content = _with_identity(command.content, None if held is None else held.content)
    if held is not None and held.hash == section_hash(content) and not _newly_told(content, held.content):
        raise refuse(Reason.ALREADY_DONE, what="set", section=str(number))
    if isinstance(content, Scope):
        guard_units(case, content)
    return _settled(case, command, [said(SectionSet(content=content))])


def _settled(case: Case, command: SetSection, facts: list[Said]) -> list[Said]:
    """Negotiate again about services without an agreed rate, or agree the terms where none is left (I3)."""
    uncovered = open_lines(folded(case, command.by, facts)) if case.stage in AGREED else ()
    if uncovered:
        return [*facts, derived(TermsReopened(cause="scope", lines=tuple(sorted(uncovered))))]
    return with_agreement(case, command.by, facts)


def _with_identity(content: SettableSection, held: Section | None) -> SettableSection:
    """Keep who the patient is where a section is filled in anew without it, as in Slack, where it never is."""
    if not isinstance(content, Patient) or not isinstance(held, Patient):
        return content
    known = {name: getattr(content, name) or getattr(held, name) for name in IDENTITY}
    return replace(content, **known)


def _newly_told(content: Section, held: Section) -> bool:
    return any(getattr(content, name, None) != getattr(held, name, None) for name in (*IDENTITY, *UNHASHED))


def confirm_sections(case: Case, command: ConfirmSections) -> list[Said]:
    """Confirm sections as they stand, for one's side; an empty choice means all that wait for this person."""
    actor = command.by.actor
    for number in command.sections:
        _guard_confirmer(number, actor)
    wanted = tuple(dict.fromkeys(command.sections)) or confirmable(case, actor.role, actor.side)
    empty = [number for number in wanted if number not in case.sections]
    if empty:
        raise refuse(Reason.INCOMPLETE_SECTION, sections=_numbers(empty), missing="nothing is filled in.")
    waiting = [number for number in wanted if not confirmed(case, number, actor.side)]
    if not waiting:
        raise refuse(Reason.ALREADY_DONE, what="confirmed", sections=_numbers(wanted) or None)
    return [
        said(SectionConfirmed(section=number, side=actor.side, hash=case.sections[number].hash)) for number in waiting
    ]


def confirmable(case: Case, role: Role, side: Side) -> tuple[int, ...]:
    """Return the sections that are filled in, wait for this side's word, and that this role may confirm."""
    return tuple(
        number
        for number in sorted(case.sections)
        if role in section_roles(number) and _counts(number, side) and not confirmed(case, number, side)
    )


def confirmed(case: Case, number: int, side: Side) -> bool:
    """Say whether a section needs no further word from a side; for the patient one person's word is enough."""
    by = case.sections[number].confirmed_by
    return bool(by) if number == SectionNumber.PATIENT else side in by


def _guard_confirmer(number: int, actor: Actor) -> None:
    _guard_role(number, actor)
    if not _counts(number, actor.side):
        raise refuse(Reason.WRONG_SIDE, section=str(number), own_side=actor.side)


def _guard_role(number: int, actor: Actor) -> None:
    roles = section_roles(number)
    if actor.role not in roles:
        raise refuse(Reason.NOT_PERMITTED, role=actor.role, roles=listed(roles), section=str(number))


def _counts(number: int, side: Side) -> bool:
    return number == SectionNumber.PATIENT or side is not Side.NEUTRAL


def _numbers(numbers: list[int] | tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers))


RULES: tuple[Rule[Any], ...] = (
    Rule(
        command=SetSection,
        roles=(PA, NM, PB, CM, OM),
        stages=LIVE,
        follows=lambda case, command, _book: set_section(case, command),
        fits=lambda case, _role, _side, _now: not case.signatures,
    ),
    Rule(
        command=ConfirmSections,
        roles=(PA, NM, PB, CM, OM),
        stages=UNBOUND,
        follows=lambda case, command, _book: confirm_sections(case, command),
        fits=lambda case, role, side, _now: bool(confirmable(case, role, side)),
    ),
)
