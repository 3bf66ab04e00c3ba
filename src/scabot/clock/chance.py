"""Everything that is drawn by chance: keys of cases and patients, request ids, jitter, bytes for keys."""

import random
import secrets
from typing import Protocol

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CASE_DIGITS = 6
SUBJECT_DIGITS = 10
REQUEST_DIGITS = 12


class Chance(Protocol):
    """Draws what nobody may be able to guess, or what must only be spread."""

    def case_key(self) -> str:
        """Return a new case key: `SCA-` and six Crockford digits (C17)."""
        ...

    def subject_token(self) -> str:
        """Return a new token for a patient: `SUB-` and ten Crockford digits."""
        ...

    def request_id(self) -> str:
        """Return an id that ties together everything one request leads to."""
        ...

    def jitter(self, upto: float) -> float:
        """Return seconds between 0 and `upto`."""
        ...

    def token_bytes(self, number: int) -> bytes:
        """Return bytes for a key."""
        ...


class _Drawn:
    def __init__(self, dice: random.Random) -> None:
        self._dice = dice

    def case_key(self) -> str:
        """Return a new case key: `SCA-` and six Crockford digits (C17)."""
        return "SCA-" + self._digits(CASE_DIGITS)

    def subject_token(self) -> str:
        """Return a new token for a patient: `SUB-` and ten Crockford digits."""
        return "SUB-" + self._digits(SUBJECT_DIGITS)

    def request_id(self) -> str:
        """Return an id that ties together everything one request leads to."""
        return self._digits(REQUEST_DIGITS)

    def jitter(self, upto: float) -> float:
        """Return seconds between 0 and `upto`."""
        return self._dice.uniform(0, upto)

    def token_bytes(self, number: int) -> bytes:
        """Return bytes for a key."""
        return self._dice.randbytes(number)

    def _digits(self, number: int) -> str:
        return "".join(self._dice.choices(CROCKFORD, k=number))


class SystemChance(_Drawn):
    """The machine's own source of chance, fit for secrets."""

    def __init__(self) -> None:
        super().__init__(secrets.SystemRandom())


class SeededChance(_Drawn):
    """The same draws in every run: for tests and simulations, never for secrets."""

    def __init__(self, seed: int) -> None:
        super().__init__(random.Random(seed))  # noqa: S311 - meant to be repeatable
