"""Carving an entity out of an agreement, always by name and with a reason, before anything binds (P7, C13, I13)."""

from dataclasses import replace
from typing import Any

from scabot_domain.case import Case
from scabot_domain.commands import CarveOut
from scabot_domain.covering import EVERYTHING, locks, paid_by
from scabot_domain.decide.overriding import SHORTEST_REASON
from scabot_domain.decide.refusing import refuse
from scabot_domain.decide.roles import NM, PA, PB
from scabot_domain.decide.rule import Rule
from scabot_domain.decide.stages import UNBOUND
from scabot_domain.envelope import Said, derived, said
from scabot_domain.events import PartyCarvedOut, SectionSet, TermsReopened
from scabot_domain.refusals import Reason
from scabot_domain.terms.entities import LEAD, ProviderParty
from scabot_domain.terms.sections import Parties
from scabot_domain.terms.standing import content


def carve_out(case: Case, command: CarveOut) -> list[Said]:
    """Take an entity out of section 1, which must be confirmed again; what rested on it is void.

    Signatures of the others stood under terms with this party, so they are void. A rate that pays a part to it must be
    agreed anew, and the case is negotiated again. The lead cannot be carved out, nor an entity that has signed.
    """
    parties, party = _party(case, command)
    signed = case.signatures.get(party.party_id)
    if signed is not None:
        raise refuse(Reason.ALREADY_SIGNED, side=signed.side, party=party.party_id, signed_at=signed.signed_at)
    if len(command.reason) < SHORTEST_REASON:
        raise refuse(Reason.REASON_TOO_SHORT, length=str(len(command.reason)), least=str(SHORTEST_REASON))
    carved = PartyCarvedOut(party_id=party.party_id, legal_name=party.legal_name, reason=command.reason)
    return [said(carved), said(SectionSet(content=_without(parties, party.party_id))), *_void(case, party.party_id)]


def _party(case: Case, command: CarveOut) -> tuple[Parties, ProviderParty]:
    parties = content(case, Parties)
    others = {party.party_id: party for party in (parties.providers if parties is not None else None) or ()}
    known = ", ".join(sorted(others)) or None
    if command.party_id in {one.party_id for one in case.carved_out}:
        raise refuse(Reason.ALREADY_DONE, what="carved_out", party=command.party_id)
    if command.party_id == LEAD:
        raise refuse(Reason.OUT_OF_RANGE, field="party_id", value=LEAD, expected=known)
    if parties is None or command.party_id not in others:
        raise refuse(Reason.PARTY_NOT_COVERED, party=command.party_id, known=known)
    return parties, others[command.party_id]


def _without(parties: Parties, party_id: str) -> Parties:
    """Return section 1 without an entity, its signatories, and its place in the signing order."""
    order = tuple(one for one in parties.signing_order or () if one != party_id)
    return replace(
        parties,
        providers=tuple(one for one in parties.providers or () if one.party_id != party_id) or None,
        signatories=tuple(one for one in parties.signatories or () if one.party_id != party_id) or None,
        signing_order=order if len(order) > 1 else None,
    )


def _void(case: Case, party_id: str) -> list[Said]:
    lines = _paid_lines(case, party_id)
    return [derived(TermsReopened(cause="carve_out", lines=lines))] if lines or case.signatures else []


def _paid_lines(case: Case, party_id: str) -> tuple[str, ...]:
    """Return the agreed lines whose rate pays a part to an entity; nothing while nobody has listed the services."""
    shared = {
        (offer.terms.offer_id, line)
        for offer in case.offers
        for agreed in offer.terms.rates
        if party_id in {part.party_id for part in agreed.allocations or ()}
        for line in paid_by(case, agreed)
    }
    return tuple(
        sorted(line for line, offer_id in locks(case).items() if (offer_id, line) in shared and line != EVERYTHING)
    )


def _removable(case: Case) -> bool:
    parties = content(case, Parties)
    return parties is not None and any(one.party_id not in case.signatures for one in parties.providers or ())


RULES: tuple[Rule[Any], ...] = (
    Rule(
        command=CarveOut,
        roles=(PA, NM, PB),
        stages=UNBOUND,
        follows=lambda case, command, _book: carve_out(case, command),
        fits=lambda case, _role, _side, _now: _removable(case),
    ),
)
