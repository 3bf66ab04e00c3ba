"""Hypothesis strategies for what anybody may try where several entities are parties."""

from dataclasses import replace

from hypothesis import strategies as st

import cast as c
import deeds as d
import deeds_after as a
import deeds_parties as p
from scabot_domain.terms.sections import Parties

party_ids = st.sampled_from([None, None, "P1", "P2", "P3", "P4"])
seen = st.sampled_from([d.AS_SEEN, d.AS_SEEN, d.AS_SEEN, d.NO_HASH])
people = st.sampled_from([(c.SAM, "Sam Vega"), (c.PRIYA, "Priya Nair"), (p.LENA, "Lena Ortiz"), (p.TOM, "Tom Brandt")])
OPTIONAL = replace(p.THREE, providers=(replace(p.SURGEONS, required=False), p.ANESTHESIA))
parties: list[Parties] = [p.THREE, p.PARTIES, p.ORDERED, OPTIONAL]

signing = st.one_of(
    st.builds(
        lambda who, party_id, terms, doc: d.signs(*who, party_id=party_id, terms=terms, doc=doc),
        people,
        party_ids,
        seen,
        seen,
    ),
    st.builds(
        lambda who, name, terms, doc: d.signs(who, name, terms=terms, doc=doc),
        st.sampled_from([c.SAM, c.PRIYA, c.NILS]),
        st.sampled_from(["Sam Vega", "Priya Nair", "Priya Nair"]),
        seen,
        seen,
    ),
)
carving = st.builds(
    d.carves_out,
    st.sampled_from([c.BEN, c.RUTH, c.NILS, c.CARA]),
    st.sampled_from(["P1", "P2", "P3", "P4", "P4"]),
    st.sampled_from([d.NOT_IN_IT, d.NOT_IN_IT, "Too short"]),
)
signing_amendments = st.builds(lambda who, party_id: a.signs_amendment(*who, party_id=party_id), people, party_ids)
histories = st.sampled_from(
    [
        *(p.requested, p.agreed, p.reviewed, p.waiting, p.carved, p.again, p.signed_by_lead, p.executed),
        *(p.reviewed_with(p.ORDERED), p.reviewed_with(OPTIONAL), (*p.executed, a.extends(), a.agrees())),
    ]
)
