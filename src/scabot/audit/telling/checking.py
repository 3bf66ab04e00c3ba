"""A draft held against what was agreed, in plain words."""

from scabot_domain.events import Checking, CheckMethod, TermVerdict
from scabot_domain.terms.canonical import short

_METHODS = {
    CheckMethod.READ_BACK: "terms typed back",
    CheckMethod.TEXT: "text scanned",
    CheckMethod.BOTH: "terms typed back and text scanned",
}


def tell_checking(fact: Checking) -> tuple[str, ...]:
    """Return a headline and details of a check: how it was made, of which document, and what does not match."""
    found = "clean" if not fact.wrong else f"NOT CLEAN, {len(fact.wrong)} of {len(fact.verdicts)} do not match"
    text = f", text {short(fact.text_sha256)}" if fact.text_sha256 else ""
    aside = (f"{fact.set_aside} figures of the text set aside as no terms",) if fact.set_aside else ()
    return (
        f"draft {fact.draft} checked against what was agreed: {found}",
        f"{_METHODS[fact.method]}; document {short(fact.doc_sha256)}, terms hash {short(fact.terms_hash)}{text}",
        *aside,
        *map(_verdict, fact.wrong),
    )


def _verdict(one: TermVerdict) -> str:
    said = f": the draft says {one.said}" if one.said else ""
    return f"{one.term.replace('-', ' ')} {one.verdict.value}{said}"
