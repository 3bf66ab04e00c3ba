"""A Slack that is strict and unkind: it is slow, says 429, and takes some messages without saying so."""

from collections import Counter
from random import Random  # noqa: TID251 - the schedule of a harness, repeated by its seed

SLOWEST = 0.012
"""Seconds that an answer takes at most."""
LIMITED, SWALLOWED = 0.02, 0.02
"""How often it is too much for it, and how often it takes a message and answers 500."""


class Slack:
    """What was said there, by the mark of the outbox row that every message carries."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self.said: Counter[str] = Counter()
        self._first: dict[str, str] = {}
        self.counts: Counter[str] = Counter()

    def takes(self, row: str) -> object:
        """Take a message, or not, and return the answer."""
        dice = self._dice.random()
        if dice < LIMITED:
            self.counts["429"] += 1
            return "429", 1.0
        self.said[row] += 1
        ts = self._first.setdefault(row, f"{self.said.total()}.{row}")
        if dice < LIMITED + SWALLOWED:
            self.counts["taken, answered 500"] += 1
            return "http-500"
        return "ok", ts

    def finds(self, row: str) -> str | None:
        """Return where a message stands, or None."""
        self.counts["asked"] += 1
        return self._first.get(row)

    def pause(self) -> float:
        """Return the seconds that an answer takes."""
        return self._dice.uniform(0, SLOWEST)
