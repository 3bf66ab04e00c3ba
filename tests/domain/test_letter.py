"""C8: scabot's own agreement as plain text, and the hashes that bind it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import cast as c
import clean
import deeds as d
from scabot_domain.case import Case
from scabot_domain.evolve import replay
from scabot_domain.terms.entities import ProviderDetails, ProviderParty
from scabot_domain.terms.hashes import doc_hash, section_hash, terms_hash
from scabot_domain.terms.letter import letter, section_lines
from scabot_domain.terms.sections import AgreedRate, Claims, Legal
from story import given

EXPECTED = """\
SINGLE-CASE AGREEMENT

Agreement SCA-7QK2M4, draft v1

1. Parties
   Payer: Northwind Health Plan, TIN 00-1234567, product PPO
   Provider: Lakeside Transplant Center, TIN 00-7654321, NPI 2000000010

2. Patient
   Patient: the one person on file under SUB-0123456789
   Coverage from 2026-01-01

3. Term
   From 2026-12-01 to 2027-05-31, both days included
   Notice: 30 days

4. Scope of services
   L1: CPT 99214, at most 12 units
   Authorization AUTH-20260001

5. Reimbursement
   All services: $3,500.00 per diem (all levels, days counted by midnights)

6. Patient cost share
   In-network cost sharing only
   Copay: $40.00
   Coinsurance: 20%
   It counts toward the in-network deductible and out-of-pocket maximum
   Hold harmless: payment in full; the patient receives no balance bill

7. Claims
   Payer id NW001, paper claims to Claims, 1 Northwind Way, Springfield
   Authorization number on every claim: AUTH-20260001
   File within 180 days from date of service

Terms SHA-256: {terms}
"""


def test_the_letter_says_the_seven_sections_in_the_fields_words() -> None:
    case = given(d.complete).case
    assert letter(case, "v1") == EXPECTED.format(terms=terms_hash(case))


def test_what_is_not_filled_in_is_shown_as_empty() -> None:
    text = letter(Case(key="SCA-7QK2M4"), "v1")
    assert text.count("   (empty)") == 7


def test_everything_optional_is_said_where_it_is_agreed_and_left_out_where_not() -> None:
    term = replace(c.TERM, retro_from=date(2026, 11, 20))
    share = replace(
        c.COST_SHARE, copay=None, coinsurance_percent=None, accumulates_in_network=False, hold_harmless=False
    )
    patient = replace(c.PATIENT, coverage_to=date(2027, 12, 31))
    text = letter(given(d.opened, *(d.sets(c.RUTH, one) for one in (term, share, patient))).case, "v1")
    assert "   Retroactive to 2026-11-20\n" in text
    assert "   Coverage from 2026-01-01 to 2027-12-31\n" in text
    assert "   It does not count toward the in-network deductible and out-of-pocket maximum\n" in text
    assert "   Hold harmless: NOT AGREED\n" in text
    assert "Copay" not in text
    assert "Coinsurance" not in text


def test_a_rate_names_its_lines_in_order() -> None:
    rates = (AgreedRate(line_ids=("L2", "L1"), rate=c.CASE_RATE_45000),)
    text = letter(given(d.requested, d.offers(c.NILS, *rates), d.accepts()).case, "v1")
    assert "   L1, L2: $45,000.00 case rate (admission to discharge)\n" in text


def test_the_document_hash_is_that_of_the_letter() -> None:
    case = given(d.complete).case
    assert doc_hash(case, "v1") == sha256(letter(case, "v1").encode()).hexdigest()
    assert doc_hash(case, "v1") != doc_hash(case, "v2")


def test_c8_the_letter_can_be_written_again_byte_for_byte_from_the_events() -> None:
    story = given(d.executed)
    assert story.case.draft is not None
    assert doc_hash(replay(c.KEY, story.events), "v1") == story.case.draft.doc_sha256


def test_any_changed_term_changes_the_document() -> None:
    case = given(d.complete).case
    cheaper = d.sets(c.RUTH, replace(c.COST_SHARE, copay=Decimal("39.99")))
    assert doc_hash(given(d.complete, cheaper).case, "v1") != doc_hash(case, "v1")


def test_the_letter_says_every_field_that_is_filled_in() -> None:
    case = clean.agreement().case
    whole = Path(__file__).with_name("whole-agreement.txt").read_text(encoding="utf-8")
    assert letter(case, "v1") == f"{whole}Terms SHA-256: {terms_hash(case)}\n"


def test_the_letter_says_what_is_not_stated() -> None:
    said = (
        replace(clean.PARTIES, payer_tin=None, provider_tin=None, provider_npi=None, provider=None, providers=None),
        replace(clean.SCOPE, auth_no=None),
        replace(clean.COST_SHARE, accumulates_in_network=None, hold_harmless=False),
        Claims(),
    )
    lines = [line for content in said for line in section_lines(content) if "NOT" in line]
    assert lines == [
        "Payer: Northwind Health Plan, TIN NOT STATED, product PPO",
        "Provider: Lakeside Transplant Center, TIN NOT STATED, NPI NOT STATED",
        "Authorization NOT STATED",
        "Whether it counts toward the in-network deductible and out-of-pocket maximum is NOT STATED",
        "Hold harmless: NOT AGREED",
        "Payer id NOT STATED, paper claims to NOT STATED",
        "Authorization number on every claim: NOT STATED",
        "File within NOT STATED days from date of service",
    ]


def test_the_letter_says_the_other_choice_too() -> None:
    surgeons = ProviderParty(party_id="P2", legal_name="Lakeside Surgeons", required=False)
    parties = replace(c.PARTIES, provider=ProviderDetails(), providers=(surgeons,))
    claims = replace(c.CLAIMS, legal=Legal(no_precedent=False))
    assert section_lines(parties)[2:] == (
        "Provider P2: Lakeside Surgeons, TIN NOT STATED, NPI NOT STATED, need not sign",
    )
    assert section_lines(claims)[-1] == "This agreement is a precedent for other cases"
    assert section_lines(replace(c.CLAIMS, legal=Legal()))[-1] == "File within 180 days from date of service"
    retro = replace(c.TERM, retro_from=date(2026, 11, 25))
    assert section_lines(retro)[1] == "Retroactive to 2026-11-25"


def test_c8_the_letter_comes_out_the_same_in_whatever_order_parties_were_entered() -> None:
    backward = replace(
        clean.PARTIES,
        signatories=tuple(reversed(clean.PARTIES.signatories or ())),
    )
    assert section_lines(backward) == section_lines(clean.PARTIES)
    assert section_hash(backward) == section_hash(clean.PARTIES)
