"""What never may stand in a log line, and what may."""

import pytest

from scabot.telemetry.redact import HIDDEN, redact


@pytest.mark.parametrize(
    "secret",
    [
        "xoxb-1234-abcd",
        "xoxp-1-2-3",
        "xoxe.xoxp-1-Mi0",
        "xapp-1-A0-2-ff",
        "hooks.slack.com/services/T0/B0/xyz",
        "v0=a2114d57b48eac39b9ad189dd8316235",
        "Bearer abcdefgh.ijk",
        "ann@example.org",
        "078-05-1120",
        "312-555-0142",
        "312.555.0142",
        "W12345678",
    ],
)
def test_secrets_and_numbers_of_people_are_hidden(secret: str) -> None:
    shown = redact(f"before {secret} after")
    assert shown in {f"before {HIDDEN} after", f"before W{HIDDEN} after"}


@pytest.mark.parametrize("harmless", ["SCA-7Q4K2M v7", "2026-11-24T08:30:58Z", "port 8123", "C0TEAM", "bearer of news"])
def test_keys_dates_and_small_numbers_stay(harmless: str) -> None:
    assert redact(harmless) == harmless
