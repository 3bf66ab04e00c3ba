"""The fields that name services: which a rate pays, which of them it reopens, which of an offer one accepts (C9)."""

from collections.abc import Iterable

from scabot.slack.forms.form import Scene
from scabot.slack.forms.inputs import Block, Choice, several_field
from scabot.slack.forms.values import Fields
from scabot_domain.case import Case, Offer
from scabot_domain.covering import ALL, EVERYTHING, locks, open_lines, remaining, scope_lines
from scabot_domain.terms.sections import Scope
from scabot_domain.terms.standing import content

LINES = "line_ids"


def priced_field(scene: Scene) -> list[Block]:
    """Return the choice of services that a rate pays; none where there is nothing to choose from."""
    agreed, lines = locks(scene.case), _lines(scene.case)
    if not agreed and len(lines) < 2:  # noqa: PLR2004 - one service needs no choice
        return []
    hint = "Every service, if you choose none."
    if agreed:
        hint = "An agreed one keeps its terms until the other side accepts others; choose it to reopen it."
    choices = [_choice(scene.case, line, agreed) for line in lines]
    chosen = open_lines(scene.case) if agreed else ()
    return [several_field(LINES, "Services that it pays", choices, chosen=chosen, hint=hint)]


def read_priced(fields: Fields, scene: Scene) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the lines that a rate names, and the agreed ones among them that it reopens."""
    chosen, agreed = fields.ticked(LINES), locks(scene.case)
    named = tuple(line for line in chosen if line != ALL)
    return named, tuple(line for line in chosen if line == ALL or line in agreed)


def taken_field(scene: Scene, offer: Offer) -> list[Block]:
    """Return the choice of services of an offer to accept; none where it is accepted as a whole anyhow."""
    left = remaining(scene.case, offer.terms) - {EVERYTHING}
    if len(left) < 2:  # noqa: PLR2004 - one service needs no choice
        return []
    choices = [_choice(scene.case, line, {}) for line in _in_order(left)]
    return [several_field(LINES, "Services to accept", choices, hint="All that are left, if you choose none.")]


def read_taken(fields: Fields) -> tuple[str, ...]:
    """Return the lines that somebody accepts; none means all that are left."""
    return fields.ticked(LINES)


def _lines(case: Case) -> list[str]:
    known = scope_lines(case) or frozenset()
    return _in_order(known | locks(case).keys() | open_lines(case))


def _in_order(lines: Iterable[str]) -> list[str]:
    return sorted(lines, key=lambda line: (len(line), line))


def _choice(case: Case, line: str, agreed: dict[str, str]) -> Choice:
    if line == EVERYTHING:
        return ALL, f"Everything (agreed on {agreed.get(line, 'nothing yet')})"
    scope = content(case, Scope)
    code = next((f" {one.code}" for one in scope.lines if one.line_id == line), "") if scope else ""
    return line, f"{line}{code} (agreed on {agreed[line]})" if line in agreed else f"{line}{code}"
