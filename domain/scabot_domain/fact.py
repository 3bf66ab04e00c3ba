"""`@fact`: the one way a value of the domain is declared."""

from dataclasses import Field
from typing import Any, TypeVar, dataclass_transform

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

T = TypeVar("T")

_freeze: Any = dataclass(
    frozen=True, kw_only=True, slots=True, config=ConfigDict(extra="forbid", hide_input_in_errors=True)
)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(Field,))
def fact(cls: type[T]) -> type[T]:
    """Freeze a class into a checked, keyword-only value.

    Constructing one validates every field and raises `pydantic.ValidationError`, whose text never shows the input.
    """
    frozen: type[T] = _freeze(cls)
    return frozen
