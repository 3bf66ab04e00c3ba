"""Answers to typed text that cannot be carried out as it stands: what was wrong, and how to write it."""

from collections.abc import Sequence

from scabot.slack.answers.answer import Answer, beside, buttons, say
from scabot.slack.forms.inputs import Block, small
from scabot.slack.grammar.entry import Entry
from scabot.slack.grammar.parse import Fault, Misread
from scabot.slack.grammar.registry import COMMAND
from scabot.slack.grammar.wording import LONGEST

_MOST = 20
_HOW_A_KEY_LOOKS = "A case key looks like SCA-7QK2M4: SCA, a hyphen, six letters or digits."


def misread(read: Misread) -> Answer:
    """Say why typed text is no command, and what may have been meant."""
    match read.fault:
        case Fault.TOO_LONG:
            return say(f"That is longer than {LONGEST:,} characters. Nothing was read or recorded.")
        case Fault.UNKNOWN_WORD:
            return say(f'"{read.word}" is no command. {_near(read.near)}', small(f"{COMMAND} help lists them all."))
        case Fault.NOT_A_KEY:
            return say(f'"{read.word}" is not a case key. {_HOW_A_KEY_LOOKS}', *_usage(read.entry))
        case Fault.UNKNOWN_SUBWORD:
            return say(f'"{read.word}" does not fit here. It can be: {", ".join(read.near)}.', *_usage(read.entry))
        case Fault.NOTHING_MORE:
            return say(f'"{read.word}" is more than this command takes.', *_usage(read.entry))


def not_typed_right(sentence: str, form: Block) -> Answer:
    """Say how to write an amount or a date, with a button that opens the form instead."""
    return say(f"{sentence} Nothing was recorded.", buttons(form))


def which_case(verb: str, choices: Sequence[tuple[str, Block | None]]) -> Answer:
    """List the open cases to choose from; each comes with its button, where the verb has one."""
    if not choices:
        return say("There is no open case that you can see from here.")
    head = say(f"Which case? Choose one, or write its key after {COMMAND} {verb}.")
    lines = [beside(key, element) if element else small(key) for key, element in choices[:_MOST]]
    rest = [small(f"And {len(choices) - _MOST} more.")] if len(choices) > _MOST else []
    return Answer(text=head.text, blocks=(*head.blocks, *lines, *rest))


def notes_are_off(key: str) -> Answer:
    """Say that words are not typed into Slack here."""
    return say(f"{key}: notes are switched off in Slack here. Your administrator can enter them through the shell.")


def ask_again(form: Block) -> Answer:
    """Say that a form could not be opened in time, with a button that opens it."""
    return say("The form could not be opened in time. Nothing was recorded.", buttons(form))


def out_of_date() -> Answer:
    """Say that a button or form is too old, or was tampered with; both get the same words."""
    return say("This button or form is out of date. Nothing was recorded. Please start again from the newest card.")


def recorded_otherwise() -> Answer:
    """Say that a form was recorded before, with other content than it has now."""
    return say("This form was recorded before, with what it said then. The change was not recorded; use a fresh form.")


def _near(names: Sequence[str]) -> str:
    return f"Did you mean: {', '.join(names)}?" if names else "Nothing was read or recorded."


def _usage(entry: Entry | None) -> tuple[Block, ...]:
    return (small(f"Write it like: {COMMAND} {entry.usage}"),) if entry else ()
