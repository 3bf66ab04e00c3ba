"""C13, P7, I5, I7, I13: a facility, surgeons and anesthesia under one case rate, from the opening to the execution.

Through the one path of commands and a real ledger; a fourth entity, the laboratory, will not sign and is carved out.
"""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import cast as c
import deeds as d
import deeds_parties as p
from ledger.shelf import Shelf, shelf_in
from scabot.audit.page import as_text
from scabot.audit.question import Question
from scabot.audit.replay import retell
from scabot_domain.case import Case, Stage
from scabot_domain.court import court
from scabot_domain.evolve import replay
from scabot_domain.refusals import Reason, Refused
from scabot_domain.terms.completeness import missing
from scabot_domain.terms.cover import cover_sheet
from scabot_domain.terms.hashes import terms_hash
from scabot_domain.terms.letter import letter
from scabot_domain.terms.sections import Reimbursement
from story import Step

BY_PARTY = {"P1": Decimal("30000.01"), "P2": Decimal("9000.00"), "P3": Decimal("5999.99")}


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with shelf_in(tmp_path) as opened:
        yield opened


def stored(shelf: Shelf) -> Case:
    """Return the case as it stands in the ledger."""
    return replay(c.KEY, shelf.store.history(c.KEY))


def refused(shelf: Shelf, step: Step) -> Refused:
    """Let somebody try what is refused; nothing is recorded."""
    before = len(shelf.store.history(c.KEY))
    with pytest.raises(Refused) as no:
        shelf.does(step)
    assert len(shelf.store.history(c.KEY)) == before
    return no.value


def test_c13_p7_i13_three_entities_under_one_case_rate_from_the_opening_to_the_execution(shelf: Shelf) -> None:
    shelf.does(p.requested)
    assert refused(shelf, d.offers(c.NILS, p.split("30000.00", "9000.00", "5000.00", "999.99"))).reason is (
        Reason.ALLOCATION_MISMATCH
    )
    shelf.does(d.offers(c.NILS, p.SPLIT_IN_FOUR), d.accepts(c.BEN), *p.reviewed[len(p.agreed) :])
    shelf.does(d.signs(c.SAM, "Sam Vega"), d.signs(c.PRIYA, "Priya Nair"))
    waiting = stored(shelf)
    assert (waiting.stage, waiting.executed, court(waiting, shelf.clock.instant).holder) == (
        Stage.SIGNING,
        None,
        "provider",
    )
    shelf.does(d.carves_out())
    carved = stored(shelf)
    assert (carved.stage, carved.signatures) == (Stage.NEGOTIATING, {})
    assert "Parties: P4 is paid and is no party." in missing(carved)[1]
    assert refused(shelf, d.offers(c.NILS, p.SPLIT_IN_FOUR)).facts == {"party": "P4", "known": "P1, P2, P3"}
    shelf.does(p.again[len(p.carved) :], *p.executed[-4:-1])
    assert stored(shelf).executed is None  # anesthesia has not signed
    shelf.does(p.executed[-1])
    case = stored(shelf)
    assert case.executed is not None
    assert (case.stage, case.executed.terms_hash) == (Stage.EXECUTED, terms_hash(case))
    assert {one.terms_hash for one in case.signatures.values()} == {terms_hash(case)}
    rates = case.sections[5].content
    assert isinstance(rates, Reimbursement)
    parts = {part.party_id: part.amount for part in rates.rates[0].allocations or ()}
    assert (parts, sum(parts.values())) == (BY_PARTY, Decimal(45_000))


def test_p7_the_papers_and_the_replay_name_every_entity_and_the_one_that_left(shelf: Shelf) -> None:
    shelf.does(p.executed)
    case = stored(shelf)
    agreement, sheet = letter(case, "v2"), cover_sheet(case)
    assert "of which P1 $30,000.01, P2 $9,000.00, P3 $5,999.99" in agreement
    assert "Laboratory" not in agreement
    assert f"CARVED OUT: P4 Lakeside Laboratory ({d.NOT_IN_IT})" in sheet
    for line in ("P2 Lakeside Surgeons: Lena Ortiz", "P3 Prairie Anesthesia Group: Tom Brandt"):
        assert f"Signed for {line}" in sheet
    told = as_text(retell(shelf.store.history(c.KEY), Question(), ZoneInfo(c.ZONE), leaves={}, names={}))
    assert "CARVED OUT: P4 Lakeside Laboratory" in told
    assert "P3 Prairie Anesthesia Group: Tom Brandt" in told


def test_i7_who_signs_the_wrong_version_is_refused_and_nothing_is_recorded(shelf: Shelf) -> None:
    shelf.does(p.reviewed)
    first = stored(shelf)
    shelf.does(p.again[len(p.reviewed) :])
    assert first.draft is not None
    older = {"terms": terms_hash(first), "doc": first.draft.doc_sha256}
    for seen in (older, {"terms": older["terms"]}, {"doc": older["doc"]}):
        no = refused(shelf, d.signs(p.LENA, "Lena Ortiz", party_id="P2", **seen))
        assert no.reason is Reason.HASH_MISMATCH
    assert stored(shelf).signatures == {}
    shelf.does(d.signs(p.LENA, "Lena Ortiz", party_id="P2"))
    assert set(stored(shelf).signatures) == {"P2"}
