"""What an agreement rests on that was recorded for absent people and not read back yet (I3, C12)."""

from scabot_domain.case import Case, Entry
from scabot_domain.covering import Lines, touch
from scabot_domain.decide.refusing import refuse
from scabot_domain.events import (
    AmendmentAgreed,
    AmendmentProposed,
    AmendmentSigned,
    DraftApproved,
    Fact,
    OfferAccepted,
    OfferCountered,
    OfferMade,
    SectionConfirmed,
    kind_of_fact,
)
from scabot_domain.refusals import Reason

_Amending = AmendmentProposed | AmendmentAgreed | AmendmentSigned


def unread_of_offer(case: Case, offer_id: str) -> tuple[Entry, ...]:
    """Return what of an offer and its acceptance waits to be read back."""
    return tuple(entry for entry in case.unconfirmed if _offer_of(entry.fact) == offer_id)


def pending_offer(case: Case, lines: Lines | None = None) -> str | None:
    """Return the newest accepted offer of which something waits to be read back, or one about some of these lines."""
    newest = (one for one in reversed(case.acceptances) if not one.agreed and (lines is None or touch(one.held, lines)))
    return next((one.offer_id for one in newest if unread_of_offer(case, one.offer_id)), None)


def unread_signatures(case: Case) -> frozenset[str]:
    """Return the seats whose signatures wait to be read back; one that is void meanwhile waits for nothing."""
    facts = [entry.fact for entry in case.unconfirmed]
    return frozenset(seat for seat, signature in case.signatures.items() if signature in facts)


def guard_amendment_read_back(case: Case, amendment: str) -> None:
    """Refuse to sign an amendment whose proposal, or the answer to it, was not read back yet."""
    _refuse_for(_of_amendment(case, amendment, (AmendmentProposed, AmendmentAgreed)))


def unread_amendment_signatures(case: Case, amendment: str) -> frozenset[str]:
    """Return the seats whose signatures under an amendment wait to be read back."""
    facts = (entry.fact for entry in _of_amendment(case, amendment, (AmendmentSigned,)))
    return frozenset(fact.signature.seat for fact in facts if isinstance(fact, AmendmentSigned))


def guard_nothing_pending(case: Case, lines: Lines) -> None:
    """Refuse new terms for lines whose acceptance waits to be read back; it is confirmed, or taken back, first."""
    offer_id = pending_offer(case, lines)
    if offer_id is not None:
        _refuse_for(unread_of_offer(case, offer_id), offer=offer_id)


def guard_read_back(case: Case, *kinds: type[Fact]) -> None:
    """Refuse to build on confirmations or approvals of these kinds that were not read back yet."""
    _refuse_for(
        tuple(entry for entry in case.unconfirmed if isinstance(entry.fact, kinds) and _stands(case, entry.fact))
    )


def _of_amendment(case: Case, amendment: str, kinds: tuple[type[_Amending], ...]) -> tuple[Entry, ...]:
    return tuple(e for e in case.unconfirmed if isinstance(e.fact, kinds) and e.fact.amendment == amendment)


def _refuse_for(entries: tuple[Entry, ...], offer: str | None = None) -> None:
    if entries:
        kinds = dict.fromkeys(kind_of_fact(entry.fact) for entry in entries)
        raise refuse(Reason.UNCONFIRMED_ENTRY, offer=offer, entries=", ".join(kinds))


def _offer_of(fact: Fact) -> str | None:
    match fact:
        case OfferMade() | OfferCountered():
            return fact.terms.offer_id
        case OfferAccepted():
            return fact.offer_id
        case _:
            return None


def _stands(case: Case, fact: Fact) -> bool:
    if isinstance(fact, SectionConfirmed):
        held = case.sections.get(fact.section)
        return held is not None and held.hash == fact.hash and fact.side in held.confirmed_by
    return isinstance(fact, DraftApproved) and case.draft is not None and fact.side in case.draft.approved_by
