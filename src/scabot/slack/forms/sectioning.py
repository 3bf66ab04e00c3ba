"""The fields of sections 1, 3, 4, 6 and 7, each under what is already filled in."""

import re
from decimal import Decimal
from typing import TypeVar

from scabot.slack.forms.choices import FILING, PRODUCT
from scabot.slack.forms.form import Scene
from scabot.slack.forms.inputs import Block, choice_field, day_field, in_lines, named, text_field, ticks_field
from scabot.slack.forms.values import Fields
from scabot_domain.terms.sections import (
    Claims,
    CodeSystem,
    CostShare,
    FilingStart,
    Parties,
    Product,
    Scope,
    ScopeLine,
    Section,
    Term,
)

S = TypeVar("S", bound=Section)

_TIN = re.compile(r"[0-9]{2}-[0-9]{7}", re.ASCII)
_NPI = re.compile(r"[0-9]{10}", re.ASCII)
_LINE = re.compile(r"(?P<system>[A-Za-z]{2,5}) (?P<code>[0-9A-Za-z]{2,11}) (?P<units>[1-9][0-9]{0,4}|100000)", re.ASCII)
_TIN_HINT = "Two digits, a hyphen, seven digits."
_LINES_HINT = "One service a line: system, code and units, like CPT 99214 4. Codes only, no descriptions."
_PERCENT = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,2})?\s?%?", re.ASCII)
_IN_NETWORK = [("yes", "Counts toward the in-network deductible and maximum")]
_HARMLESS = [("yes", "The patient owes nothing beyond this share (hold harmless)")]


def _held(scene: Scene, number: int, kind: type[S]) -> S | None:
    state = scene.case.sections.get(number)
    return state.content if state is not None and isinstance(state.content, kind) else None


def parties_fields(scene: Scene) -> list[Block]:
    """Return the fields of section 1."""
    now = _held(scene, 1, Parties)
    case = scene.case
    return [
        text_field("payer_legal_name", "Health plan: legal name", value=now.payer_legal_name if now else case.payer),
        text_field("payer_tin", "Health plan: tax id", value=now.payer_tin if now else None, most=10, hint=_TIN_HINT),
        choice_field(
            "payer_product", "Kind of plan", named(PRODUCT), value=now.payer_product if now else case.plan_type
        ),
        text_field(
            "provider_legal_name", "Provider: legal name", value=now.provider_legal_name if now else case.provider
        ),
        text_field("provider_tin", "Provider: tax id", value=now.provider_tin if now else None, most=10),
        text_field(
            "provider_npi", "Provider: NPI", value=now.provider_npi if now else None, most=10, hint="Ten digits."
        ),
    ]


def read_parties(fields: Fields) -> Parties:
    """Return section 1 as filled in. Raises `FieldFaults`."""
    payer, provider = fields.text("payer_legal_name"), fields.text("provider_legal_name")
    payer_tin = fields.shaped("payer_tin", _TIN, _TIN_HINT)
    provider_tin = fields.shaped("provider_tin", _TIN, _TIN_HINT)
    npi = fields.shaped("provider_npi", _NPI, "An NPI has ten digits.")
    product = fields.choice("payer_product", Product)
    return fields.build(
        lambda: Parties(
            payer_legal_name=payer,
            payer_tin=payer_tin,
            payer_product=product,
            provider_legal_name=provider,
            provider_tin=provider_tin,
            provider_npi=npi,
        )
    )


def term_fields(scene: Scene) -> list[Block]:
    """Return the fields of section 3."""
    now = _held(scene, 3, Term)
    return [
        day_field("effective", "First day", value=now.effective if now else None),
        day_field("end", "Last day, included", value=now.end if now else None),
        day_field("retro_from", "Back to", value=now.retro_from if now else None, optional=True),
        text_field("retro_text", "For which earlier care", value=now.retro_text if now else None, optional=True),
        text_field("notice_days", "Notice in days", value=str(now.notice_days if now else 30), most=4),
    ]


def read_term(fields: Fields) -> Term:
    """Return section 3 as filled in. Raises `FieldFaults`."""
    start, end, retro = fields.day("effective"), fields.day("end"), fields.maybe_day("retro_from")
    notice, words = fields.whole("notice_days"), fields.maybe_text("retro_text")
    if retro is not None and words is None:
        fields.fault("retro_text", "Say for which earlier care, like: the assessment.")
    return fields.build(lambda: Term(effective=start, end=end, retro_from=retro, notice_days=notice, retro_text=words))


