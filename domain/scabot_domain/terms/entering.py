"""What is still missing in section 1: identifiers of everybody who bills, and the people who may sign."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from scabot_domain.refusals import Reason
from scabot_domain.terms.entities import ProviderParty, Signatory
from scabot_domain.terms.fixed import known_cost
from scabot_domain.terms.gap import Gap, when
from scabot_domain.terms.identifiers import npi_is_valid
from scabot_domain.terms.papered import Papered
from scabot_domain.terms.seats import called, recorded, required
from scabot_domain.terms.sections import CostShare, Parties, Reimbursement, Scope
from scabot_domain.terms.standing import content, entities, uncovered_renderers


def parties_gaps(case: Papered, parties: Parties) -> Iterator[Gap]:
    """Yield what blocks in section 1."""
    yield from when(parties.payer_tin is None and parties.payer_naic is None, "the payer's TIN or NAIC is missing.")
    for party in entities(parties):
        yield from _identifiers(party)
    yield from _same_tin(parties)
    yield from _renderers(case, parties)
    yield from _strangers(case, parties)
    yield from _authority(case)


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
    for npi, line_id in uncovered_renderers(parties, content(case, Scope)):
        yield Gap(sentence=f"{npi} renders line {line_id} and belongs to no party.", reason=Reason.PARTY_NOT_COVERED)


def _strangers(case: Papered, parties: Parties) -> Iterator[Gap]:
    """Yield entities that other sections name and that are no party, or not any more."""
    known = {party.party_id for party in entities(parties)}
    rates, share = content(case, Reimbursement), content(case, CostShare)
    paid = {part.party_id for rate in (rates.rates if rates is not None else ()) for part in rate.allocations or ()}
    bound = set(share.entities or ()) if share is not None else set()
    for party_id in sorted(paid - known):
        yield Gap(sentence=f"{party_id} is paid and is no party.", reason=Reason.PARTY_NOT_COVERED)
    for party_id in sorted(bound - known):
        yield Gap(sentence=f"{party_id} is bound by section 6 and is no party.", reason=Reason.PARTY_NOT_COVERED)


def _authority(case: Papered) -> Iterator[Gap]:
    """Yield whom nobody of those recorded for them can sign for; how far anybody may go is not told (I20)."""
    cost = known_cost(case)
    short = [called(seat) for seat in required(case) if cost is not None and _too_little(recorded(case, seat), cost)]
    yield from when(short, f"nobody recorded for {', '.join(short)} may sign what the agreement may cost.")


def _too_little(people: tuple[Signatory, ...], cost: Decimal) -> bool:
    return bool(people) and all(who.limit is not None and who.limit < cost for who in people)
