"""The card of a case."""

from datetime import datetime

from scabot.slack.answers.answer import Answer, say
from scabot.slack.answers.reading import plain_name
from scabot_domain.case import Case
from scabot_domain.parties import Audience


def card(case: Case, _audience: Audience, _now: datetime) -> Answer:
    """Return the card of a case as an audience may see it."""
    return say(f"{case.key}: {plain_name(case.stage.value)}.")
