"""What never may stand in a log line, whoever wrote it."""

import re
import unicodedata

HIDDEN = "«hidden»"

_SECRETS = re.compile(
    r"xox[a-z]?(?:\.xox[a-z])?-[\w-]+"  # Slack tokens
    r"|xapp-[\w-]+"
    r"|hooks\.slack\.com/[^\s\"'>]+"  # addresses that anybody may post to
    r"|v0=[0-9a-f]{16,}"  # Slack's signature of a request
    r"|(?i:bearer|basic)\s+[\w.~+/=-]{8,}"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # e-mail addresses
    r"|\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b"  # social security numbers
    r"|\b[0-9]{3}[-. ][0-9]{3}[-. ][0-9]{4}\b"  # telephone numbers
    r"|[0-9]{7,}",  # member ids, account numbers
    re.ASCII,
)


def redact(text: str) -> str:
    """Return the text with tokens, addresses, signatures, e-mails and long digit runs hidden.

    It is the second line of defense: the first is that no such thing is logged.

    >>> redact("posting with xoxb-12-ab failed for ann@example.org")
    'posting with «hidden» failed for «hidden»'
    """
    return _SECRETS.sub(HIDDEN, text)


def printable(text: str) -> str:
    """Return the text on one line, without characters that steer a terminal or turn the writing around."""
    return "".join(" " if char in "\n\r\t" else char for char in text if char in "\n\r\t" or _harmless(char))


def _harmless(char: str) -> bool:
    return not unicodedata.category(char).startswith("C")
