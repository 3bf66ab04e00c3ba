"""What people try line by line: offers about some services, reopenings, acceptances of a part."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

import approvers
import cast as c
import deeds as d
import deeds_parties as p
import voices as v
from scabot_domain.money.rates import FixedFee
from scabot_domain.terms.sections import AgreedRate

FEE = FixedFee(amount=Decimal(200))
_L1, _L2, _BOTH = (("L1",), ("L2",), ("L1", "L2"))
BY_LINE = st.sampled_from(
    [
        (AgreedRate(line_ids=_L1, rate=FEE), AgreedRate(line_ids=_L2, rate=c.MEDICARE_140)),
        (AgreedRate(line_ids=_BOTH, rate=FEE),),
        (AgreedRate(line_ids=_BOTH, rate=c.CASE_RATE_45000),),
        (AgreedRate(line_ids=_L1, rate=c.MEDICARE_140),),
        (AgreedRate(line_ids=_L2, rate=FEE),),
        (AgreedRate(line_ids=_L2, rate=c.PER_DIEM_3500),),
        (replace(p.SPLIT_IN_THREE, line_ids=_L1), AgreedRate(line_ids=_L2, rate=FEE)),
        (AgreedRate(rate=FEE),),
    ]
)
reopening = st.sampled_from([(), (), ("L1",), _BOTH, ("all",)])
two_lines = replace(c.SCOPE, lines=(*c.SCOPE.lines, replace(c.SCOPE.lines[0], line_id="L2", code="99213")))
_negotiators = st.sampled_from([c.NILS, c.NOOR, c.BEN])
_offer_ids = st.integers(1, 5).map("OFR-{}".format)
offering = st.builds(
    lambda who, told, opens, at_once: d.offers(who, *told, reopens=opens, all_or_nothing=at_once),
    _negotiators,
    BY_LINE,
    reopening,
    st.sampled_from([False, False, True]),
)
answering = st.one_of(
    st.builds(
        lambda who, offer, opens, told: d.counters(who, offer, *told, reopens=opens),
        _negotiators,
        _offer_ids,
        reopening,
        BY_LINE,
    ),
    st.builds(
        lambda who, offer, lines: d.accepts(who, offer, lines=lines),
        _negotiators,
        _offer_ids,
        st.sampled_from([(), _L1, _L2, _BOTH]),
    ),
)

_PAIR = (AgreedRate(line_ids=_L1, rate=FEE), AgreedRate(line_ids=_L2, rate=c.MEDICARE_140))
_TOGETHER = AgreedRate(line_ids=_BOTH, rate=c.CASE_RATE_45000)
_SCOPED = (*d.requested, d.sets(c.RUTH, two_lines))
_AGREED = (*_SCOPED, d.offers(c.NILS, *_PAIR), d.accepts(c.BEN))
histories = (
    (*_SCOPED, d.offers(c.NILS, *_PAIR)),
    (*_SCOPED, d.offers(c.NILS, *_PAIR), d.accepts(c.BEN, lines=_L1)),
    (*_SCOPED, d.offers(c.NILS, *_PAIR[:1]), d.offers(c.BEN, *_PAIR[1:]), d.accepts(c.BEN)),
    _AGREED,
    (*_AGREED, d.offers(c.BEN, *_PAIR[1:], reopens=_L2)),
    (*_AGREED, approvers.sets_band(), approvers.because(d.offers(c.NILS, *_PAIR[1:], reopens=_L2))),
    (*_SCOPED, d.offers(c.NILS, *_PAIR), v.by_phone(d.accepts(c.BEN, lines=_L1))),
    (*_SCOPED, d.offers(c.NILS, _TOGETHER), d.accepts(c.BEN), d.offers(c.NILS, *_PAIR, reopens=_BOTH)),
    (*_SCOPED, d.offers(c.NILS, *_PAIR), d.accepts(c.BEN), d.offers(c.NILS, _TOGETHER, reopens=_BOTH)),
)
"""Histories in which lines are agreed one by one."""
