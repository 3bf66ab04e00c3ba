"""The draft held against what was negotiated, by a person who negotiated nothing in the case (domain rules, 8.5)."""

import hashlib
from datetime import datetime
from typing import Any

from scabot_domain.case import Case, Draft, Stage
from scabot_domain.commands import CheckDraft
from scabot_domain.decide.drafts import guard_current, newest_draft
from scabot_domain.decide.refusing import refuse
from scabot_domain.decide.roles import CM, CO, MD, NM, OM, PA, PB, SP, SV
from scabot_domain.decide.rule import Rule
from scabot_domain.decide.stages import only
from scabot_domain.drafting.comparing import Comparison, UnreadableError, compare
from scabot_domain.envelope import Said, said
from scabot_domain.events import DraftChecked
from scabot_domain.facts.checking import CheckMethod, Verdict
from scabot_domain.parties import Role, Side
from scabot_domain.refusals import Reason
from scabot_domain.terms.canonical import short
from scabot_domain.terms.hashes import terms_hash

CHECKERS = (PA, CM, OM, MD, SP, SV, CO, NM, PB)
"""Whoever reads the shared case, money included; whether they negotiated in it, the case knows."""


def check_draft(case: Case, command: CheckDraft) -> list[Said]:
    """Record the verdict on each key term of the newest draft; it holds for this document and these terms alone."""
    draft = newest_draft(case, command.draft)
    if command.doc_sha256 not in (None, draft.doc_sha256):
        seen, now = short(command.doc_sha256 or ""), short(draft.doc_sha256)
        raise refuse(Reason.HASH_MISMATCH, what="document", seen=seen, now=now)
    guard_current(case, draft)
    guard_checker(case, draft, command.by.actor.person)
    found = _compared(case, command)
    checked = DraftChecked(
        draft=draft.draft,
        doc_sha256=draft.doc_sha256,
        terms_hash=draft.terms_hash,
        method=_method(command),
        verdicts=found.verdicts,
        text_sha256=None if command.text is None else hashlib.sha256(command.text.encode(errors="replace")).hexdigest(),
        set_aside=found.set_aside,
    )
    return [said(checked)]


def guard_checker(case: Case, draft: Draft, person: tuple[str, str]) -> None:
    """Refuse a negotiator, and whoever found a term of this very document to differ and would now say otherwise.

    A person is known by workspace and user.
    """
    _, user = person
    if person in case.negotiators:
        raise refuse(Reason.SELF_APPROVAL, draft=draft.draft, by_user=user, state="negotiated in this case")
    last = case.checked
    if last is None or last.actor.person != person:
        return
    if any(one.verdict is Verdict.DIFFERS for one in last.check.verdicts):
        raise refuse(Reason.SELF_APPROVAL, draft=draft.draft, by_user=user, state="checked this document before")


def _compared(case: Case, command: CheckDraft) -> Comparison:
    typed = {one.name: one.value for one in command.typed}
    if not any(value.strip() for value in (command.text or "", *typed.values())):
        raise refuse(Reason.MISSING_EVIDENCE, draft=command.draft, missing="the terms typed back, or the text")
    try:
        return compare(case, typed, command.text, command.set_aside)
    except UnreadableError as no:
        raise refuse(Reason.OUT_OF_RANGE, field=no.term, term=no.term.replace("-", " "), expected=str(no)) from None


def _method(command: CheckDraft) -> CheckMethod:
    if command.text is None:
        return CheckMethod.READ_BACK
    return CheckMethod.BOTH if any(one.value for one in command.typed) else CheckMethod.TEXT


def _checkable(case: Case, role: Role, side: Side, now: datetime) -> bool:
    del role, side, now
    return case.draft is not None and case.draft.terms_hash == terms_hash(case)


RULES: tuple[Rule[Any], ...] = (
    Rule(
        command=CheckDraft,
        roles=CHECKERS,
        stages=only(Stage.DRAFT_REVIEW, Stage.SIGNING),
        follows=lambda case, command, _book: check_draft(case, command),
        fits=_checkable,
    ),
)
