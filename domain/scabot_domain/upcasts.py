"""How facts stored by older releases become today's facts: one table, chained, pure and total."""

from collections.abc import Callable, Mapping

Payload = dict[str, object]
Upcast = Callable[[Payload], Payload]


def same(payload: Payload) -> Payload:
    """Return a fact as it is: the newer version only knows more fields, each of which may be absent."""
    return payload


UPCASTS: dict[tuple[str, int], Upcast] = {
    ("clinical-approval-recorded", 1): same,
    ("offer-countered", 1): same,
    ("offer-made", 1): same,
    ("section-set", 1): same,
}
"""(kind, n) to the function that turns `kind@n` into `kind@n+1`."""


def upcast(topic: str, payload: Payload, upcasts: Mapping[tuple[str, int], Upcast] = UPCASTS) -> tuple[str, Payload]:
    """Return the newest topic and payload that a stored fact can be brought to; what is current comes back as it is.

    `topic` is `kind@n`. The envelope is never touched. Raises `ValueError` for a topic without a number.
    """
    kind, _, number = topic.partition("@")
    version = int(number)
    while (step := upcasts.get((kind, version))) is not None:
        payload, version = step(payload), version + 1
    return f"{kind}@{version}", payload
