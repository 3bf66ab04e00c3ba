"""Who signed and who is waited for, on a card: sides, or entities where the provider's side has several (C13)."""

from collections.abc import Iterator

from scabot_domain.case import Case, Stage
from scabot_domain.terms.seats import called, missing_signatures, several, titled


def signatures(case: Case) -> Iterator[str]:
    """Yield what there is to say about signatures: nothing before anybody signs or is waited for by name."""
    for one in case.carved_out:
        yield f"Carved out: {one.party_id} {one.legal_name}"
    if not several(case):
        yield from (f"Signed by: {', '.join(sorted(case.signatures))}",) if case.signatures else ()
    elif case.signatures or case.stage is Stage.SIGNING:
        signed = "; ".join(map(called, case.signatures)) or "nobody yet"
        waiting = "; ".join(titled(case, seat) for seat in missing_signatures(case, case.signatures))
        yield f"Signed: {signed}" + (f"; waiting: {waiting}" if waiting else "")
