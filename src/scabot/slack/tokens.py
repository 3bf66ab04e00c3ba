"""Signed values of buttons and forms: what a click means, for which case, and what the person saw.

`v1.<base64url of JSON>.<base64url of 16 bytes of HMAC-SHA256>`; an edited, foreign or old one is `BadToken`, no more.
"""

import base64
import binascii
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

LIFE = timedelta(days=30)
"""How long a button or an open form is good for."""

_VERSION = "v1"
_MAC_BYTES = 16
_FIELDS = ("action", "case", "version", "hash", "alias", "exp")


class BadToken(Exception):  # noqa: N818 - an answer to the person who clicked, and the same one for every cause
    """A token is not ours, was changed, or is too old."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Press:
    """What a button or form means: act, case and its version, what was seen (a hash or an id), the channel's alias.

    `exp` is the instant after which it is good for nothing, kept to the second.
    """

    action: str
    case: str
    version: int
    hash: str
    alias: str
    exp: datetime


class Tokens:
    """Seals and unseals presses under one secret key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def seal(self, press: Press) -> str:
        """Return the signed text of a press."""
        parts = (press.action, press.case, press.version, press.hash, press.alias, int(press.exp.timestamp()))
        body = _encoded(json.dumps(parts, separators=(",", ":")).encode())
        return f"{_VERSION}.{body}.{_encoded(self._mac(body))}"

    def unseal(self, text: str, now: datetime) -> Press:
        """Return the press of a signed text. Raises `BadToken` for anything that is not a living token of ours."""
        version, _, rest = text.partition(".")
        body, _, mac = rest.partition(".")
        if version != _VERSION or not hmac.compare_digest(_encoded(self._mac(body)).encode(), _bytes(mac)):
            raise BadToken
        press = _read(body)
        if press.exp < now:
            raise BadToken
        return press

    def _mac(self, body: str) -> bytes:
        return hmac.digest(self._key, b"button:" + _bytes(body), sha256)[:_MAC_BYTES]


def _read(body: str) -> Press:
    try:
        values = dict(zip(_FIELDS, json.loads(base64.urlsafe_b64decode(_padded(body))), strict=True))
    except (binascii.Error, ValueError, TypeError) as unreadable:
        raise BadToken from unreadable
    return Press(**{**values, "exp": datetime.fromtimestamp(values["exp"], UTC)})


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")  # what comes back from outside may hold half a character


def _encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _padded(text: str) -> str:
    return text + "=" * (-len(text) % 4)
