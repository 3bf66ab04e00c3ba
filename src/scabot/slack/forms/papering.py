"""The forms of the written agreement: issue, redline, approve, sign."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from scabot.slack.forms.choices import CHANGED, METHOD
from scabot.slack.forms.form import Form, Scene
from scabot.slack.forms.inputs import (
    NO_PHI,
    Block,
    View,
    choice_field,
    day_field,
    in_lines,
    modal,
    named,
    small,
    text_field,
    ticks_field,
    words,
)
from scabot.slack.forms.values import MISSING, Fields, Values
from scabot.slack.grammar.days import show_day
from scabot.slack.tokens import LIFE, Press
from scabot_domain.case import Draft
from scabot_domain.commands import ApproveDraft, IssueDraft, Redline, Sign
from scabot_domain.events import SignatureMethod
from scabot_domain.parties import By, Side
from scabot_domain.refusals import Reason, Refused
from scabot_domain.terms.canonical import short
from scabot_domain.terms.hashes import missing
from scabot_domain.terms.seats import called, seats, several, side_of, titled

_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_HASH_HINT = "64 hex digits: the SHA-256 of the file. Leave it empty for scabot's own letter."
_CLERICAL = [("yes", "Only wording: no rate, code, date, share, party or filing rule changes")]
_NOON = time(12)


def _draft(scene: Scene) -> Draft:
    if scene.case.draft is None:
        raise Refused(Reason.WRONG_STAGE, {"stage": scene.case.stage.value, "missing": "draft"})
    return scene.case.draft


def _hashes(draft: Draft) -> Block:
    return small(f"Draft {draft.draft}: terms {short(draft.terms_hash)}, document {short(draft.doc_sha256)}.")


def _gaps(scene: Scene) -> list[Block]:
    sentences = [sentence for lines in missing(scene.case).values() for sentence in lines]
    return [words("Still missing:\n" + "\n".join(sentences[:12]))] if sentences else []


def _doc_hash(fields: Fields) -> str | None:
    typed = (fields.maybe_text("doc_sha256") or "").lower()
    if typed and not _HASH.fullmatch(typed):
        fields.fault("doc_sha256", _HASH_HINT)
    return typed or None


def _draw_issue(scene: Scene) -> View:
    return modal(
        "Issue the draft",
        "Issue",
        [
            *_gaps(scene),
            text_field("template", "Which paper", value="scabot letter"),
            text_field("doc_sha256", "Hash of the document", most=64, hint=_HASH_HINT, optional=True),
        ],
    )


def _read_issue(values: Values, _scene: Scene, by: By, _press: Press) -> IssueDraft:
    fields = Fields(values)
    template, document = fields.text("template"), _doc_hash(fields)
    return fields.build(lambda: IssueDraft(by=by, doc_sha256=document, template=template))


def _draw_redline(scene: Scene) -> View:
    blocks = [
        _hashes(_draft(scene)),
        ticks_field("changed", "What changes", named(CHANGED), optional=False),
        ticks_field("clerical", "Weight", _CLERICAL),
        text_field("doc_sha256", "Hash of the changed document", most=64, hint=_HASH_HINT, optional=True),
    ]
    said = in_lines(text_field("changes", "In words, one change a line", most=1000, hint=NO_PHI, optional=True))
    return modal("Redline the draft", "Send the redline", [*blocks, said] if scene.free_text else blocks)


def _read_redline(values: Values, scene: Scene, by: By, _press: Press) -> Redline:
    fields = Fields(values)
    changed = tuple(CHANGED[name] for name in fields.ticked("changed") if name in CHANGED)
    if not changed:
        fields.fault("changed", MISSING)
    said = fields.lines("changes") if scene.free_text else ()
    clerical = "yes" in fields.ticked("clerical")
    if clerical and changed != (CHANGED["wording"],):
        fields.fault("clerical", "A change of anything but wording is never clerical.")
    if not clerical and changed == (CHANGED["wording"],):
        fields.fault("clerical", "Tick this, or tick above what else changes: anything more reopens the negotiation.")
    document = _doc_hash(fields)
    return fields.build(lambda: Redline(by=by, doc_sha256=document, changes=(*changed, *said), material=not clerical))


def _draw_approve(scene: Scene) -> View:
    draft = _draft(scene)
    binding = words("You approve this version and the terms it binds, for your side. Signing comes after both sides.")
    return modal("Approve the draft", "Approve", [_hashes(draft), *_gaps(scene), binding])


def _read_approve(_values: Values, _scene: Scene, by: By, press: Press) -> ApproveDraft:
    if not press.hash:
        raise Refused(Reason.STALE_VIEW, {"what": "draft"})
    return ApproveDraft(by=by, draft=press.hash)


def _seen_draft(scene: Scene) -> str:
    return _draft(scene).draft


def _draw_sign(scene: Scene) -> View:
    return modal(
        "Sign the agreement",
        "Sign",
        [
            _hashes(_draft(scene)),
            *_gaps(scene),
            *_party_field(scene),
            text_field("signatory", "Who signs", value=scene.person.name),
            text_field("authority_basis", "By what authority", hint="Like: vice president of contracting."),
            choice_field("method", "How", named(METHOD), value=SignatureMethod.PORTAL),
            day_field("signed_on", "Signed on", value=scene.today),
        ],
    )


def _party_field(scene: Scene) -> list[Block]:
    """Return the menu of the entities that have not signed, for the side that has several (C13)."""
    case = scene.case
    if scene.person.side is not Side.PROVIDER or not several(case):
        return []
    unsigned = [seat for seat in seats(case) if side_of(seat) is Side.PROVIDER and seat not in case.signatures]
    choices = [(called(seat), titled(case, seat)) for seat in unsigned]
    return [choice_field("party_id", "For which party", choices, value=choices[0][0])] if choices else []


def _read_party(fields: Fields, scene: Scene) -> str | None:
    """Return the chosen entity: one of the agreement's, or none where there was no menu."""
    chosen = fields.chosen("party_id")
    if chosen is not None and chosen not in map(called, seats(scene.case)):
        fields.fault("party_id", "Choose one of the list.")
        return None
    return chosen


