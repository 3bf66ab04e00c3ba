"""The fields of a command as people write them shortly, filled in: days, rates, and hashes of what stands there now."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from scabot.slack.grammar.days import read_day
from scabot.slack.grammar.rates import read_rate
from scabot_domain.case import Case
from scabot_domain.commands import Accept, AgreeAmendment, Amend, CheckDraft, Command, Extend, Sign, SignAmendment
from scabot_domain.parties import By
from scabot_domain.terms.hashes import terms_hash
from scabot_domain.workdays import Calendar, add_business_days, local_day

_LEAST_OF_A_HASH = 12
_GIVEN = ("by", "directory")
"""Fields that nobody types: the circumstances, and who is in which role."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Around:
    """What the short forms are read against: the case as it stands, who asks when, and the calendar."""

    case: Case
    by: By
    site_zone: str
    calendar: Calendar

    def day(self, word: str) -> date:
        """Return a typed day; raise `ValueError` with a sentence."""
        today = local_day(self.by.at, self.case.tz if self.case.opened else self.site_zone)
        return read_day(word, today, lambda day, number: add_business_days(day, number, self.calendar))


def filled_in(kind: type[Command], told: Mapping[str, Any], around: Around) -> dict[str, Any]:
    """Return the fields with every short form written out; raise `ValueError` with a sentence for one that is none."""
    filled = {name: _value(hints(kind).get(name), name, value, around) for name, value in told.items()}
    if kind in (Sign, SignAmendment):
        filled.setdefault("signed_at", around.by.said_at)
    return {**filled, **_whole_hashes(kind, filled, around.case)}


def hints(kind: type[Command]) -> dict[str, Any]:
    """Return the types of the fields of a command that people tell, in order."""
    told = get_type_hints(kind, include_extras=True)
    return {one.name: told[one.name] for one in fields(kind) if one.name not in _GIVEN}


def types_in(hint: object) -> tuple[object, ...]:
    """Return the types that a hint is a union of, without what narrows them."""
    if get_origin(hint) is Annotated:
        return types_in(get_args(hint)[0])
    return (
        tuple(one for part in get_args(hint) for one in types_in(part))
        if get_origin(hint) in (Union, UnionType)
        else (hint,)
    )


def _value(hint: object, name: str, value: object, around: Around) -> object:
    try:
        if isinstance(value, str) and date in types_in(hint):
            return around.day(value)
        if isinstance(value, str) and datetime in types_in(hint):
            return _in_utc(value)
        read = _READ.get(name)
        return [read(one) for one in value] if read is not None and isinstance(value, list) else value
    except ValueError as no:
        raise ValueError(f"{name}: {no}") from None


def _term(one: object) -> object:
    if not isinstance(one, str):
        return one
    name, sign, value = one.partition("=")
    if not sign:
        msg = "Write what the draft says about a term like copay=40."
        raise ValueError(msg)
    return {"name": name.strip(), "value": value.strip()}


def _in_utc(text: str) -> object:
    """Return an instant that was written with its offset, in UTC; anything else is left for the command to refuse."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return text if moment.tzinfo is None else moment.astimezone(UTC)


def _rate(one: object) -> object:
    if not isinstance(one, str):
        return one
    typed = read_rate(one)
    figure = "percent" if typed.model.startswith("percent") else "amount"
    return {"rate": {"model": typed.model, figure: str(typed.figure)}}


_READ = {"rates": _rate, "typed": _term}
"""Lists whose items people write shortly, by the name of the field."""


def _whole_hashes(kind: type[Command], told: Mapping[str, Any], case: Case) -> dict[str, str]:
    """Complete a hash that was written as it is shown, 4-4-4, from what stands there now; any other stays as it is."""
    if kind is Accept:
        offer = case.offer(str(told.get("offer_id")))
        return _whole("offer_hash", told, offer.hash if offer else "")
    if kind is Sign:
        document = case.draft.doc_sha256 if case.draft else ""
        return {**_whole("terms_hash", told, terms_hash(case)), **_whole("doc_sha256", told, document)}
    if kind is CheckDraft:
        return _whole("doc_sha256", told, case.draft.doc_sha256 if case.draft else "")
    if kind in (Amend, Extend):
        return _whole("base_hash", told, terms_hash(case))
    if kind in (AgreeAmendment, SignAmendment):
        one = next((one for one in case.amendments if one.id == told.get("amendment")), None)
        return _whole("new_hash", told, one.proposed.new_hash if one else "")
    return {}


def _whole(name: str, told: Mapping[str, Any], now: str) -> dict[str, str]:
    seen = str(told.get(name, "")).replace("-", "").lower()
    return {name: now} if len(seen) >= _LEAST_OF_A_HASH and now.startswith(seen) else {}
