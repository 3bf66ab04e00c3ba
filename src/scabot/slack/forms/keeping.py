"""What a form of a section does not ask is kept as it stands: nobody loses by a form what was entered elsewhere."""

from dataclasses import fields, replace
from typing import Any

from scabot_domain.terms.sections import IDENTITY, Scope, Section, SettableSection
from scabot_domain.terms.services import ScopeLine

ASKED: dict[int, frozenset[str]] = {
    1: frozenset(
        {"payer_legal_name", "payer_tin", "payer_product", "provider_legal_name", "provider_tin", "provider_npi"}
    ),
    2: frozenset({"token", "identity_on_file", "coverage_from", "coverage_to", "eligibility_verified_on", *IDENTITY}),
    3: frozenset({"effective", "end", "retro_from", "retro_text", "notice_days"}),
    4: frozenset({"lines", "auth_no"}),
    6: frozenset({"copay", "coinsurance_percent", "accumulates_in_network", "hold_harmless"}),
    7: frozenset({"payer_id", "address", "auth_no", "timely_filing_days", "filing_from"}),
}
"""The fields that the form of each section asks; the identity of a patient is kept by the rules themselves."""

_OF_LINE = ("line_id", "system", "code", "units_max")


def keeping(content: SettableSection, held: Section | None) -> SettableSection:
    """Return a section as filled in, with the fields that its form does not ask as they stood before."""
    if held is None or type(held) is not type(content):
        return content
    kept: dict[str, Any] = _not_asked(held, ASKED[content.section])
    if isinstance(content, Scope) and isinstance(held, Scope):
        kept["lines"] = tuple(_line(line, held) for line in content.lines)
    return replace(content, **kept)


def _line(line: ScopeLine, held: Scope) -> ScopeLine:
    """Keep what was known of a line: the same service is the one of the same code under the same number."""
    same = (one for one in held.lines if (one.line_id, one.system, one.code) == (line.line_id, line.system, line.code))
    before = next(same, None)
    return line if before is None else replace(line, **_not_asked(before, frozenset(_OF_LINE)))


def _not_asked(held: Any, asked: frozenset[str]) -> dict[str, Any]:  # noqa: ANN401 - a section, or a line of one
    return {part.name: getattr(held, part.name) for part in fields(held) if part.name not in {"section", *asked}}
