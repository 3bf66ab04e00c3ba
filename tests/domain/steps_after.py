"""Hypothesis strategies for what anybody may try around and after an agreement."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

import cast as c
import deeds as d
import deeds_after as a
from domain import steps_parties
from scabot_domain.terms.amended import LineUnits
from scabot_domain.terms.sections import AgreedRate, Term

RULES = ["retro_reach", "hold_harmless", "term_maximum", "term_outside_authorization", "eligibility_age", "signatures"]
askers = st.sampled_from([c.RUTH, c.NILS, c.BEN, c.CHRIS])
negotiators = st.sampled_from([c.NILS, c.NOOR, c.BEN])
signatories = st.sampled_from([c.SAM, c.PRIYA])
amendment_ids = st.sampled_from(["AMD-1", "AMD-1", "AMD-2", "AMD-3"])
seen = st.sampled_from([d.AS_SEEN, d.AS_SEEN, d.AS_SEEN, d.NO_HASH])
early_terms: st.SearchStrategy[Term] = st.sampled_from(
    [a.RETRO, replace(a.RETRO, effective=date(2026, 10, 1), retro_from=date(2026, 10, 1)), a.LONGER]
)

standing = st.one_of(
    st.builds(a.revokes_authorization, st.sampled_from([None, None, date(2026, 11, 22), date(2027, 1, 31)])),
    st.builds(a.changes_authorization, st.sampled_from([c.CARA, c.RUTH])),
    st.builds(a.extends_authorization, st.sampled_from([date(2027, 6, 30), date(2027, 9, 30)])),
    st.builds(a.extends_authorization, st.just(date(2027, 9, 30)), st.just(a.RECODED)),
    st.builds(a.changes_coverage, st.just(c.RUTH), st.sampled_from([date(2027, 2, 28), date(2027, 8, 31)])),
    st.builds(d.starts_care, st.sampled_from([date(2026, 11, 22), date(2026, 12, 2)])),
    st.builds(d.sets, st.sampled_from([c.RUTH, c.NILS]), early_terms),
)
waiving = st.one_of(
    st.builds(a.asks_to_waive, askers, st.sampled_from(RULES), st.just(a.REASON), st.sampled_from([None, "FORM-17"])),
    st.builds(a.waives, st.sampled_from([c.CHRIS, c.CHRIS, c.ADA]), st.sampled_from(RULES)),
)
changes = st.sampled_from(
    [
        {"units": (LineUnits(line_id="L1", units_max=20),)},
        {"units": (LineUnits(line_id="L2", units_max=20),)},
        {"sections": (replace(c.COST_SHARE, copay=Decimal(25)),)},
        {"sections": (replace(c.COST_SHARE, hold_harmless=False),)},
        {"sections": (replace(c.CLAIMS, timely_filing_days=90),), "rates": (AgreedRate(rate=c.CASE_RATE_45000),)},
        {},
    ]
)
amending = st.one_of(
    st.builds(lambda who, base, told: a.amends(who, base=base, **told), negotiators, seen, changes),
    st.builds(a.extends, negotiators, st.sampled_from([date(2027, 6, 30), date(2027, 5, 1)]), seen),
    st.builds(a.agrees, negotiators, amendment_ids, seen),
    st.builds(a.agrees, negotiators),
    st.builds(a.signs_amendment, signatories, st.sampled_from([None, None, "Priya Nair"]), amendment_ids, seen),
    st.builds(a.signs_amendment, signatories),
    steps_parties.signing_amendments,
    st.builds(a.drops, negotiators, amendment_ids),
)
fulfilling = st.one_of(
    st.builds(a.loads, st.sampled_from([c.NILS, c.CARA, c.BEN])),
    st.builds(
        lambda who, claim, more: a.claims(who, claim=claim, **more),
        st.sampled_from([c.BEN, c.RUTH]),
        st.sampled_from(["CLM-1", "CLM-2"]),
        st.sampled_from([{}, {}, {"units": 13}, {"paid": None}, {"code": "99215"}, {"carc": "242"}]),
    ),
    st.builds(a.renews, st.sampled_from([c.RUTH, c.CARA])),
    st.builds(a.terminates, signatories),
    st.builds(a.supersedes, st.just(c.RUTH), st.sampled_from(["coverage", "joined_network"])),
    st.builds(d.closes),
    st.builds(d.starts_care, st.sampled_from([date(2026, 12, 2), c.CARE_DATE])),
)
after_agreement = st.one_of(amending, amending, amending, fulfilling, standing)
anything = st.one_of(standing, waiving, amending, fulfilling)
histories = st.sampled_from(
    [a.in_care, a.proposed, a.amendment_agreed, a.amendment_half_signed, a.amended, a.waived, a.term_over, a.expired]
)
