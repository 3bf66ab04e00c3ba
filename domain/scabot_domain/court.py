"""Whose court the ball is in: exactly one holder at every instant, and since when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from scabot_domain.case import Case, Offer, OfferState, Stage
from scabot_domain.events import MedicalDirectorIntervened
from scabot_domain.parties import Role, Side
from scabot_domain.terms.seats import missing_signatures, side_of, signing_order

Holder = Literal["payer", "provider", "us", "clinical", "nobody"]
_PARTY: dict[Side, Holder] = {Side.PAYER: "payer", Side.PROVIDER: "provider", Side.NEUTRAL: "us"}
IMPASSE_LOW, IMPASSE_HIGH = "impasse_low", "impasse_high"
"""The rules of a playbook for an impasse, by the names that they have in it; a playbook need not have them."""

_BY_STAGE: dict[Stage, Holder] = {
    Stage.INTAKE: "clinical",
    Stage.APPROVED: "us",
    Stage.REQUESTED: "payer",
    Stage.TERMS_AGREED: "payer",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Court:
    """Who must act now, and since when there is something to act upon.

    `us` is the case's owner, `clinical` the plan's reviewers.
    """

    holder: Holder
    since: datetime


def court(case: Case, now: datetime) -> Court:
    """Return whose court the ball is in at an instant; a case that was never opened waits for nobody."""
    since = case.stage_since or now
    interrupted = None if case.terminal or not case.opened else _interrupted(case, since)
    if interrupted is not None:
        return interrupted
    match case.stage:
        case Stage.NEGOTIATING:
            return _negotiating(case, since, now)
        case Stage.DRAFT_REVIEW if case.draft is not None:
            return Court(holder=_PARTY[case.draft.waits_for], since=case.draft.moved_at)
        case Stage.SIGNING:
            return _signing(case, since)
        case Stage.EXECUTED | Stage.IN_CARE:
            return _bound(case, since)
        case _:
            return Court(holder=_BY_STAGE.get(case.stage, "nobody") if case.opened else "nobody", since=since)


def _interrupted(case: Case, since: datetime) -> Court | None:
    """Return who has the ball whatever the stage: nobody while it rests, and then whose answer all else waits for."""
    if case.held is not None:
        return Court(holder="nobody", since=case.held_since or since)
    if case.auth_lapsed:
        return Court(holder="clinical", since=since)
    asked_at = statement_asked(case)
    if asked_at is not None:
        return Court(holder="clinical", since=asked_at)
    if case.unconfirmed:
        return Court(holder="us", since=min(entry.said_at for entry in case.unconfirmed))
    script_since = _script_not_sent(case)
    return None if script_since is None else Court(holder="us", since=script_since)


def statement_asked(case: Case) -> datetime | None:
    """Return since when the medical director has been asked for a statement and gave none (S22); None if it was given.

    That is from the instant at which a low impasse told the director of it.
    """
    asked = [
        one.last_told_at
        for one in case.deadlines.values()
        if one.armed.rule == IMPASSE_LOW and any(told.role is Role.MEDICAL_DIRECTOR for told in one.told_to)
    ]
    given = (entry.said_at for entry in case.entries.values() if isinstance(entry.fact, MedicalDirectorIntervened))
    last = max(given, default=None)
    return next((at for at in asked if at is not None and (last is None or last < at)), None)


def _script_not_sent(case: Case) -> datetime | None:
    """Return since when the script of an impasse waits to be sent, which is for the owner to see to."""
    waiting = (
        one.armed.anchor
        for one in case.deadlines.values()
        if one.armed.rule in (IMPASSE_LOW, IMPASSE_HIGH) and not one.told
    )
    return min(waiting, default=None)


def _negotiating(case: Case, since: datetime, now: datetime) -> Court:
    newest = max((o for o in case.offers if o.open_at(now)), key=lambda o: o.version, default=None)
    if newest is not None:
        return Court(holder=_PARTY[newest.terms.side.other], since=max(since, newest.made_at))
    last = case.offers[-1] if case.offers else None
    if last is not None and last.state is not OfferState.ACCEPTED:
        return Court(holder=_PARTY[last.terms.side], since=max(since, _ended_at(last)))
    redliner = case.draft.redlined_by if case.draft is not None else None
    return Court(holder="us" if redliner is None else _PARTY[redliner.other], since=since)


def _ended_at(offer: Offer) -> datetime:
    return offer.closed_at if offer.closed_at is not None else offer.terms.expires_at


def _signing(case: Case, since: datetime) -> Court:
    """Give the ball to the provider until its parties have signed that must, then to the payer, or as they agreed."""
    missing = missing_signatures(case, case.signatures)
    side = side_of(missing[0]) if missing else Side.PAYER
    after = side is Side.PAYER or bool(signing_order(case))
    earlier = [one.signed_at for one in case.signatures.values() if after and one.side is side.other]
    return Court(holder=_PARTY[side], since=max((since, *earlier)))


def _bound(case: Case, since: datetime) -> Court:
    """Give the ball to the payer until the agreement is loaded, and for a claim that is not as agreed (P11, P12)."""
    mismatch = any(claim.mismatch is not None for claim in case.claims.values())
    waiting = mismatch or (case.stage is Stage.EXECUTED and case.loaded is None)
    return Court(holder="payer" if waiting else "nobody", since=since)
