"""Names that a story gives to its cases, so that `{liver}` in a step stands for a key such as `SCA-7QK2M4`."""

import re
from typing import TypeVar

from pydantic import BaseModel

from scabot.sandbox.controls import CannotDo

M = TypeVar("M", bound=BaseModel)

_NAME = re.compile(r"\{([a-z][a-z0-9_]{0,19})\}")
FIRST = "case"
"""The name of the first case of a story, when the story gives it no other."""


class Names:
    """The keys of a story's cases by the names that the story gave them."""

    def __init__(self) -> None:
        self._keys: dict[str, str] = {}

    def give(self, name: str, key: str) -> None:
        """Let a name stand for a case key."""
        self._keys[name] = key

    def key(self, name: str) -> str:
        """Return the case key that a name stands for. Raises `CannotDo` naming what there is."""
        if name not in self._keys:
            known = ", ".join(f"{{{one}}}" for one in self._keys) or "none yet"
            raise CannotDo(f"No case of this story is called {{{name}}}. Known names: {known}.")
        return self._keys[name]

    def filled(self, part: M) -> M:
        """Return a part of a story with every `{name}` in its texts replaced. Raises `CannotDo` for unknown names."""
        return type(part).model_validate(self._replaced(part.model_dump(by_alias=True)))

    def _replaced(self, value: object) -> object:
        if isinstance(value, str):
            return _NAME.sub(lambda found: self.key(found.group(1)), value)
        if isinstance(value, list):
            return [self._replaced(one) for one in value]
        if isinstance(value, dict):
            return {key: self._replaced(one) for key, one in value.items()}
        return value
