"""Facts of older releases are read forward, step by step."""

import pytest

from scabot_domain.upcasts import UPCASTS, Payload, Renamed, Steps, newest, same, upcast


def renamed(payload: Payload) -> Payload:
    return {"price": payload["rate"]}


def completed(payload: Payload) -> Payload:
    return {**payload, "unit": "day"}


OLD: Steps = {
    ("offer-made", 1): renamed,
    ("offer-made", 2): completed,
    ("price-named", 1): completed,
    ("price-named", 2): Renamed("offer-made@3", lambda payload: {"price": payload["figure"], "unit": payload["unit"]}),
}


def test_a_fact_of_today_comes_back_as_it_is() -> None:
    payload: Payload = {"rate": "3500.00"}
    assert upcast("offer-made@3", payload) == ("offer-made@3", {"rate": "3500.00"})


@pytest.mark.parametrize(
    ("kind", "version"),
    [
        *(("amendment-proposed", 2), ("amendment-signed", 2)),
        *(("clinical-approval-recorded", 2), ("offer-accepted", 2), ("offer-countered", 3), ("offer-made", 3)),
        *(("section-set", 3), ("signature-recorded", 2)),
    ],
)
def test_a_kind_that_only_learned_more_fields_is_read_as_it_was(kind: str, version: int) -> None:
    assert upcast(f"{kind}@1", {"rate": "3500.00"}) == (f"{kind}@{version}", {"rate": "3500.00"})
    assert [UPCASTS[kind, n] for n in range(1, version)] == [same] * (version - 1)


@pytest.mark.parametrize(
    ("topic", "payload", "newest"),
    [
        ("offer-made@1", {"rate": "1"}, ("offer-made@3", {"price": "1", "unit": "day"})),
        ("offer-made@2", {"price": "1"}, ("offer-made@3", {"price": "1", "unit": "day"})),
        ("offer-made@3", {"price": "1"}, ("offer-made@3", {"price": "1"})),
        ("note-added@1", {"rate": "1"}, ("note-added@1", {"rate": "1"})),
        ("price-named@1", {"figure": "1"}, ("offer-made@3", {"price": "1", "unit": "day"})),
    ],
)
def test_an_old_fact_takes_every_step_to_the_newest(topic: str, payload: Payload, newest: tuple[str, Payload]) -> None:
    assert upcast(topic, payload, OLD) == newest


def test_a_topic_without_a_number_is_no_topic() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        upcast("offer-made", {})


@pytest.mark.parametrize("topic", ["offer-made@1", "offer-made@3", "price-named@1", "note-added@1"])
def test_where_the_steps_end_is_known_without_a_payload(topic: str) -> None:
    assert newest(topic, OLD) == ("note-added@1" if topic == "note-added@1" else "offer-made@3")


def test_steps_in_a_circle_are_found_before_anybody_takes_them() -> None:
    circle: Steps = {**OLD, ("offer-made", 3): Renamed("price-named@1", completed)}
    with pytest.raises(ValueError, match="lead back"):
        newest("offer-made@1", circle)


def test_a_step_leaves_the_stored_payload_as_it_was() -> None:
    stored: Payload = {"rate": "1"}
    upcast("offer-made@1", stored, OLD)
    assert stored == {"rate": "1"}
