"""Hypothesis strategies for rates, offers and sections that could be meant."""

from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import strategies as st

from scabot_domain.events import OfferTerms
from scabot_domain.money.rates import (
    CaseRate,
    MedicareBenchmark,
    PercentOfBilled,
    PercentOfMedicare,
    PerDiem,
    Rate,
    Setting,
    YearPolicy,
)
from scabot_domain.parties import Side
from scabot_domain.terms.sections import AgreedRate, Term

dollars = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99999999.99"), places=2)
days = st.dates(min_value=date(2026, 1, 1), max_value=date(2028, 12, 31))
medicare = st.builds(
    PercentOfMedicare,
    percent=st.decimals(min_value=Decimal("0.1"), max_value=Decimal(1000), places=1),
    benchmark=st.builds(
        MedicareBenchmark,
        year=st.integers(2024, 2027),
        year_policy=st.sampled_from(YearPolicy),
        locality=st.sampled_from(["04412-18", "13202-01"]),
        setting=st.sampled_from(Setting),
    ),
)
billed = st.builds(
    PercentOfBilled,
    percent=st.decimals(min_value=Decimal("0.01"), max_value=Decimal(100), places=2),
    cap=dollars,
)
per_diem = st.builds(PerDiem, amount=dollars)
case_rate = st.builds(CaseRate, amount=dollars)
rates: st.SearchStrategy[Rate] = medicare | billed | per_diem | case_rate
by_line = st.lists(st.sampled_from(["L1", "L2", "L3"]), unique=True, max_size=3).map(tuple)
agreed = st.lists(st.builds(AgreedRate, line_ids=by_line, rate=rates), min_size=1, max_size=4).map(tuple)
terms = st.builds(Term, effective=days, end=days, notice_days=st.integers(0, 90))
offers = st.builds(
    OfferTerms,
    offer_id=st.integers(1, 99).map("OFR-{}".format),
    side=st.sampled_from([Side.PAYER, Side.PROVIDER]),
    rates=agreed,
    term=st.none() | terms,
    expires_at=st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2028, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
)