def _read_sign(values: Values, scene: Scene, by: By, press: Press) -> Sign:
    fields = Fields(values)
    signatory, basis = fields.text("signatory"), fields.text("authority_basis")
    method, day = fields.choice("method", SignatureMethod), fields.day("signed_on")
    if day > scene.today:
        fields.fault("signed_on", f"{show_day(day)} is in the future.")
    party_id = _read_party(fields, scene)
    terms, _, document = press.hash.partition(":")
    signed_at = _opened(press) if day == scene.today else _noon(day, scene.zone)
    return fields.build(
        lambda: Sign(
            by=by,
            signatory=signatory,
            authority_basis=basis,
            method=method,
            terms_hash=terms,
            doc_sha256=document,
            signed_at=signed_at,
            party_id=party_id,
        )
    )


def _opened(press: Press) -> datetime:
    """Return the instant at which the form was opened: the same however often its submission is sent."""
    return press.exp - LIFE


def _noon(day: date, zone: str) -> datetime:
    return datetime.combine(day, _NOON, ZoneInfo(zone)).astimezone(UTC)


def _seen_hashes(scene: Scene) -> str:
    draft = _draft(scene)
    return f"{draft.terms_hash}:{draft.doc_sha256}"


ISSUE = Form(draw=_draw_issue, read=_read_issue)
REDLINE = Form(draw=_draw_redline, read=_read_redline)
APPROVE = Form(draw=_draw_approve, read=_read_approve, seen=_seen_draft)
SIGN = Form(draw=_draw_sign, read=_read_sign, seen=_seen_hashes)
