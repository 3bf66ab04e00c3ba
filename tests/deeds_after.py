"""What people do around and after an agreement, and the histories that such stories begin with."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import cast as c
import deeds as d
from scabot_domain.asking.standing import AuthorizationChange
from scabot_domain.case import Case
from scabot_domain.commands import (
    AgreeAmendment,
    Amend,
    ChangeAuthorization,
    ChangeCoverage,
    Command,
    ConfirmLoaded,
    DropAmendment,
    EndTerm,
    Extend,
    Override,
    RecordClaim,
    Renew,
    RequestOverride,
    SignAmendment,
    Supersede,
    Terminate,
)
from scabot_domain.events import AuthorizedLine, SignatureMethod, SupersedeCause
from scabot_domain.parties import Actor
from scabot_domain.terms.hashes import terms_hash
from scabot_domain.terms.sections import CodeSystem, Term
from story import Step

NEXT_CASE = "SCA-8RM3N5"
REASON = "The surgeon was on leave until Monday"
AUTH = "AUTH-20260001"
CARE_DAY = datetime(2026, 12, 14, 18, tzinfo=UTC)
"""Monday 2026-12-14, 12:00 in Chicago, when the care of Friday is recorded."""
AFTER_TERM = datetime(2027, 6, 1, 5, tzinfo=UTC)
"""Tuesday 2027-06-01, 00:00 in Chicago, the first instant after the term."""
AFTER_FILING = datetime(2027, 11, 28, 6, tzinfo=UTC)
"""Sunday 2027-11-28, 00:00 in Chicago, 181 days after the term."""


def later(step: Step, instant: datetime) -> Step:
    """Let a step happen at an instant instead of when it is its turn."""
    return lambda case, _at: step(case, instant)


def changes_authorization(
    who: Actor = c.CARA,
    change: str = "expired",
    valid_to: date | None = None,
    *lines: AuthorizedLine,
    auth_no: str = AUTH,
) -> Step:
    """Record what became of the authorization."""
    return lambda _case, at: ChangeAuthorization(
        by=c.by(who, at),
        change=AuthorizationChange(change),
        auth_no=auth_no,
        valid_to=valid_to,
        lines=lines,
    )


def extends_authorization(valid_to: date, *lines: AuthorizedLine, who: Actor = c.CARA) -> Step:
    """Record an extension of the authorization."""
    return changes_authorization(who, "extended", valid_to, *lines)


def revokes_authorization(valid_to: date | None = None, who: Actor = c.MIRA) -> Step:
    """Record that the plan took the authorization back."""
    return changes_authorization(who, "revoked", valid_to)


RECODED = AuthorizedLine(line_id="L1", system=CodeSystem.CPT, code="99215", units=8)
"""The authorization names another code for the one line of the scope."""


def changes_coverage(who: Actor = c.RUTH, ends_on: date = date(2027, 2, 28), new_payer: str | None = None) -> Step:
    """Record that the coverage by this payer ends."""
    return lambda _case, at: ChangeCoverage(by=c.by(who, at), ends_on=ends_on, new_payer=new_payer)


def asks_to_waive(
    who: Actor = c.RUTH, rule: str = "retro_reach", reason: str = REASON, acknowledgment: str | None = None
) -> Step:
    """Ask compliance to waive a rule."""
    return lambda _case, at: RequestOverride(
        by=c.by(who, at),
        rule=rule,
        reason=reason,
        acknowledgment_ref=acknowledgment,
    )


def waives(who: Actor = c.CHRIS, rule: str = "retro_reach") -> Step:
    """Waive a rule for compliance."""
    return lambda _case, at: Override(by=c.by(who, at), rule=rule)


def amends(who: Actor = c.NILS, *sections: object, base: str = d.AS_SEEN, **more: object) -> Step:
    """Propose other terms, units for line L1 if nothing is told."""

    def step(case: Case, at: datetime) -> Command:
        base_hash = terms_hash(case) if base is d.AS_SEEN else base
        told: dict[str, object] = {"sections": sections, **more}
        return Amend(by=c.by(who, at), base_hash=base_hash, **told)  # type: ignore[arg-type]  # as told

    return step


def extends(who: Actor = c.NILS, new_end: date = date(2027, 6, 30), base: str = d.AS_SEEN) -> Step:
    """Propose a later end of the term."""
    return lambda case, at: Extend(
        by=c.by(who, at),
        base_hash=terms_hash(case) if base is d.AS_SEEN else base,
        new_end=new_end,
    )


def agrees(who: Actor = c.BEN, amendment: str = "AMD-1", seen: str = d.AS_SEEN) -> Step:
    """Agree to an amendment as it stands unless another hash was seen."""
    return lambda case, at: AgreeAmendment(
        by=c.by(who, at),
        amendment=amendment,
        new_hash=_new_hash(case, amendment) if seen is d.AS_SEEN else seen,
    )


def signs_amendment(
    who: Actor, name: str | None = None, amendment: str = "AMD-1", seen: str = d.AS_SEEN, **more: object
) -> Step:
    """Sign an amendment as it stands unless another hash was seen."""

    def step(case: Case, at: datetime) -> Command:
        told: dict[str, object] = {"signed_at": at, **more}
        return SignAmendment(
            by=c.by(who, at),
            amendment=amendment,
            signatory=name or who.user,
            authority_basis="Delegation of 2026-01-02",
            method=SignatureMethod.ENVELOPE,
            new_hash=_new_hash(case, amendment) if seen is d.AS_SEEN else seen,
            **told,  # type: ignore[arg-type]  # as told
        )

    return step


def drops(who: Actor = c.NILS, amendment: str = "AMD-1") -> Step:
    """Take an amendment back, or say no to it."""
    return lambda _case, at: DropAmendment(by=c.by(who, at), amendment=amendment, code="no_longer_needed")


def loads(who: Actor = c.NILS, loaded_on: date | None = None) -> Step:
    """Confirm that the agreement is loaded, today unless another day is told."""
    return lambda _case, at: ConfirmLoaded(
        by=c.by(who, at),
        loaded_on=loaded_on or at.date(),
        loaded_by="Provider data team",
        reference="LOAD-4711",
    )


def claims(who: Actor = c.BEN, /, **more: object) -> Step:
    """Record a claim that is as agreed, unless something else is told."""
    told: dict[str, object] = {
        "claim": "CLM-1",
        "dos": c.CARE_DATE,
        "code": "99214",
        "units": 1,
        "auth_no": AUTH,
        "billed": Decimal(6000),
        "allowed": Decimal(3500),
        "paid": Decimal(3460),
        "member_resp": Decimal(40),
    }
    return lambda _case, at: RecordClaim(by=c.by(who, at), **{**told, **more})  # type: ignore[arg-type]  # as told


def ends_term(who: Actor = c.CLOCK) -> Step:
    """Let the clock say that the term is over."""
    return lambda _case, at: EndTerm(by=c.by(who, at))


def renews(who: Actor = c.RUTH, new_case: str = NEXT_CASE) -> Step:
    """Name the case of the next agreement."""
    return lambda _case, at: Renew(by=c.by(who, at), new_case=new_case)


def terminates(
    who: Actor = c.PRIYA, cause: str = "breach", effective: date = date(2027, 1, 31), runout: date | None = None
) -> Step:
    """End the agreement for one's side."""
    return lambda _case, at: Terminate(by=c.by(who, at), cause=cause, effective=effective, runout=runout)


