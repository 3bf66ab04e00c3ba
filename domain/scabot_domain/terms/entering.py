"""What is still missing in section 1: identifiers of everybody who bills, and the people who may sign."""

from collections import defaultdict
from collections.abc import Iterator

from scabot_domain.money.amounts import show_dollars
from scabot_domain.refusals import Reason
from scabot_domain.terms.entities import ProviderParty
from scabot_domain.terms.gap import Gap, when
from scabot_domain.terms.identifiers import npi_is_valid
from scabot_domain.terms.papered import Papered
from scabot_domain.terms.sections import Parties, Reimbursement, Scope
from scabot_domain.terms.standing import content, covered_npis, entities


def parties_gaps(case: Papered, parties: Parties) -> Iterator[Gap]:
    """Yield what blocks in section 1."""
    yield from when(parties.payer_tin is None and parties.payer_naic is None, "the payer's TIN or NAIC is missing.")
    for party in entities(parties):
        yield from _identifiers(party)
    yield from _same_tin(parties)
    yield from _renderers(case, parties)
    yield from _allocated(case, parties)
    yield from _authority(case, parties)


def _identifiers(party: ProviderParty) -> Iterator[Gap]:
    who = f"of {party.party_id}"
    yield from when(party.tin is None, f"the TIN {who} is missing.")
    npi = party.npi_type2
    yield from when(npi is None, f"the NPI {who} is missing.")
    yield from when(npi is not None and not npi_is_valid(npi), f"the NPI {who} fails its check.")


def _same_tin(parties: Parties) -> Iterator[Gap]:
    by_tin: dict[str, list[ProviderParty]] = defaultdict(list)
    for party in entities(parties):
        if party.tin is not None:
            by_tin[party.tin].append(party)
    for tin, sharing in by_tin.items():
        unproven = len(sharing) > 1 and not all(party.details.w9_on_file for party in sharing)
        ids = ", ".join(party.party_id for party in sharing)
        yield from when(unproven, f"{ids} share the TIN {tin}, but not a W-9 on file.")


def _renderers(case: Papered, parties: Parties) -> Iterator[Gap]:
    scope = content(case, Scope)
    covered = covered_npis(parties)
    for line in scope.lines if scope is not None else ():
        for npi in line.rendering_npis or ():
            sentence = f"{npi} renders line {line.line_id} and belongs to no party."
            yield from when(npi not in covered, sentence, Reason.PARTY_NOT_COVERED)


def _allocated(case: Papered, parties: Parties) -> Iterator[Gap]:
    rates = content(case, Reimbursement)
    known = {party.party_id for party in entities(parties)}
    allocated = [part for rate in (rates.rates if rates is not None else ()) for part in rate.allocations or ()]
    for party_id in sorted({part.party_id for part in allocated} - known):
        yield from when(gap=True, sentence=f"{party_id} is paid and is no party.", reason=Reason.PARTY_NOT_COVERED)


def _authority(case: Papered, parties: Parties) -> Iterator[Gap]:
    rates = content(case, Reimbursement)
    cap = rates.cap_total if rates is not None else None
    for who in parties.signatories or ():
        short = cap is not None and who.limit is not None and who.limit < cap
        most = show_dollars(who.limit) if who.limit is not None else ""
        yield from when(short, f"{who.name} may sign up to {most}, which is less than the cap.")
