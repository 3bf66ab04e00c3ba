"""How facts stored by older releases become today's facts: one table, chained, pure and total."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Payload = dict[str, object]
Upcast = Callable[[Payload], Payload]


@dataclass(frozen=True, slots=True)
class Renamed:
    """A step onto another kind: `topic` is where it leads, `step` makes the payload fit."""

    topic: str
    step: Upcast


def same(payload: Payload) -> Payload:
    """Return a fact as it is: the newer version only knows more fields, each of which may be absent."""
    return payload


Steps = Mapping[tuple[str, int], Upcast | Renamed]
"""(kind, n) to what turns `kind@n` into `kind@n+1`, or into a topic of another kind."""

UPCASTS: dict[tuple[str, int], Upcast | Renamed] = {
    ("amendment-proposed", 1): same,
    ("amendment-signed", 1): same,
    ("clinical-approval-recorded", 1): same,
    ("offer-accepted", 1): same,
    ("offer-countered", 1): same,
    ("offer-countered", 2): same,
    ("offer-made", 1): same,
    ("offer-made", 2): same,
    ("section-set", 1): same,
    ("section-set", 2): same,
    ("signature-recorded", 1): same,
}
"""The steps of this release."""


def upcast(topic: str, payload: Payload, upcasts: Steps = UPCASTS) -> tuple[str, Payload]:
    """Return the newest topic and payload that a stored fact can be brought to; what is current comes back as it is.

    `topic` is `kind@n`. The envelope is never touched. Raises `ValueError` for a topic without a number.
    """
    while (step := upcasts.get(apart(topic))) is not None:
        change = step.step if isinstance(step, Renamed) else step
        topic, payload = _next(topic, step), change(payload)
    return topic, payload


def newest(topic: str, upcasts: Steps) -> str:
    """Return the topic at the end of the steps from a topic; raise `ValueError` if they go round in a circle."""
    seen = {topic}
    while (step := upcasts.get(apart(topic))) is not None:
        topic = _next(topic, step)
        if topic in seen:
            raise ValueError(f"the steps from {topic} lead back to it")
        seen.add(topic)
    return topic


def apart(topic: str) -> tuple[str, int]:
    """Return kind and number of a topic `kind@n`; raise `ValueError` for one without a number."""
    kind, _, number = topic.partition("@")
    return kind, int(number)


def _next(topic: str, step: Upcast | Renamed) -> str:
    if isinstance(step, Renamed):
        return step.topic
    kind, version = apart(topic)
    return f"{kind}@{version + 1}"
