"""`Phi[str]`: what tells who a patient is. It prints as `<phi>`, is written sealed only, and enters no hash.

SealedError      the text was asked of a value that only a key can open
UnsealedError    a text was about to be written as it is
"""

import re
from typing import Any, Generic, TypeVar

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

T = TypeVar("T")

_TOKEN = re.compile(r"[1-9][0-9]*\.[A-Za-z0-9_-]{38,}", re.ASCII)
_MARK = "$phi"
SHOWN = "<phi>"


class SealedError(Exception):
    """The value is sealed; whoever holds the subject's key opens it first."""


class UnsealedError(Exception):
    """The value is not sealed, so it is not written."""


class Phi(Generic[T]):
    """A value about a person, in the clear or sealed under that person's key; never both.

    In the clear it exists between the form it was typed into and the seal. Everything stored, folded or shown holds it
    sealed. Two are equal if both are in the clear, or both sealed, with the same content.
    """

    __slots__ = ("_clear", "_token")

    def __init__(self, clear: T | None, *, token: str | None = None) -> None:
        self._clear, self._token = clear, token

    @classmethod
    def sealed(cls, token: str) -> "Phi[T]":
        """Return a sealed value from its token, `<key id>.<base64url>`; raise `ValueError` for anything else."""
        if _TOKEN.fullmatch(token) is None:
            raise ValueError("a sealed value is a key id, a dot and base64url")
        return cls(None, token=token)

    @property
    def token(self) -> str | None:
        """The token of a sealed value, else None."""
        return self._token

    def clear(self) -> T:
        """Return the value in the clear; raise `SealedError` if it is sealed."""
        if self._clear is None:
            raise SealedError("The value is sealed.")
        return self._clear

    def __repr__(self) -> str:
        return SHOWN

    __str__ = __repr__

    def __format__(self, _spec: str) -> str:
        return SHOWN

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Phi) and (self._clear, self._token) == (other._clear, other._token)

    def __hash__(self) -> int:
        return hash((self._clear, self._token))

    def __reduce__(self) -> Any:  # noqa: ANN401 - the type of the protocol
        raise UnsealedError("A value about a person is not pickled.")

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read `Phi` itself, or `{"$phi": token}`; write the latter."""
        return core_schema.no_info_plain_validator_function(
            _read, serialization=core_schema.plain_serializer_function_ser_schema(_written)
        )


def _read(value: object) -> Phi[Any]:
    if isinstance(value, Phi):
        return value
    if isinstance(value, dict) and value.keys() == {_MARK} and isinstance(value[_MARK], str):
        try:
            return Phi.sealed(value[_MARK])
        except ValueError:
            pass
    raise PydanticCustomError("phi", "a value about a person must come sealed")


def _written(value: Phi[Any]) -> dict[str, str]:
    if value.token is None:
        raise UnsealedError("A value about a person is written sealed only.")
    return {_MARK: value.token}
