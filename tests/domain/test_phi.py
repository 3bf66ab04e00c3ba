"""What tells who a patient is never prints, never hashes, and is written sealed only."""

import copy
import pickle
from dataclasses import replace

import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError, to_json

import cast as c
import deeds as d
from scabot_domain.phi import Phi, SealedError, UnsealedError
from scabot_domain.refusals import Reason
from scabot_domain.terms.canonical import canonical
from scabot_domain.terms.hashes import section_hash
from scabot_domain.terms.sections import Patient
from story import given

TOKEN = f"3.{'a' * 40}"
SEALED = Phi[str].sealed(TOKEN)
CLEAR = Phi("Quentin Canary")
NAMED = replace(c.PATIENT, name=SEALED)
READING = TypeAdapter(Patient)


@pytest.mark.parametrize("phi", [CLEAR, SEALED])
def test_it_prints_as_a_mark_however_it_is_printed(phi: Phi[str]) -> None:
    assert [str(phi), repr(phi), f"{phi}", f"{phi:>9}", "%s" % phi] == ["<phi>"] * 5  # noqa: UP031 - the old way, too
    assert "name=<phi>" in repr(replace(c.PATIENT, name=phi))


def test_it_is_written_and_read_sealed_only() -> None:
    written = to_json(NAMED)
    assert b'"name":{"$phi":"3.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}' in written
    assert READING.validate_json(written) == NAMED
    with pytest.raises(PydanticSerializationError) as refused:
        to_json(replace(c.PATIENT, name=CLEAR))
    assert "Quentin" not in str(refused.value)
    for copied in (pickle.dumps, copy.deepcopy):
        with pytest.raises(UnsealedError):
            copied(CLEAR)


@pytest.mark.parametrize("held", ['"Quentin Canary"', '{"$phi": "Quentin Canary"}', '{"$phi": 7}', '{"other": "x"}'])
def test_what_is_stored_in_the_clear_is_refused_without_showing_it(held: str) -> None:
    written = to_json(NAMED).replace(b'{"$phi":"%s"}' % TOKEN.encode(), held.encode())
    with pytest.raises(ValidationError, match="must come sealed") as refused:
        READING.validate_json(written)
    assert "Quentin" not in str(refused.value)


def test_equal_ones_count_once() -> None:
    assert len({CLEAR, Phi("Quentin Canary"), SEALED, Phi[str].sealed(TOKEN)}) == 2


def test_it_enters_no_hash() -> None:
    assert section_hash(NAMED) == section_hash(replace(c.PATIENT, name=CLEAR)) == section_hash(c.PATIENT)
    assert b"phi" not in canonical(NAMED)


def test_only_the_clear_can_be_read_without_a_key() -> None:
    assert (CLEAR.clear(), CLEAR.token, SEALED.token) == ("Quentin Canary", None, TOKEN)
    with pytest.raises(SealedError):
        SEALED.clear()
    assert CLEAR == Phi("Quentin Canary") != SEALED


def test_an_identity_can_be_entered_again_and_stays_when_the_section_is_filled_in_without_it() -> None:
    story = given(d.opens(), d.sets(c.RUTH, c.PATIENT), d.sets(c.RUTH, NAMED))
    story.when(d.sets(c.RUTH, NAMED)).refused_for(Reason.ALREADY_DONE)
    story.when(d.sets(c.RUTH, c.PATIENT)).refused_for(Reason.ALREADY_DONE)
    other = replace(NAMED, name=Phi[str].sealed(f"3.{'b' * 40}"))
    assert story.when(d.sets(c.RUTH, other)).after.sections[2].content == other
    later = replace(c.PATIENT, coverage_to=c.TERM.end)
    kept = story.when(d.sets(c.RUTH, later)).after.sections[2].content
    assert kept == replace(later, name=SEALED)
