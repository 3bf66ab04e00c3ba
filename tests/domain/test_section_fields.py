"""S10 to S16, C6: every field of a section is checked, kept, and hashed if anybody agrees on it."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

import cast as c
import clean
import deeds as d
from scabot_domain.events import SectionSet
from scabot_domain.parties import Side
from scabot_domain.refusals import Reason
from scabot_domain.terms.entities import ProviderDetails, ProviderParty, Signatory
from scabot_domain.terms.hashes import section_hash, terms_hash
from scabot_domain.terms.sections import (
    IDENTITY,
    UNHASHED,
    Parties,
    Reimbursement,
    Scope,
    SettableSection,
)
from scabot_domain.terms.services import LineAuthorization
from story import given


def party(**told: object) -> Parties:
    """Return the parties with one more entity."""
    more = ProviderParty(**{"party_id": "P2", "legal_name": "Lakeside Surgeons", **told})  # type: ignore[arg-type]  # as told
    return replace(c.PARTIES, providers=(more,))


def line(**told: object) -> Scope:
    """Return the scope with its one line changed."""
    return replace(c.SCOPE, lines=(replace(c.SCOPE.lines[0], **told),))  # type: ignore[arg-type]  # the line's own fields


@pytest.mark.parametrize(
    ("content", "facts"),
    [
        (
            replace(c.PARTIES, provider=ProviderDetails(npis_type1=("2000000011",))),
            {"field": "provider npis_type1", "value": "2000000011"},
        ),
        (party(npi_type2="2000000011"), {"field": "P2 npi_type2", "value": "2000000011"}),
        (
            party(details=ProviderDetails(npis_type1=("2000000011",))),
            {"field": "P2 npis_type1", "value": "2000000011"},
        ),
        (party(party_id="P1"), {"field": "party_id", "value": "P1"}),
        (replace(c.TERM, tz="Mars/Olympus"), {"field": "tz", "value": "Mars/Olympus"}),
        (replace(c.TERM, tz="/etc"), {"field": "tz", "value": "/etc"}),
        (line(rendering_npis=("2000000011",)), {"field": "L1 rendering_npis", "value": "2000000011"}),
    ],
)
def test_s10_s13_every_identifier_checks_out(content: SettableSection, facts: dict[str, str]) -> None:
    given(d.opened).when(d.sets(c.RUTH, content)).refused(Reason.BAD_IDENTIFIER, **facts)


def test_s13_an_authorization_of_a_line_does_not_end_before_it_begins() -> None:
    backward = LineAuthorization(auth_no="AUTH-1", valid_from=date(2026, 12, 2), valid_to=date(2026, 12, 1))
    given(d.opened).when(d.sets(c.RUTH, line(auth=backward))).refused(
        Reason.OUT_OF_RANGE, field="L1 valid_to", value="2026-12-01", earliest="2026-12-02"
    )
    same = replace(backward, valid_to=date(2026, 12, 2))
    given(d.opened).when(d.sets(c.RUTH, line(auth=same))).happens(SectionSet)
    given(d.opened).when(d.sets(c.RUTH, line(auth=replace(backward, valid_to=None)))).happens(SectionSet)


@pytest.mark.parametrize("content", clean.SECTIONS)
def test_s10_to_s16_every_field_of_a_section_is_kept_as_it_was_filled_in(content: SettableSection) -> None:
    case = given(d.opened).when(d.sets(c.RUTH, content)).then(SectionSet(content=content))
    assert case.sections[content.section].content == content
    empty = [part.name for part in fields(content) if getattr(content, part.name) is None and part.name not in IDENTITY]
    assert empty == []


@pytest.mark.parametrize(
    "changed",
    [
        replace(clean.PARTIES, payer_contact="Contracting, 555-0111"),
        replace(clean.CLAIMS, sca_no="NW-SCA-1"),
        replace(clean.CLAIMS, loaded_confirmed_at=date(2026, 12, 1)),
    ],
)
def test_c6_what_nobody_agrees_on_enters_no_hash_and_can_still_be_told(changed: SettableSection) -> None:
    story = clean.agreement()
    case = story.when(d.sets(c.RUTH, changed)).happens(SectionSet)
    assert case.sections[changed.section].hash == story.case.sections[changed.section].hash
    assert terms_hash(case) == terms_hash(story.case)
    given(*clean.filled, d.sets(c.RUTH, changed)).when(d.sets(c.RUTH, changed)).refused_for(Reason.ALREADY_DONE)


@pytest.mark.parametrize("content", clean.SECTIONS)
def test_c6_everything_else_of_a_section_enters_its_hash(content: Any) -> None:  # noqa: ANN401 - a section of any kind
    left_out = {"section", *UNHASHED, *IDENTITY}
    optional = [part.name for part in fields(content) if part.default is None and part.name not in left_out]
    hashes = {section_hash(replace(content, **{name: None})) for name in optional}
    assert len({*hashes, section_hash(content)}) == len(optional) + 1


def test_c6_the_order_in_which_things_were_entered_enters_no_hash() -> None:
    assert section_hash(replace(clean.COST_SHARE, entities=("P1", "P2"))) == section_hash(clean.COST_SHARE)
    more = (*(clean.PARTIES.providers or ()), ProviderParty(party_id="P3", legal_name="Lakeside Imaging"))
    one, other = (replace(clean.PARTIES, providers=order) for order in (more, more[::-1]))
    assert section_hash(one) == section_hash(other)
    parts = clean.CASE_RATE.allocations or ()
    split = replace(clean.CASE_RATE, allocations=parts[::-1])
    rates = [Reimbursement(offer_id="OFR-1", rates=(rate,)) for rate in (clean.CASE_RATE, split)]
    assert section_hash(rates[0]) == section_hash(rates[1])


def test_i5_only_a_side_signs() -> None:
    with pytest.raises(ValidationError):
        Signatory(side=Side.NEUTRAL, name="Ruth Adeyemi")  # type: ignore[arg-type]  # on purpose
