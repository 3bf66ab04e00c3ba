"""I9: units are at most those that the plan authorized, line by line or code by code."""

from dataclasses import replace

import cast as c
import clean
import deeds as d
from scabot_domain.refusals import Reason
from scabot_domain.terms.completeness import gaps
from scabot_domain.terms.sections import CodeSystem, SettableSection
from scabot_domain.terms.services import AuthorizedService
from story import given


def lines(**changed: object) -> SettableSection:
    return replace(clean.SCOPE, lines=(replace(clean.LINE_1, **changed), *clean.SCOPE.lines[1:]))  # type: ignore[arg-type]  # its own fields


AUTHORIZED = AuthorizedService(system=CodeSystem.CPT, code="99214", units=12)


def approved_for(*services: AuthorizedService, units: int = 12) -> dict[int, tuple[str, ...]]:
    """Return what section 4 lacks where the approval lists services, with a scope of one code on two lines."""
    half = replace(c.SCOPE.lines[0], units_max=units // 2)
    rest = replace(half, line_id="L2", units_max=units - units // 2)
    scope = replace(c.SCOPE, lines=(half, rest))
    story = given(d.opened, d.records_approval(services=services), d.sets(c.RUTH, scope))
    found = gaps(story.and_(d.confirms(c.RUTH), d.confirms(c.NILS)).case)
    assert all(gap.reason is Reason.UNITS_EXCEED_AUTHORIZATION for gap in found.get(4, ()))
    return {number: tuple(gap.sentence for gap in each) for number, each in found.items() if number == 4}


def test_i9_units_are_at_most_those_that_the_approval_lists_for_the_code() -> None:
    assert approved_for(AUTHORIZED) == {}
    assert approved_for(AUTHORIZED, units=13) == {4: ("Scope of services: CPT 99214 has 13 units, authorized are 12.",)}
    assert approved_for(AUTHORIZED, replace(AUTHORIZED, units=1), units=13) == {}
    assert approved_for(AUTHORIZED, replace(AUTHORIZED, units=None), units=1000) == {}
    assert approved_for(replace(AUTHORIZED, code="99215"), units=2) == {
        4: ("Scope of services: CPT 99214 has 2 units, authorized are 0.",)
    }


def test_i9_a_line_with_an_authorization_of_its_own_does_not_count_toward_the_list() -> None:
    story = given(d.opened, d.records_approval(services=(AUTHORIZED,)), d.sets(c.RUTH, lines(units_max=12)))
    assert [gap.sentence for gap in gaps(story.case)[4]] == [
        "Scope of services: REV 0200 has 9 units, authorized are 0.",
        "Scope of services: DRG 014 has 1 units, authorized are 0.",
        "Scope of services: HCPCS J1745 has 40 units, authorized are 0.",
        "Scope of services: NDC 00000000001 has 4 units, authorized are 0.",
        "Scope of services: the payer has not confirmed it.",
        "Scope of services: the provider has not confirmed it.",
    ]


def test_s13_an_approval_lists_codes_that_look_like_their_system() -> None:
    given(d.opened).when(d.records_approval(services=(replace(AUTHORIZED, code="9921"),))).refused(
        Reason.BAD_IDENTIFIER, field="code", value="9921", system="CPT"
    )
