"""What is still missing in section 4: an authorization for every line, for its days and for its units (I9)."""

from collections import Counter
from collections.abc import Iterator

from scabot_domain.refusals import Reason
from scabot_domain.terms.gap import Gap, when
from scabot_domain.terms.limits import TERM_OUTSIDE_AUTHORIZATION
from scabot_domain.terms.papered import Papered
from scabot_domain.terms.sections import Scope, Term
from scabot_domain.terms.services import AuthorizedService, ScopeLine
from scabot_domain.terms.standing import content


def scope_gaps(case: Papered, scope: Scope) -> Iterator[Gap]:
    """Yield what blocks in section 4."""
    for line in scope.lines:
        yield from when(
            scope.auth_no is None and line.auth is None, f"line {line.line_id} rests on no authorization number."
        )
        yield from _own(case, line)
    yield from _extended(case, scope)
    approval = case.approval
    if approval is None:
        return
    differs = scope.auth_no is not None and scope.auth_no != approval.auth_no
    yield from when(differs, "the authorization number is not the one approved.")
    yield from _listed(case, scope, approval.services) if approval.services is not None else ()


def _own(case: Papered, line: ScopeLine) -> Iterator[Gap]:
    auth = line.auth
    if auth is None:
        return
    exceeds = auth.units is not None and line.units_max > auth.units
    sentence = f"line {line.line_id} has {line.units_max} units, authorized are {auth.units}."
    yield from when(exceeds, sentence, Reason.UNITS_EXCEED_AUTHORIZATION)
    term = content(case, Term)
    if term is None or TERM_OUTSIDE_AUTHORIZATION in case.overridden:
        return
    early = auth.valid_from is not None and term.effective < auth.valid_from
    late = auth.valid_to is not None and term.end > auth.valid_to
    outside = f"the term reaches outside the authorization of line {line.line_id}."
    yield from when(early or late, outside, Reason.TERM_OUTSIDE_AUTHORIZATION)


def _extended(case: Papered, scope: Scope) -> Iterator[Gap]:
    told = {one.line_id: one.units for one in case.authorized}
    for line in scope.lines:
        units = told.get(line.line_id)
        sentence = f"line {line.line_id} has {line.units_max} units, authorized are {units}."
        yield from when(units is not None and line.units_max > units, sentence, Reason.UNITS_EXCEED_AUTHORIZATION)


def _listed(case: Papered, scope: Scope, services: tuple[AuthorizedService, ...]) -> Iterator[Gap]:
    """Yield codes with too many units; a line that an extension named since stands on that, not on the list."""
    extended = {one.line_id for one in case.authorized}
    authorized: Counter[str] = Counter()
    unlimited = set()
    for service in services:
        named = f"{service.system.value} {service.code}"
        authorized[named] += service.units or 0
        unlimited |= {named} if service.units is None else set()
    wanted: Counter[str] = Counter()
    for line in scope.lines:
        if line.auth is None and line.line_id not in extended:
            wanted[f"{line.system.value} {line.code}"] += line.units_max
    for named, units in wanted.items():
        exceeds = named not in unlimited and units > authorized[named]
        sentence = f"{named} has {units} units, authorized are {authorized[named]}."
        yield from when(exceeds, sentence, Reason.UNITS_EXCEED_AUTHORIZATION)
