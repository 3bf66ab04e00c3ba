"""What the registry knows about a command: its names, who may use it where, and which acts it stands for."""

from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    """Under which heading help lists a command."""

    SEE = "see"
    START = "start"
    NEGOTIATE = "negotiate"
    FINISH = "finish"
    KEEP_ALIVE = "keep alive"
    END = "end, change"


class Surface(StrEnum):
    """Where a command can be given."""

    SLASH = "slash"
    BUTTON = "button"
    HOME = "home"
    SHELL = "shell"


class Argument(StrEnum):
    """What may follow a command's name."""

    KEY = "key"
    RATE = "rate"
    DAY = "day"
    WORD = "word"
    TEXT = "text"


class PhiClass(StrEnum):
    """What a command's input could carry: nothing about the patient, or words that are scanned first."""

    STRUCTURED = "structured"
    SCANNED_TEXT = "scanned text"


ANYWHERE = frozenset(Surface)
READING = frozenset({Surface.SLASH, Surface.BUTTON, Surface.SHELL})


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """One thing that a form records: its name (also of its form and, as `sca.<name>`, of its buttons) and its commands.

    `commands` are class names of `scabot_domain.commands`; where there are two, the person's role decides.
    `binds` says that the form asks for confirmation, because the act binds a side or ends something.
    """

    name: str
    label: str
    commands: tuple[str, ...]
    binds: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A command as people type it; `roles` is empty where every mapped person may use it."""

    name: str
    group: Group
    summary: str
    usage: str
    aliases: tuple[str, ...] = ()
    arguments: tuple[Argument, ...] = ()
    words: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    surfaces: frozenset[Surface] = ANYWHERE
    acts: tuple[Act, ...] = ()
    phi_class: PhiClass = PhiClass.STRUCTURED
    examples: tuple[str, ...] = ()

    @property
    def takes_key(self) -> bool:
        """Say whether the command is about one case."""
        return Argument.KEY in self.arguments