def scope_fields(scene: Scene) -> list[Block]:
    """Return the fields of section 4; the authorization is that of the approval until another one is filled in."""
    now = _held(scene, 4, Scope)
    approved = scene.case.approval.auth_no if scene.case.approval else None
    lines = "\n".join(f"{line.system} {line.code} {line.units_max}" for line in now.lines) if now else None
    return [
        in_lines(text_field("lines", "Services", value=lines, most=3000, hint=_LINES_HINT)),
        text_field("auth_no", "Authorization number", value=now.auth_no if now else approved),
    ]


def read_scope(fields: Fields) -> Scope:
    """Return section 4 as filled in, its lines numbered L1, L2 … in order. Raises `FieldFaults`."""
    auth_no, typed = fields.text("auth_no"), fields.lines("lines")
    read = [_LINE.fullmatch(line) for line in typed]
    bad = next((number for number, line in enumerate(read, start=1) if line is None or not _system(line["system"])), 0)
    if bad or not read:
        fields.fault("lines", f"Line {bad or 1} is not a service. {_LINES_HINT}")
    return fields.build(lambda: Scope(lines=tuple(_lines(read)), auth_no=auth_no))


def _lines(read: list[re.Match[str] | None]) -> list[ScopeLine]:
    return [
        ScopeLine(
            line_id=f"L{number}",
            system=CodeSystem(line["system"].upper()),
            code=line["code"].upper(),
            units_max=int(line["units"]),
        )
        for number, line in enumerate(filter(None, read), start=1)
    ]


def _system(word: str) -> bool:
    return word.upper() in set(CodeSystem)


def cost_share_fields(scene: Scene) -> list[Block]:
    """Return the fields of section 6: in-network cost sharing and nothing else (I6)."""
    now = _held(scene, 6, CostShare)
    copay = str(now.copay) if now and now.copay is not None else None
    percent = str(now.coinsurance_percent) if now and now.coinsurance_percent is not None else None
    return [
        text_field("copay", "Copay", value=copay, most=20, hint="US dollars, like 40.", optional=True),
        text_field("coinsurance_percent", "Coinsurance in percent", value=percent, most=8, optional=True),
        ticks_field("in_network", "In network", _IN_NETWORK, ticked=_yes(not now or bool(now.accumulates_in_network))),
        ticks_field("hold_harmless", "Protection", _HARMLESS, ticked=_yes(now.hold_harmless if now else True)),
    ]


def read_cost_share(fields: Fields) -> CostShare:
    """Return section 6 as filled in. Raises `FieldFaults`."""
    copay, percent = fields.maybe_dollars("copay"), _share(fields)
    if copay is None and percent is None:
        fields.fault("copay", "Give the copay, the coinsurance, or both.")
    return fields.build(
        lambda: CostShare(
            copay=copay,
            coinsurance_percent=percent,
            accumulates_in_network="yes" in fields.ticked("in_network"),
            hold_harmless="yes" in fields.ticked("hold_harmless"),
        )
    )


def _share(fields: Fields) -> Decimal | None:
    text = fields.maybe_text("coinsurance_percent")
    if text is None:
        return None
    if not _PERCENT.fullmatch(text):
        fields.fault("coinsurance_percent", "Write a percent from 0 to 100, like 20.")
        return None
    return Decimal(text.rstrip("%").strip())


def _yes(ticked: bool) -> list[str]:  # noqa: FBT001 - reads as the value of a box
    return ["yes"] if ticked else []


def claims_fields(scene: Scene) -> list[Block]:
    """Return the fields of section 7; the authorization is that of the scope or the approval until another is given."""
    now, scope = _held(scene, 7, Claims), _held(scene, 4, Scope)
    approved = scene.case.approval.auth_no if scene.case.approval else None
    auth_no = now.auth_no if now else (scope.auth_no if scope else approved)
    days = str((now.timely_filing_days if now else None) or 180)
    start = now.filing_from if now else FilingStart.DATE_OF_SERVICE
    return [
        text_field("payer_id", "Payer id", value=now.payer_id if now else None),
        text_field("address", "Claims address", value=now.address if now else None),
        text_field("auth_no", "Authorization number on the claim", value=auth_no),
        text_field("timely_filing_days", "Days to file", value=days, most=4),
        choice_field("filing_from", "Counted from", named(FILING), value=start),
    ]


def read_claims(fields: Fields) -> Claims:
    """Return section 7 as filled in. Raises `FieldFaults`."""
    payer_id, address, auth_no = fields.text("payer_id"), fields.text("address"), fields.text("auth_no")
    days, start = fields.whole("timely_filing_days"), fields.choice("filing_from", FilingStart)
    return fields.build(
        lambda: Claims(payer_id=payer_id, address=address, auth_no=auth_no, timely_filing_days=days, filing_from=start)
    )
