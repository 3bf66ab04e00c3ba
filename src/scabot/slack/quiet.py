"""What Slack's libraries may log: warnings and worse, and never what people wrote, a body, or a token."""

import logging

LIBRARIES = ("slack_bolt", "slack_sdk")
_LONGEST = 300
_CARRIERS = ("{", "xoxb-", "xapp-", "ws://", "wss://", "text=", "token")
WITHHELD = "a library of Slack wrote a record that may carry content; it was withheld"


class Discreet(logging.Filter):
    """Withhold the words of a record that may carry content; that there was one, and where, stays visible."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether a record may be written at all, after taking out of it what must not be."""
        message = record.getMessage()
        if len(message) > _LONGEST or any(carrier in message for carrier in _CARRIERS):
            record.msg, record.args = WITHHELD, ()
            record.exc_info, record.exc_text = None, None
        return record.levelno >= logging.WARNING


def discreet_logger(name: str) -> logging.Logger:
    """Return a library's logger, at warnings and above, with the filter on it; twice is the same as once."""
    logger = logging.getLogger(name)
    logger.setLevel(logging.WARNING)
    if not any(isinstance(each, Discreet) for each in logger.filters):
        logger.addFilter(Discreet())
    return logger
