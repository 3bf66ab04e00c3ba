"""Slack's libraries say that something went wrong, and never what somebody wrote."""

import logging

import pytest

from scabot.slack.quiet import WITHHELD, discreet_logger


@pytest.mark.parametrize(
    "words",
    ["Unhandled request ({'text': 'Jane Roe'})", "xoxb-practice-0001", "wss://example.org/ticket", "x" * 301],
)
def test_words_that_may_carry_content_are_withheld(words: str, caplog: pytest.LogCaptureFixture) -> None:
    discreet_logger("slack_bolt.practice").warning("%s", words)
    assert caplog.messages == [WITHHELD]


def test_a_fault_of_the_library_stays_visible_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    logger = discreet_logger("slack_bolt.practice")
    logger.info("Starting")
    logger.error("Failed to connect")
    logger.error("Failed: %s", {"text": "Jane Roe"}, exc_info=ValueError("Jane Roe"))
    assert caplog.messages == ["Failed to connect", WITHHELD]
    assert "Jane Roe" not in caplog.text


def test_asking_twice_for_the_logger_is_the_same_as_once() -> None:
    logger = discreet_logger("slack_sdk.practice")
    assert discreet_logger("slack_sdk.practice") is logger
    assert len(logger.filters) == 1
    assert logger.level == logging.WARNING
