"""The words that a line brings along: the playbook's own, for whoever may read them (S22, I20)."""

from dataclasses import replace

import cast as c
import deeds as d
import voices as v
from domain.by_the_clock import Watched
from domain.missing import PAYER, PROVIDER, acts, the
from domain.test_court import IMPASSE, SHIPPED, book
from scabot_domain.insight import Need, unblock
from scabot_domain.parties import COMPLIANCE_READERS, Audience, Role, Side
from scabot_domain.playbook.book import Script
from story import Step


def watched(*steps: Step | tuple[Step, ...]) -> Watched:
    return Watched().do(*steps)


def script(live: Watched, key: str, to: Audience = PROVIDER) -> str | None:
    found = unblock(live.events, to, live.now, live.book)
    return next(line.script for line in found if line.key == key)


def test_a_line_brings_the_script_of_the_playbook_for_its_next_level_filled_in() -> None:
    live = watched(d.agreed)
    live.wait("2026-12-01 12:00")
    assert script(live, "draft") == (
        "SCA-7QK2M4 (urgent), level 1 of 2: 5 business days without a draft of the agreement.\n"
        "Terms were agreed on Mon 2026-11-23 10:16 CST, and no written draft has been issued; care in 10 days.\n"
        "To be safe, the agreement has to be signed by Fri 2026-12-04.\n"
        "The network manager: please raise this with contracting, and name a firm date for the draft by "
        "Tue 2026-12-01 16:00 CST. Acknowledge takes it.\n"
        "This stops when a draft is issued; otherwise it goes to the medical director then."
    )


def test_the_script_is_about_the_very_offer_and_signature() -> None:
    both = watched(d.offered, d.offers(c.BEN))
    assert "OFR-2 is waiting for an answer of the payer" in str(script(both, "answer.OFR-2"))
    assert "OFR-1 is waiting for an answer of the provider" in str(script(both, "answer.OFR-1"))
    assert "the signature of the payer is missing" in str(script(watched(d.reviewed), "signature.payer"))
    assert "nobody has confirmed" in str(script(watched(d.requested), "acknowledgment"))


def test_i20_a_script_for_the_home_side_alone_is_not_shown_to_the_other_one() -> None:
    live = watched(d.requested)
    live.wait("2026-12-01 12:00")  # the third level of the first offer is for home
    assert "decide by" in str(script(live, "offer"))
    assert "decide by" in str(script(live, "offer", COMPLIANCE_READERS))
    assert "decide by" not in str(script(live, "offer", PAYER))
    assert "level 2 of 3" in str(script(live, "offer", PAYER))


def test_after_its_last_level_a_ladder_still_lends_its_words() -> None:
    live = watched(d.agreed)
    live.wait("2026-12-10 12:00")
    assert "It is the last step of this ladder" in str(script(live, "draft"))


def test_without_a_rule_there_is_no_script() -> None:
    assert the("draft", d.complete).script is None
    live = watched(d.agreed)
    bare = replace(live.book, rules={})
    found = unblock(live.events, PROVIDER, live.now, bare)
    assert next(line.script for line in found if line.need is Need.DRAFT) is None


def test_s22_a_statement_that_was_asked_for_is_the_medical_directors() -> None:
    live = Watched(book=book(SHIPPED + IMPASSE)).do(d.offered, d.rejects())
    live.wait("2026-11-24 17:00")
    found = {line.key: line for line in unblock(live.events, PROVIDER, live.now, live.book)}
    assert acts(found["statement"]) == ("Intervene", Role.MEDICAL_DIRECTOR, Side.PAYER)
    live.do(v.intervenes())
    assert "statement" not in {line.key for line in unblock(live.events, PROVIDER, live.now, live.book)}


def test_a_home_script_without_a_shared_one_below_it_is_no_script_for_others() -> None:
    live = watched(d.requested)
    at_home = {name: replace(one, audience=Script.HOME) for name, one in live.book.messages.items()}
    live.book = replace(live.book, messages=at_home)
    assert script(live, "acknowledgment", PAYER) is None
    assert script(live, "acknowledgment") is not None
