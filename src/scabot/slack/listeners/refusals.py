"""A refusal in words, with what is possible now as buttons; the one place where the inward half asks for words."""

from scabot.slack.answers.answer import Answer, Shown, buttons
from scabot.slack.grammar.registry import ACTS
from scabot.slack.listeners.asking import Ask
from scabot.slack.words import sorry as in_words
from scabot_domain.case import Case
from scabot_domain.decide.legal import legal_now
from scabot_domain.refusals import Refused

_MOST = 5


def sorry(ask: Ask, case: Case, refused: Refused) -> Shown:
    """Return a refusal as this person reads it: rule, facts, reference, and what they may do now."""
    legal = set(refused.legal or legal_now(case, ask.person.roles, ask.person.side, ask.at))
    acts = [act for act in ACTS.values() if legal & set(act.commands)]
    labels = [act.label for act in acts]
    said = in_words(refused, reference=ask.call.reference, zone=case.tz, possible=labels)
    row = [ask.press_button(act.label, act.name, case.key) for act in acts if act.name not in {"note", "stall"}]
    return Answer(text=said.text, blocks=(*said.blocks, *([buttons(*row[:_MOST])] if row else [])))
