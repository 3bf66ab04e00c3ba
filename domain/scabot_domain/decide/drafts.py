"""The written agreement: issue it, redline it, approve it (C8, C11, C19, I4)."""

from datetime import date, datetime
from typing import Any

from scabot_domain.case import Case, Draft, Stage
from scabot_domain.commands import ApproveDraft, IssueDraft, Redline
from scabot_domain.decide.checked import checked_clean, guard_checked
from scabot_domain.decide.lasting import lapse, objection
from scabot_domain.decide.pricing import ambiguous
from scabot_domain.decide.refusing import refuse
from scabot_domain.decide.relied import guard_read_back
from scabot_domain.decide.roles import NM, PA, PB
from scabot_domain.decide.rule import Rule
from scabot_domain.decide.signers import signers
from scabot_domain.decide.stages import only
from scabot_domain.envelope import Said, said
from scabot_domain.events import DraftApproved, DraftIssued, DraftRedlined, SectionConfirmed
from scabot_domain.lint import blocking
from scabot_domain.parties import Role, Side
from scabot_domain.refusals import Reason
from scabot_domain.terms.canonical import short
from scabot_domain.terms.completeness import gaps, missing
from scabot_domain.terms.hashes import doc_hash, terms_hash
from scabot_domain.workdays import local_day


def issue_draft(case: Case, command: IssueDraft) -> list[Said]:
    """Send the written agreement out for review; it binds the terms as they stand, complete or not."""
    draft = next_draft(case)
    issued = DraftIssued(
        draft=draft,
        doc_sha256=command.doc_sha256 or doc_hash(case, draft),
        terms_hash=terms_hash(case),
        template=command.template,
    )
    return [said(issued)]


def redline(case: Case, command: Redline) -> list[Said]:
    """Change the draft's wording, which makes a new version of it; refused once somebody has signed.

    Where the draft is on somebody's own paper, the hash of the changed document must be told.
    """
    if case.signatures:
        raise refuse(Reason.TERMS_LOCKED, signed_by=signers(case))
    _guard_paper(case, command)
    draft = next_draft(case)
    redlined = DraftRedlined(
        draft=draft,
        doc_sha256=command.doc_sha256 or doc_hash(case, draft),
        changes=command.changes,
        material=command.material,
    )
    return [said(redlined)]


def approve_draft(case: Case, command: ApproveDraft) -> list[Said]:
    """Approve the newest draft for one's side: its version and the terms it binds (C19)."""
    side = command.by.actor.side
    draft = newest_draft(case, command.draft)
    if side in draft.approved_by:
        raise refuse(Reason.ALREADY_DONE, what="approved", draft=draft.draft, side=side)
    today = local_day(command.by.at, case.tz)
    no = objection(case, command.by.said_at, today)
    if no is not None:
        raise no
    guard_complete(case, today)
    guard_current(case, draft)
    guard_read_back(case, SectionConfirmed)
    guard_checked(case, draft)
    return [said(DraftApproved(draft=draft.draft, side=side, terms_hash=draft.terms_hash))]


def next_draft(case: Case) -> str:
    """Return the id of the next version of the draft."""
    return f"v{case.drafts + 1}"


def newest_draft(case: Case, seen: str) -> Draft:
    """Return the newest draft; refuses a person who was looking at another one."""
    draft = draft_of(case)
    if draft.draft != seen:
        raise refuse(Reason.STALE_VIEW, draft=seen, newest=draft.draft)
    return draft


def draft_of(case: Case) -> Draft:
    """Return the newest draft of a case that has one; refuses one that has none."""
    if case.draft is None:
        raise refuse(Reason.WRONG_STAGE, stage=case.stage, missing="draft")
    return case.draft


def guard_complete(case: Case, on: date | None) -> None:
    """Refuse while hold harmless is not promised (I6) or any of the seven sections is incomplete on a day (I4).

    Without a day nothing is too old: an agreement that binds is amended without another look at eligibility.
    The same while anything in them can be read in two ways (I12): the first finding is told, with its question.
    Where all that is left has a reason of its own, like units beyond those authorized (I9), that is the reason.
    """
    found = gaps(case, on)
    reasons = {gap.reason: None for each in found.values() for gap in each}
    if Reason.HOLD_HARMLESS_REQUIRED in reasons:
        raise refuse(Reason.HOLD_HARMLESS_REQUIRED, section="6")
    if found:
        reason = Reason.INCOMPLETE_SECTION if Reason.INCOMPLETE_SECTION in reasons else next(iter(reasons))
        told = {f"section_{number}": " ".join(gap.sentence for gap in each) for number, each in found.items()}
        raise refuse(reason, sections=", ".join(map(str, found)), **told)
    for finding in blocking(case):
        raise ambiguous(finding, section=str(finding.section))


def guard_current(case: Case, draft: Draft) -> None:
    """Refuse a draft that was written before the terms last changed (I7)."""
    now = terms_hash(case)
    if draft.terms_hash != now:
        raise refuse(Reason.HASH_MISMATCH, what="terms", seen=short(draft.terms_hash), now=short(now))


def _guard_paper(case: Case, command: Redline) -> None:
    draft = draft_of(case)
    own_paper = draft.outdated or draft.doc_sha256 == doc_hash(case, draft.draft)
    if command.doc_sha256 is None and not own_paper:
        raise refuse(Reason.MISSING_EVIDENCE, what="doc_sha256", draft=draft.draft)


def _approvable(case: Case, role: Role, side: Side, now: datetime) -> bool:
    del role
    draft = case.draft
    if draft is None or side in draft.approved_by or lapse(case, now) is not None or not checked_clean(case):
        return False
    return draft.terms_hash == terms_hash(case) and not missing(case, local_day(now, case.tz)) and not blocking(case)


RULES: tuple[Rule[Any], ...] = (
    Rule(
        command=IssueDraft,
        roles=(NM, PA),
        stages=only(Stage.TERMS_AGREED, Stage.DRAFT_REVIEW),
        follows=lambda case, command, _book: issue_draft(case, command),
    ),
    Rule(
        command=Redline,
        roles=(PB, NM, PA),
        stages=only(Stage.DRAFT_REVIEW, Stage.SIGNING),
        follows=lambda case, command, _book: redline(case, command),
        fits=lambda case, _role, _side, _now: not case.signatures,
    ),
    Rule(
        command=ApproveDraft,
        roles=(NM, PB),
        stages=only(Stage.DRAFT_REVIEW),
        follows=lambda case, command, _book: approve_draft(case, command),
        fits=_approvable,
    ),
)
