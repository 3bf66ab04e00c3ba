"""What a story needs to be played: people who act, a clock that can be moved, a bot that can be killed, the record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from scabot.sandbox.people import People
from scabot.sandbox.ports import Backstage
from scabot.sandbox.trouble import Trouble
from scabot.sandbox.world import World
from scabot_domain.events import CaseEvent


@dataclass(frozen=True, kw_only=True)
class OnTheShell:
    """A command given on the shell: the line as it is typed, what was printed, and the exit code."""

    line: str
    printed: str
    exit_code: int


class Theater(Protocol):
    """The whole bot and the practice workspace around it, on a clock of their own; `assemble` builds one."""

    @property
    def world(self) -> World:
        """Return the practice world."""
        ...

    @property
    def people(self) -> People:
        """Return the people, by handle."""
        ...

    @property
    def trouble(self) -> Trouble:
        """Return the hand that plans trouble."""
        ...

    @property
    def backstage(self) -> Backstage:
        """Return the hand on the clock."""
        ...

    async def restart(self) -> None:
        """Kill the bot without a goodbye and start it again on the same files."""
        ...

    async def down_until(self, instant: datetime) -> None:
        """Kill the bot, let the time pass without it, start it again and let it catch up."""
        ...

    async def record(self) -> Sequence[CaseEvent]:
        """Return every event of every case, in the order in which they were recorded."""
        ...

    async def shell(self, who: str, words: str, options: Mapping[str, object]) -> OnTheShell:
        """Give a command as a person would on the shell: `words` follow `scabot case`, `options` are by name.

        Returns when the bot has said what it has to say because of it.
        """
        ...
