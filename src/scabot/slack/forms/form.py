"""What a form is: drawn for a person over the case as that person may see it, and read back into one command."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from scabot.slack.forms.inputs import View
from scabot.slack.forms.values import Values
from scabot.slack.tokens import Press
from scabot_domain.case import Case, Offer
from scabot_domain.commands import Command
from scabot_domain.directory import Person
from scabot_domain.parties import By, Side
from scabot_domain.refusals import Reason, Refused


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """The case as a person may see it, who they are, and what they have already typed or chosen."""

    case: Case
    person: Person
    now: datetime
    zone: str
    free_text: bool = False
    prefill: Mapping[str, str] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """Return the date in the zone of the case."""
        return self.now.astimezone(ZoneInfo(self.zone)).date()

    def typed(self, name: str) -> str | None:
        """Return what was typed or chosen for a field, or None."""
        return self.prefill.get(name)

    def typed_day(self, name: str) -> date | None:
        """Return the date that was typed for a field, or None."""
        return date.fromisoformat(self.prefill[name]) if name in self.prefill else None

    def their_offer(self) -> Offer:
        """Return the other side's open offer. Raises `Refused` when there is none."""
        return self._open_offer(of_other_side=True)

    def own_offer(self) -> Offer:
        """Return one's own side's open offer. Raises `Refused` when there is none."""
        return self._open_offer(of_other_side=False)

    def _open_offer(self, *, of_other_side: bool) -> Offer:
        side = self.person.side.other if of_other_side else self.person.side
        offer = self.case.open_offer(side, self.now)
        if offer is None:
            raise self._nothing_to_answer(side)
        return offer

    def _nothing_to_answer(self, side: Side) -> Refused:
        own = self.case.open_offer(self.person.side, self.now)
        if side is not self.person.side and own is not None:
            return Refused(Reason.OWN_OFFER, {"offer": own.terms.offer_id})
        return Refused(Reason.OFFER_NOT_OPEN, {"state": "none", "side": side.value})

    def seen_offer(self, press: Press) -> Offer:
        """Return the offer that the form showed. Raises `Refused` when the case knows no such offer."""
        offer = next((one for one in self.case.offers if one.hash == press.hash), None)
        if offer is None:
            raise Refused(Reason.OFFER_NOT_OPEN, {"state": "unknown"})
        return offer


def _nothing(_scene: Scene) -> str:
    return ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """How a form is drawn and read, and what it shows that the command must carry (`seen`: a hash or an id).

    `draw` raises `Refused` when there is nothing to fill in; `read` raises `FieldFaults` or `Refused`.
    """

    draw: Callable[[Scene], View]
    read: Callable[[Values, Scene, By, Press], Command]
    seen: Callable[[Scene], str] = _nothing