def supersedes(who: Actor = c.RUTH, cause: str = "joined_network", new_case: str | None = None) -> Step:
    """End a case that something else overtakes."""
    return lambda _case, at: Supersede(by=c.by(who, at), cause=SupersedeCause(cause), new_case=new_case)


def _new_hash(case: Case, amendment: str) -> str:
    return next((one.proposed.new_hash for one in case.amendments if one.id == amendment), d.NO_HASH)


LONGER = Term(effective=c.TERM.effective, end=date(2027, 6, 30))
RETRO = replace(c.TERM, effective=date(2026, 11, 20), retro_from=date(2026, 11, 20), retro_text=d.RETRO_TEXT)
in_care = (*d.executed, later(d.starts_care(c.CARE_DATE), CARE_DAY))
term_over = (*in_care, later(ends_term(), AFTER_TERM))
"""Care was given, the term has ended, no claim is known."""
closed = (*term_over, later(d.closes(), AFTER_FILING))
proposed = (*d.executed, extends())
"""The payer's AMD-1 proposes a month more."""
amendment_agreed = (*proposed, agrees())
amendment_half_signed = (*amendment_agreed, signs_amendment(c.SAM))
amended = (*amendment_half_signed, signs_amendment(c.PRIYA))
expired = (*d.executed, later(ends_term(), AFTER_TERM))
terminated = (*in_care, later(terminates(), CARE_DAY))
superseded = (*d.offered, supersedes())
waived = (*d.requested, asks_to_waive(), waives())
