"""What the model writes down about absent people: what waits to be read back, and what a read-back completes."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.model_after import BOUND, ENDED
from domain.model_parties import must_sign, seat
from scabot_domain.case import Case
from scabot_domain.commands import (
    Accept,
    AgreeAmendment,
    Amend,
    ApproveDraft,
    Command,
    ConfirmEntry,
    ConfirmSections,
    CorrectEntry,
    Counter,
    Extend,
    MakeOffer,
    RecordVerbal,
    Sign,
    SignAmendment,
)
from scabot_domain.parties import By

if TYPE_CHECKING:
    from domain.model import Model

PARTIES = {"payer", "provider"}


@dataclass(frozen=True)
class Unread:
    """Something recorded for somebody absent: what, about which offer or section, of which side, in which act.

    A signature is that of a party: `side` is then the payer, or an entity by its id.
    """

    what: str
    side: str
    key: str
    offer: str = ""
    section: int = 0
    content: object = None
    amendment: str = ""
    number: int = 0


def may_relay(by: By) -> bool:
    """Say whether a person may speak for the one they name, if any, with evidence."""
    absent = by.on_behalf_of
    if absent is None:
        return True
    records = by.actor.role.value in ("pa_specialist", "case_manager", "office_manager")
    own = (by.actor.role, by.actor.side) == (absent.role, absent.side)
    return (records or own) and absent.side.value in PARTIES and bool(by.evidence)


def enter(model: "Model", command: Command, case: Case) -> None:
    """Write down that a command waits to be read back; the real case tells under which numbers."""
    key = command.by.key
    if command.by.on_behalf_of is not None:
        new = [one.ref for one in case.unconfirmed if one.key == key]
        model.unread |= dict(zip(new, _recorded(model, command), strict=True))
    elif isinstance(command, RecordVerbal):
        model.unread[case.version] = Unread("verbal", "payer", key)


def _recorded(model: "Model", command: Command) -> list[Unread]:  # noqa: C901, PLR0911 - one arm per kind of command
    side, key = command.by.speaker.side.value, command.by.key
    match command:
        case MakeOffer() | Counter():
            return [Unread("offer", side, key, offer=f"OFR-{len(model.offers)}")]
        case Accept():
            return [Unread("acceptance", side, key, offer=command.offer_id, number=model.lines.count)]
        case ConfirmSections():
            return [Unread("section", side, key, section=n, content=model.contents[n]) for n in model.newly]
        case ApproveDraft():
            return [Unread("approval", side, key)]
        case Sign():
            return [Unread("signature", seat(command), key, content=model.signers[seat(command)])]
        case Amend() | Extend():
            return [Unread("proposal", side, key, amendment=model.sheet.amendment)]
        case AgreeAmendment():
            return [Unread("answer", side, key, amendment=command.amendment)]
        case SignAmendment():
            return [Unread("amendment signature", seat(command), key, amendment=command.amendment)]
        case _:
            return [Unread("other", side, key)]


def read_back(model: "Model", command: ConfirmEntry) -> None:
    """Strike off what was read back, and complete what it was the last thing missing for."""
    key = model.unread[command.ref].key
    model.unread = {ref: one for ref, one in model.unread.items() if one.key != key}
    if model.stage == "signing" and model.signers.keys() >= must_sign(model.contents) and not waits(model, "signature"):
        model.stage = "executed"
    elif model.stage in BOUND and not waits(model, "amendment signature") and model.sheet.execute():
        model.change()


def waits(model: "Model", *whats: str) -> bool:
    """Say whether something of these kinds waits to be read back; of amendments the newest alone counts."""
    newest = ("", model.sheet.amendment)
    return any(one.what in whats and one.amendment in newest and stands(model, one) for one in model.unread.values())


def stands(model: "Model", one: Unread) -> bool:
    """Say whether a signature was not made void meanwhile; of everything else that is not asked."""
    return one.what != "signature" or model.signers.get(one.side) == one.content


def unread_of(model: "Model", offer: str) -> bool:
    """Say whether an offer, or an acceptance of it, waits to be read back."""
    return any(one.offer == offer for one in model.unread.values())


def take_back(model: "Model", command: CorrectEntry) -> None:
    """Undo what was never said."""
    if command.field != "entry":
        return
    one = model.unread.pop(command.ref)
    match one.what:
        case "offer" | "acceptance":
            _unsaid(model, one)
        case "section" if model.contents.get(one.section) == one.content:
            model.confirmed[one.section].discard(one.side)
        case "approval":
            model.approvals.discard(one.side)
            model.stage = "draft_review" if model.stage == "signing" else model.stage
        case "signature" if stands(model, one):
            model.signers.pop(one.side, None)
        case "proposal" | "answer" | "amendment signature" if one.amendment == model.sheet.amendment:
            model.sheet.take_back(one.what, one.side)
        case _:
            pass


def _unsaid(model: "Model", one: Unread) -> None:
    offer = model.offers[one.offer]
    if one.what == "offer":
        model.lines.strike(one.offer)
        offer.alive = offer.whole = False
        return
    model.lines.strike(one.offer, one.number)
    later = [key for key, other in model.offers.items() if other.side == offer.side][-1] != one.offer
    offer.alive = (offer.alive or offer.whole) and model.stage not in ENDED and not later
    offer.whole = False
