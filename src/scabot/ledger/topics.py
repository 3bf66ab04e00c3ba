"""The closed table of topics: what may be read back, and how older kinds become current ones.

A topic is `kind@version`. Nothing outside the table is ever imported, built or guessed.
"""

from collections.abc import Mapping
from functools import partial
from typing import Generic, Protocol, TypeVar

from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from scabot.ledger.envelope import Row
from scabot.ledger.errors import FromTheFuture, UnknownTopic
from scabot.ledger.facts import SITE_KINDS
from scabot_domain.events import KINDS
from scabot_domain.fact import fact
from scabot_domain.parties import Actor, Instant, OnBehalf, Side, Source, Visibility
from scabot_domain.upcasts import UPCASTS, Steps, newest, upcast

K = TypeVar("K")
E = TypeVar("E")


@fact
class Stored(Generic[K]):
    """An event as its plaintext holds it; stream, version and topic are columns beside it."""

    occurred_at: Instant
    recorded_at: Instant
    actor: Actor
    on_behalf_of: OnBehalf | None
    side: Side
    visibility: Visibility
    source: Source
    evidence: str | None
    key: str
    corr: str
    fact: K


class Topics:
    """The kinds that may be stored and the upcasts that lead old ones to them.

    Raises `ValueError` for a step from a kind of today, or one from which no way leads to a kind of today.
    """

    def __init__(self, kinds: Mapping[str, type], upcasts: Steps) -> None:
        self._kinds = dict(kinds)
        self._upcasts = dict(upcasts)
        self._reading = {topic: _reading(kind) for topic, kind in kinds.items()}
        self._topic_of = {kind: topic for topic, kind in self._kinds.items()}
        self._old = frozenset(f"{kind}@{version}" for kind, version in self._upcasts)
        lost = sorted(topic for topic in self._old if topic in kinds or newest(topic, upcasts) not in kinds)
        if lost:
            raise ValueError(f"an old kind must lead to a current one and a current one nowhere: {', '.join(lost)}")

    @property
    def current(self) -> frozenset[str]:
        """The topics that are written today."""
        return frozenset(self._kinds)

    @property
    def readable(self) -> frozenset[str]:
        """Every topic that can be read, old ones included."""
        return self.current | self._old

    def topic_of(self, fact: object) -> str:
        """Return the topic of a fact; raise `UnknownTopic` for a class that is not in the table."""
        topic = self._topic_of.get(type(fact))
        if topic is None:
            raise UnknownTopic(f"{type(fact).__name__} is no kind that may be stored.")
        return topic

    def reading(self, row: Row) -> "Reading":
        """Return what validates the plaintext of a row; that of an old kind upcasts it first.

        Raises `UnknownTopic`, or `FromTheFuture` for a known kind in a version above ours.
        """
        known = self._reading.get(row[2])
        if known is not None:
            return known
        if row[2] not in self._old:
            raise self._unknown(row)
        return partial(self._upcast, row[2])

    def _upcast(self, topic: str, plaintext: bytes, /, *, self_instance: E) -> E:
        whole = from_json(plaintext)
        newest, whole["fact"] = upcast(topic, whole["fact"], self._upcasts)
        return self._reading[newest](to_json(whole), self_instance=self_instance)

    def _unknown(self, row: Row) -> UnknownTopic:
        kind, _, version = row[2].partition("@")
        versions = [int(topic.partition("@")[2]) for topic in self.readable if topic.partition("@")[0] == kind]
        place = f"{row[0]} version {row[1]}"
        if versions and version.isdecimal() and int(version) > max(versions):
            return FromTheFuture(
                f"{place} is {kind} in version {version}; this release knows it up to {max(versions)}."
            )
        return UnknownTopic(f"{place} is of a kind that is not in the table.")


class Reading(Protocol):
    """Validates a plaintext as `Stored` of a kind, and writes what it says into an object that has those attributes."""

    def __call__(self, plaintext: bytes, /, *, self_instance: E) -> E:
        """Return that object; raise `pydantic.ValidationError`."""
        ...


def _reading(kind: type) -> Reading:
    validate: Reading = TypeAdapter(Stored[kind]).validator.validate_json  # type: ignore[valid-type]  # made at run time
    return validate


TOPICS = Topics({**KINDS, **SITE_KINDS}, UPCASTS)
"""What this release stores."""
