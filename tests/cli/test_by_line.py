"""C9, P8 on the shell: `scabot case accept --line L1`, and an offer that reopens a line."""

from cli.conftest import Shell
from cli.test_case import BEN, NILS, given, in_negotiation, site
from scabot.assemble.site import Site
from scabot_domain.case import Case, Stage
from scabot_domain.covering import locks, partial
from scabot_domain.evolve import replay
from scabot_domain.terms.canonical import short

__all__ = ["site"]
BY_LINE = [
    {"line_ids": ["L1"], "rate": {"model": "fixed_fee", "amount": "200"}},
    {"line_ids": ["L2"], "rate": {"model": "fixed_fee", "amount": "150"}},
]


def case_of(site: Site, key: str) -> Case:
    return replay(key, site.store.history(key))


def accepted(site: Site, key: str, who: tuple[str, str], offer: str, *lines: str) -> Case:
    seen = case_of(site, key).offer(offer)
    assert seen is not None
    given(site, who, "accept", key, offer_id=offer, offer_hash=short(seen.hash), line_ids=list(lines))
    return case_of(site, key)


def test_p8_an_offer_is_accepted_by_line_and_a_line_is_reopened(site: Site) -> None:
    key = in_negotiation(site)
    given(site, NILS, "offer", key, rates=BY_LINE)
    case = accepted(site, key, BEN, "OFR-1", "L1")
    assert (partial(case), locks(case)) == (True, {"L1": "OFR-1"})
    assert accepted(site, key, BEN, "OFR-1").stage is Stage.TERMS_AGREED
    cheaper = {"line_ids": ["L1"], "rate": {"model": "fixed_fee", "amount": "180"}}
    given(site, NILS, "offer", key, rates=[cheaper], reopens=["L1"], all_or_nothing=True)
    case = accepted(site, key, BEN, "OFR-2", "L1")
    assert (case.stage, locks(case)) == (Stage.TERMS_AGREED, {"L1": "OFR-2", "L2": "OFR-1"})


def test_the_options_of_the_shell_say_which_lines(shell: Shell) -> None:
    assert "--line VALUE" in shell("case", "accept", "--help").out
    helped = shell("case", "counter", "--help").out
    assert "--reopens VALUE" in helped
    assert "--all-or-nothing" in helped
