"""Values about a person under that person's key: the vector, what binds them, and that keys erase them everywhere."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

import cast as c
import deeds as d
from ledger.shelf import Shelf
from scabot.ledger.errors import KeyMissing, Unreadable
from scabot.ledger.keyfile import read_keyfile
from scabot.ledger.keys import Keyring
from scabot.ledger.mapper import CaseMapper
from scabot.ledger.rebuild import check
from scabot.ledger.sealing import open_text, seal_text, sealed
from scabot_domain.case import Case
from scabot_domain.events import SectionSet
from scabot_domain.parties import COMPLIANCE_READERS
from scabot_domain.phi import Phi
from scabot_domain.terms.sections import Patient

KEY = AESGCM(bytes(range(0x40, 0x60)))
PLACE = ("SCA-7Q4K2M", "member_id")
VECTOR = "qqqqqqqqqqqqqqqqdfbHmL2MxJUbCpZ2i47Xlpm25UYeC_thDqHP"
WHOLE = replace(c.PATIENT, name=Phi("Quentin Canary"), birth_date=Phi("1961-04-05"), member_id=Phi("W1234CANARY"))


def test_the_vector() -> None:
    assert seal_text("W1234CANARY", PLACE, (7, KEY), b"\xaa" * 12) == f"7.{VECTOR}"
    assert open_text(f"7.{VECTOR}", PLACE, lambda _: KEY) == "W1234CANARY"


@pytest.mark.parametrize("place", [("SCA-7Q4K2N", "member_id"), ("SCA-7Q4K2M", "name")])
def test_a_value_moved_to_another_case_or_field_does_not_open(place: tuple[str, str]) -> None:
    with pytest.raises(Unreadable, match="altered or moved"):
        open_text(f"7.{VECTOR}", place, lambda _: KEY)


def identity(case: Case) -> Patient:
    content = case.sections[2].content
    assert isinstance(content, Patient)
    return content


def filled(shelf: Shelf) -> Patient:
    return identity(shelf.does(d.opens(), d.sets(c.RUTH, sealed(WHOLE, c.KEY, shelf.keys))).case)


def test_folds_and_stored_events_hold_it_sealed_under_the_key_of_the_person(shelf: Shelf) -> None:
    patient = filled(shelf)
    assert identity(shelf.handle.case(c.KEY, COMPLIANCE_READERS)) == patient
    assert patient.name is not None
    assert patient.member_id is not None
    key_id = int(str(patient.name.token).partition(".")[0])
    with closing(sqlite3.connect(shelf.folder / "keys.db")) as db:
        names = db.execute("SELECT name FROM keys WHERE key_id = ?", (key_id,)).fetchall()
    assert names == [(f"subject:{c.TOKEN}",)]
    mapper = shelf.store.case_mapper
    assert mapper.revealed(c.KEY, "name", patient.name) == "Quentin Canary"
    with pytest.raises(Unreadable):
        mapper.revealed(c.KEY, "name", patient.member_id)
    assert check(shelf.store) == []


def test_the_mapper_seals_what_still_is_in_the_clear(shelf: Shelf) -> None:
    filled(shelf)
    event = shelf.store.history(c.KEY)[-1]
    assert isinstance(event.fact, SectionSet)
    stored = shelf.store.case_mapper.to_stored_event(replace(event, fact=replace(event.fact, content=WHOLE)))
    read = shelf.store.case_mapper.to_domain_event(stored)
    assert isinstance(read.fact, SectionSet)
    assert isinstance(read.fact.content, Patient)
    content = read.fact.content
    assert content.birth_date is not None
    assert None not in {phi.token for phi in (content.name, content.birth_date, content.member_id) if phi}
    assert shelf.store.case_mapper.revealed(c.KEY, "birth_date", content.birth_date) == "1961-04-05"


def test_without_the_persons_key_the_case_still_reads_and_folds(shelf: Shelf) -> None:
    patient = filled(shelf)
    with closing(sqlite3.connect(shelf.folder / "keys.db")) as db, db:
        db.execute("DELETE FROM keys WHERE name LIKE 'subject:%'")
    keys = Keyring(shelf.folder / "keys.db", read_keyfile(shelf.keyfile), shelf.clock)
    mapper = CaseMapper(keys)
    with shelf.store.reading() as tx:
        rows = tx.all("SELECT originator_id, originator_version, topic, state FROM scabot_events")
    assert len([mapper.event_of((row[0], row[1], row[2]), row[3]) for row in rows]) == len(rows)
    assert patient.name is not None
    with pytest.raises(KeyMissing):
        mapper.revealed(c.KEY, "name", patient.name)
    keys.close()
