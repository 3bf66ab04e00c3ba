"""Examples of several entities under one agreement, and of what older releases stored before they signed one by one."""

from dataclasses import replace

import clean
from history.around import AFTER
from scabot_domain import events as e
from scabot_domain.parties import Side
from scabot_domain.terms.amended import Delta
from scabot_domain.terms.sections import Parties, SettableSection

CARVING: list[e.Fact] = [
    e.PartyCarvedOut(party_id="P4", legal_name="Lakeside Laboratory", reason="The laboratory bills the plan by itself"),
]
OLD_SECTIONS: tuple[SettableSection, ...] = (replace(clean.PARTIES, signing_order=None), *clean.SECTIONS[1:])


def _proposed() -> e.AmendmentProposed:
    now = next(fact for fact in AFTER if isinstance(fact, e.AmendmentProposed))
    sections = tuple(content for content in now.delta.sections if not isinstance(content, Parties))
    return replace(now, delta=Delta(sections=sections, units=now.delta.units))


def _signed() -> e.AmendmentSigned:
    now = next(fact for fact in AFTER if isinstance(fact, e.AmendmentSigned))
    by_side = replace(now.signature, side=Side.PAYER, party_id=None, signatory="Priya Nair")
    return replace(now, signature=by_side)


def older(signature: e.SignatureRecorded) -> dict[str, e.Fact]:
    """Return what the frozen files read as whose kinds did not know entities yet, by topic."""
    return {
        "amendment-proposed@1": _proposed(),
        "amendment-signed@1": _signed(),
        "signature-recorded@1": replace(signature, party_id=None),
    }
