"""Receipts: what was recorded, under which reference; and what to say when something broke."""

from collections.abc import Sequence

from scabot.slack.answers.answer import Answer, buttons, say
from scabot.slack.forms.inputs import Block, small
from scabot_domain.events import CaseEvent, kind_of


def recorded(case: str, events: Sequence[CaseEvent], reference: str, *more: Block) -> Answer:
    """Say what was recorded just now."""
    said = _kinds(events) or "there was nothing to change"
    return say(f"{case}: {said}.", *([buttons(*more)] if more else []), small(f"Recorded. Reference {reference}."))


def held_back(case: str, held: str, reference: str) -> Answer:
    """Say to whoever wanted to make an offer that it waits, and that the other side knows nothing of it."""
    text = f"{case}: {held} is held for a second approver of your side. The other side sees nothing of it."
    return say(text, small(f"Recorded. Reference {reference}."))


def recorded_before(case: str, events: Sequence[CaseEvent], fresh: Block) -> Answer:
    """Give the first answer to a repeat: what was recorded, and when."""
    when = f"{events[0].recorded_at:%Y-%m-%d %H:%M} UTC" if events else "before"
    text = f"{case}: {_kinds(events)}. This was recorded {when}; the repeat changed nothing."
    return say(text, buttons(fresh))


def still_recording(case: str, reference: str) -> Answer:
    """Say that the store takes its time, and where the result will be seen."""
    return say(f"{case}: this takes longer than usual. The card will show the result. Reference {reference}.")


def broke(reference: str, *, was_recorded: bool) -> Answer:
    """Say that something broke, and whether the act is on record nevertheless."""
    if was_recorded:
        return say(f"This is recorded, but the answer could not be drawn. Reference {reference}.")
    return say(f"Something broke, and nothing was recorded. Please try again. Reference {reference}.")


def refused_by_store(sentence: str, reference: str) -> Answer:
    """Say in the store's own sentence why nothing was recorded; its sentences hold no content of any case."""
    return say(f"{sentence} Reference {reference}.")


def unsure(reference: str) -> Answer:
    """Say that something broke and it is not known whether the act is on record."""
    return say(f"Something broke. Please look at the case before you try again. Reference {reference}.")


def _kinds(events: Sequence[CaseEvent]) -> str:
    return ", ".join(dict.fromkeys(kind_of(event).replace("-", " ") for event in events))
