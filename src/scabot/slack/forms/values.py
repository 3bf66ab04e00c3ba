"""What people filled in: read field by field, with a sentence for each field that cannot be taken as it is."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias, TypeVar

from pydantic import ValidationError

from scabot.slack.grammar.wording import clean
from scabot_domain.money.amounts import read_dollars, read_percent

Values: TypeAlias = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""`view.state.values`: block id, action id, then the element's type and value."""

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")

MISSING = "Please fill this in."


class FieldFaults(Exception):  # noqa: N818 - an answer to the person, shown below the fields
    """Some fields cannot be taken as they are; `faults` has a sentence for each, by block id."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("some fields cannot be taken as they are")
        self.faults = dict(faults)


class Fields:
    """The fields of one submission; what is wrong is collected, and `build` raises all of it at once."""

    def __init__(self, values: Values) -> None:
        self._elements = {block: next(iter(actions.values()), {}) for block, actions in values.items()}
        self._faults: dict[str, str] = {}

    def text(self, name: str) -> str:
        """Return words in one line; empty ones are a fault."""
        return self._needed(name, self.maybe_text(name)) or ""

    def maybe_text(self, name: str) -> str | None:
        """Return words in one line, or None."""
        return " ".join(clean(self._typed(name)).split()) or None

    def lines(self, name: str) -> tuple[str, ...]:
        """Return the lines that are not empty, each cleaned."""
        return tuple(line for typed in self._typed(name).splitlines() if (line := " ".join(clean(typed).split())))

    def shaped(self, name: str, pattern: re.Pattern[str], how: str) -> str:
        """Return words that fit a pattern; `how` says how to write them."""
        text = self.text(name)
        if text and not pattern.fullmatch(text):
            self.fault(name, how)
        return text

    def dollars(self, name: str) -> Decimal:
        """Return an amount in US dollars."""
        return self._figure(name, read_dollars) or Decimal(1)

    def maybe_dollars(self, name: str) -> Decimal | None:
        """Return an amount in US dollars, or None where nothing is filled in."""
        return self._figure(name, read_dollars) if self.maybe_text(name) else None

    def percent(self, name: str, most: Decimal) -> Decimal:
        """Return a percent above 0 and at most `most`."""
        return self._figure(name, lambda text: read_percent(text, most)) or Decimal(1)

    def whole(self, name: str) -> int:
        """Return a whole number of at most six digits."""
        text = self.shaped(name, _WHOLE, "Write a whole number, like 180.")
        return int(text) if _WHOLE.fullmatch(text) else 0

    def day(self, name: str) -> date:
        """Return a date; none is a fault."""
        return self._needed(name, self.maybe_day(name)) or date.min

    def maybe_day(self, name: str) -> date | None:
        """Return a date, or None."""
        chosen = self._elements.get(name, {}).get("selected_date")
        if chosen is None:
            return None
        try:
            return date.fromisoformat(str(chosen))
        except ValueError:
            self.fault(name, "Choose a date.")
            return None

    def choice(self, name: str, kind: type[E]) -> E:
        """Return the chosen member of an enum."""
        return self.maybe_choice(name, kind) or self._first(name, kind)

    def maybe_choice(self, name: str, kind: type[E]) -> E | None:
        """Return the chosen member of an enum, or None."""
        chosen = self.chosen(name)
        if chosen is None or chosen in set(kind):
            return kind(chosen) if chosen else None
        self.fault(name, "Choose one of the list.")
        return None

    def chosen(self, name: str) -> str | None:
        """Return the value of a menu, or None where nothing is chosen."""
        option = self._elements.get(name, {}).get("selected_option")
        return str(option["value"]) if isinstance(option, Mapping) and "value" in option else None

    def ticked(self, name: str) -> tuple[str, ...]:
        """Return the values of the ticked boxes."""
        options = self._elements.get(name, {}).get("selected_options") or ()
        return tuple(str(option["value"]) for option in options)

    def fault(self, name: str, sentence: str) -> None:
        """Note what is wrong with a field; the first thing stays."""
        self._faults.setdefault(name, sentence)

    def build(self, make: Callable[[], T]) -> T:
        """Return what `make` builds. Raises `FieldFaults` when a field was noted or the values do not hold together."""
        if self._faults:
            raise FieldFaults(self._faults)
        try:
            return make()
        except ValidationError as wrong:
            raise FieldFaults(
                {self._place(error["loc"]): _sentence(error["msg"]) for error in wrong.errors()}
            ) from None

    def _typed(self, name: str) -> str:
        return str(self._elements.get(name, {}).get("value") or "")

    def _figure(self, name: str, read: Callable[[str], Decimal]) -> Decimal | None:
        text = self.text(name)
        if not text:
            return None
        try:
            return read(text)
        except ValueError as wrong:
            self.fault(name, _sentence(str(wrong)))
            return None

    def _needed(self, name: str, value: T | None) -> T | None:
        if value is None:
            self.fault(name, MISSING)
        return value

    def _first(self, name: str, kind: type[E]) -> E:
        self.fault(name, MISSING)
        return next(iter(kind))

    def _place(self, loc: tuple[int | str, ...]) -> str:
        named = (part for part in loc if isinstance(part, str) and part in self._elements)
        return next(named, next(iter(self._elements), ""))


_WHOLE = re.compile(r"[0-9]{1,6}", re.ASCII)


def _sentence(message: str) -> str:
    text = message.removeprefix("Value error, ").rstrip(".")
    return f"{text[:1].upper()}{text[1:]}."
