"""When terms are agreed: every line has exactly one accepted rate, and nothing relied on waits to be read back (I3)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import reduce

from scabot_domain.case import Case, Offer, OfferState, SectionState, Stage
from scabot_domain.covering import EVERYTHING, locks, open_lines, paid_by
from scabot_domain.decide.relied import unread_of_offer
from scabot_domain.envelope import Said, derived, enveloped
from scabot_domain.events import OfferSuperseded, SectionSet, TermsAgreed
from scabot_domain.evolve import evolve
from scabot_domain.fold.papering import BOTH
from scabot_domain.parties import By
from scabot_domain.terms.hashes import section_hash, terms_hash
from scabot_domain.terms.sections import AgreedRate, Reimbursement, Section, Term


def with_agreement(case: Case, by: By, facts: list[Said]) -> list[Said]:
    """Return facts of a negotiation with the agreement that they complete, if they complete it."""
    return [*facts, *agreement(folded(case, by, facts))]


def folded(case: Case, by: By, facts: list[Said]) -> Case:
    """Return the case as it would stand after facts."""
    return reduce(evolve, enveloped(case, by, facts), case)


def agreement(case: Case) -> list[Said]:
    """Return what follows if all lines are agreed: what is still on offer closes, and the sections are filled in."""
    if not _complete(case):
        return []
    last = case.acceptances[-1].offer_id
    standing = (one.terms.offer_id for one in case.offers if one.state is OfferState.OPEN)
    contents = [content for content in _contents(case) if not _stands(case, content)]
    agreed = TermsAgreed(offer_id=last, terms_hash=terms_hash(_with_sections(case, contents)))
    return [
        *(derived(OfferSuperseded(offer_id=offer_id, by=last)) for offer_id in standing),
        *(derived(SectionSet(content=content)) for content in contents),
        derived(agreed),
    ]


def _complete(case: Case) -> bool:
    found = locks(case)
    if case.stage is not Stage.NEGOTIATING or not found or open_lines(case):
        return False
    return not any(unread_of_offer(case, offer_id) for offer_id in found.values())


def _contents(case: Case) -> Iterator[Section]:
    found = locks(case)
    offers = [one for one in case.offers if one.terms.offer_id in found.values()]
    whole = [one for one in reversed(offers) if one.state is OfferState.ACCEPTED]
    yield Reimbursement(
        offer_id=", ".join(one.terms.offer_id for one in offers),
        rates=tuple(rate for one in offers for rate in _rates(case, one, found, alone=len(offers) == 1)),
        default_rate=next((one.terms.default_rate for one in whole if one.terms.default_rate is not None), None),
        cap_total=next((one.terms.cap_total for one in whole if one.terms.cap_total is not None), None),
    )
    new = {one.offer_id for one in case.acceptances if not one.agreed}
    terms: Iterable[Term | None] = (one.terms.term for one in whole if one.terms.offer_id in new)
    yield from [term for term in terms if term is not None][:1]


def _rates(case: Case, offer: Offer, found: dict[str, str], *, alone: bool) -> Iterator[AgreedRate]:
    """Yield the rates of an offer for the lines that have its terms; a rate that pays all its lines stays as it is."""
    mine = frozenset(line for line, offer_id in found.items() if offer_id == offer.terms.offer_id)
    for agreed in offer.terms.rates:
        lines = paid_by(case, agreed)
        kept = lines if EVERYTHING in mine else lines & mine
        if kept == lines and (alone or agreed.line_ids):
            yield agreed
        elif kept:
            yield replace(agreed, line_ids=tuple(sorted(kept)))


def _stands(case: Case, content: Section) -> bool:
    held = case.sections.get(int(content.section))
    return held is not None and held.hash == section_hash(content) and held.confirmed_by >= BOTH


def _with_sections(case: Case, contents: list[Section]) -> Case:
    added = {int(content.section): SectionState(content=content, hash=section_hash(content)) for content in contents}
    return replace(case, sections={**case.sections, **added})
