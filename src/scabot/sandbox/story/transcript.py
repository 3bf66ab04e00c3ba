"""The transcript of a story: who did what when, what they saw, and what was checked; 80 columns wide."""

import textwrap
from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from scabot.sandbox.people import Seen
from scabot.sandbox.story.checks import Broken
from scabot.sandbox.story.form import Act, Story

WIDTH = 80


class Transcript:
    """Writes lines through `write` as the story goes on."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._zone = ZoneInfo("UTC")

    def title(self, story: Story, now: datetime) -> None:
        """Begin with the title and the time."""
        self._zone = ZoneInfo(story.zone)
        self._write(f"{story.title}\n{'=' * len(story.title)}")
        if story.about:
            self._write("\n".join(textwrap.wrap(" ".join(story.about.split()), WIDTH)))
        self.moment(now)

    def moment(self, now: datetime) -> None:
        """Say what time it is."""
        self._write(f"\n--- {now.astimezone(self._zone):%a %Y-%m-%d %H:%M %Z} ---")

    def step(self, number: int, note: str) -> None:
        """Begin a step."""
        self._write("\n" + textwrap.fill(f"{number}. {note}".rstrip(), WIDTH, subsequent_indent="   "))

    def act(self, who: str, act: Act) -> None:
        """Write down what somebody does."""
        where = f" in {act.where}" if act.where else ""
        if act.type is not None:
            self._line(f"{who}{where} types: {_shortened(act.type)}")
        if act.home:
            self._line(f"{who} opens the Home tab of scabot")
        if act.click is not None:
            self._line(f"{who}{where} clicks [{act.click}]" + (f" on {act.on}" if act.on else ""))
        for label, value in act.fill.items():
            self._line(f"{who} fills in {label}: {value}")
        if act.submit or (act.fill and act.submit is None):
            self._line(f"{who} sends the form")
        if act.close:
            self._line(f"{who} closes the form")

    def shell(self, who: str, line: str) -> None:
        """Write down the command that somebody gives on the shell."""
        self._line(f"{who} on the shell: {line}")

    def happens(self, what: str) -> None:
        """Write down something that nobody did in Slack."""
        self._line(f"({what})")

    def sees(self, who: str, seen: Seen) -> None:
        """Write down what somebody saw."""
        text = str(seen).strip()
        if text:
            self._write(textwrap.indent(f"{who} sees\n{text}", "     | "))

    def ping(self, where: str, text: str) -> None:
        """Write down what the bot told people by itself."""
        self._write(textwrap.indent(f"ping in #{where}\n{text}", "     | "))

    def holds(self, number: int) -> None:
        """Say that everything expected is there."""
        if number:
            self._line(f"ok, {number} expectation{'s' if number > 1 else ''} met")

    def fails(self, broken: Sequence[Broken]) -> None:
        """Say what was expected, and what is there instead."""
        for one in broken:
            self._write(f"   BROKEN  expected: {one.expected}")
            self._write(textwrap.indent(one.seen, "           | ").replace("           | ", "           seen: ", 1))

    def end(self) -> None:
        """Begin the last comparison."""
        self._write("\nAt the end")

    def _line(self, text: str) -> None:
        self._write(textwrap.fill(text, WIDTH, initial_indent="   ", subsequent_indent="     ", break_on_hyphens=False))


def _shortened(text: str) -> str:
    return text if len(text) <= 2 * WIDTH else f"{text[:WIDTH]}… ({len(text)} characters)"
