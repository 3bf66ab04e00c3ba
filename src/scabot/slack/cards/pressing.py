"""The buttons below a card or a ping: a few that fit the stage, and More… for everything else."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from scabot.slack.answers.answer import button, buttons
from scabot.slack.forms.inputs import Block
from scabot.slack.grammar.registry import ACTS
from scabot.slack.tokens import Press, Tokens
from scabot_domain.case import Case, Stage
from scabot_domain.decide.checked import checked_clean
from scabot_domain.decide.concluding import unsettled

LIFE = timedelta(days=30)
MORE = "More…"
NEXT = "What next?"
MOST = 5
"""Buttons below a card."""

FITTING: dict[Stage, tuple[str, ...]] = {
    Stage.INTAKE: ("approval",),
    Stage.APPROVED: ("request",),
    Stage.REQUESTED: ("received", "offer"),
    Stage.NEGOTIATING: ("accept", "counter", "reject"),
    Stage.TERMS_AGREED: ("section", "section-confirm", "draft-issue"),
    Stage.DRAFT_REVIEW: ("section-confirm", "draft-approve", "redline"),
    Stage.SIGNING: ("sign",),
    Stage.EXECUTED: ("care",),
    Stage.IN_CARE: ("close",),
    Stage.DECLINED: ("reopen",),
    Stage.PROVIDER_WITHDREW: ("reopen",),
}
_WITHOUT_OFFER = ("offer",)
CHECKED = frozenset({Stage.DRAFT_REVIEW, Stage.SIGNING})
"""Stages that wait for a draft that says what was agreed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Presser:
    """Makes the signed values of buttons in one channel; good for thirty days from `now`."""

    tokens: Tokens
    alias: str
    now: datetime

    def value(self, action: str, case: str, seen: str = "") -> str:
        """Return the value of a button."""
        press = Press(action=action, case=case, version=0, hash=seen, alias=self.alias, exp=self._end)
        return self.tokens.seal(press)

    @property
    def _end(self) -> datetime:
        day = self.now.replace(hour=0, minute=0, second=0, microsecond=0)
        return day + LIFE + timedelta(days=1)  # the same all day, so that an unchanged card stays the same to the byte


def card_buttons(case: Case, presser: Presser) -> Block:
    """Return the row of buttons below a card, at most five."""
    acts = (ACTS[name] for name in _fitting(case, presser.now))
    row = [button(act.label, act.name, presser.value(act.name, case.key)) for act in acts]
    if not case.terminal:
        row = [*row[: MOST - 2], button(NEXT, "next", presser.value("next", case.key))]
    return buttons(*row, button(MORE, "more", presser.value("more", case.key)))


def ping_buttons(case: str, deadline: str, presser: Presser, firing: int) -> Block:
    """Return the buttons below a ping."""
    return buttons(
        button("Acknowledge", "ack", presser.value("ack", case, deadline)),
        button("Why this ping?", "why", presser.value("why", case, f"{deadline}/{firing}")),
        button(MORE, "more", presser.value("more", case)),
    )


def _fitting(case: Case, now: datetime) -> Iterator[str]:
    fitting = FITTING.get(case.stage, ())
    if case.stage is Stage.NEGOTIATING and not any(offer.open_at(now) for offer in case.offers):
        fitting = _WITHOUT_OFFER
    if case.stage is Stage.IN_CARE and unsettled(case, now) is not None:
        fitting = ()
    if case.stage in CHECKED and not checked_clean(case):
        fitting = ("check-draft", *fitting)
    yield from fitting
