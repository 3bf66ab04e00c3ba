"""The state that a history folds to, as text that can be frozen and compared."""

import json
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from scabot_domain.case import Case
from scabot_domain.phi import Phi


def folded(case: Case) -> str:
    """Return the whole state in canonical JSON; defaults are left out, so that new fields may come."""
    return json.dumps(_plain(case), ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: _plain(part) for field, part in pairs if part != _default(field)}
    if isinstance(value, dict):
        return {str(_plain(key)): _plain(part) for key, part in value.items()}
    if isinstance(value, frozenset):
        return sorted((_plain(part) for part in value), key=repr)
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    return _scalar(value)


def _default(field: "Field[Any]") -> object:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


def _scalar(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Phi):
        return {"$phi": value.token}
    if value is None or isinstance(value, str | bool | int):
        return value
    raise TypeError(f"{type(value).__name__} has no frozen form")
