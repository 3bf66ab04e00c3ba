"""The canonical form of terms and offers, and the hashes over it (C4-C6)."""

import hashlib
import json
import unicodedata
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

from scabot_domain.phi import Phi

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(value: object) -> bytes:
    """Write a value of facts as canonical JSON (C4): UTF-8, NFC, sorted keys, no spaces, no floats, no absent keys.

    Money and percents already carry their canonical places (`money.amounts`); dates ISO, instants UTC with `Z`.
    What tells who a patient is (`Phi`) is left out: a hash over it could be guessed.
    Raises `TypeError` for a value that has no canonical form, a float above all.
    """
    return _WRITER.encode(_plain(value)).encode()


def digest(value: object) -> str:
    """Return the SHA-256 of the canonical form as 64 hex digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def short(hash_hex: str) -> str:
    """Show the first twelve digits of a hash as people compare them: 4-4-4."""
    return "-".join((hash_hex[:4], hash_hex[4:8], hash_hex[8:12]))


def _plain(value: object) -> object:
    if isinstance(value, str | Enum | Decimal | date | int):
        return _scalar(value)
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((name, getattr(value, name)) for name in _names(type(value)))
        return {name: _plain(part) for name, part in pairs if part is not None and not isinstance(part, Phi)}
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items() if part is not None}
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    msg = f"{type(value).__name__} has no canonical form"
    raise TypeError(msg)


@cache
def _names(kind: type["DataclassInstance"]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _scalar(value: str | Enum | Decimal | date | int) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    return value
