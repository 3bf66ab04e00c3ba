"""The sentences of refusals: what was refused, the rule, and the facts it used."""

from scabot.slack.answers.answer import Answer, say
from scabot.slack.forms.inputs import small
from scabot_domain.refusals import Refused

NOT_INSTALLED = "scabot is not installed in this workspace."


def sorry(refused: Refused, *, reference: str) -> Answer:
    """Return a refusal in words."""
    facts = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in refused.facts.items())
    rule = refused.reason.value.replace("-", " ")
    return say(f"Not possible now: {rule}.", *([small(facts)] if facts else []), small(f"Reference {reference}."))
