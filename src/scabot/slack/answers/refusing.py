"""What the guard says to those it turns away; nothing here tells whether a case exists."""

from collections.abc import Sequence

from scabot.slack.answers.answer import Answer, say
from scabot.slack.phi import Shape
from scabot_domain.directory import Person

TOO_LARGE = "That is too long for Slack. Nothing was recorded."
TOO_FAST = "That was a lot at once. Nothing was recorded; please wait a minute and try again."
NO_SUCH_CASE = "No such case, or no access from here."
NOBODY_TO_ASK = "Ask whoever installed scabot to add you."


def unknown_person(admins: Sequence[Person]) -> Answer:
    """Say to somebody without a role whom to ask for one."""
    asked = " or ".join(f"<@{admin.user}>" for admin in admins[:3])
    whom = f"Ask {asked} to add you." if admins else NOBODY_TO_ASK
    text = f"You have no role in scabot yet, so nothing was read or recorded. {whom}"
    return Answer(text=text, blocks=({"type": "section", "text": {"type": "mrkdwn", "text": text}},))


def holds_identifiers(shapes: Sequence[Shape]) -> Answer:
    """Say which kinds of identifiers a text seems to hold; never where or what they were."""
    return say(phi_sentence(shapes))


def phi_sentence(shapes: Sequence[Shape]) -> str:
    """Return the same as one sentence, for the line below a field."""
    kinds = ", ".join(shape.value for shape in shapes)
    return f"This seems to hold {kinds}. It was not kept. Please leave out anything that could identify a patient."
