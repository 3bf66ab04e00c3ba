"""`scabot case ACT`: a command for every act of the registry, with options for the fields of the domain's command."""

import inspect
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import typer
from typer.main import get_command

from scabot.assemble.filling import hints, types_in
from scabot.assemble.giving import Given, absent
from scabot.assemble.handing import Giving
from scabot.cli.evidence import case_key
from scabot.cli.faults import MisusedError
from scabot.cli.hand import hand
from scabot.cli.site import ENV_FILE
from scabot.settings import read_settings
from scabot.slack.grammar.entry import Act
from scabot.slack.grammar.registry import SHELL_ACTS, entry_of
from scabot.slack.listeners.permission import CALLED
from scabot_domain.parties import OnBehalf, Source

LONGEST = 1024 * 1024


def act_names() -> tuple[str, ...]:
    """Return the names of all acts, in the order of the registry."""
    return tuple(SHELL_ACTS)


def command_of(name: str) -> Any:  # noqa: ANN401 - the type is private to the library
    """Return the shell's command for an act, or None if there is no such act."""
    act = SHELL_ACTS.get(name)
    if act is None:
        return None
    single = typer.Typer(add_completion=False, rich_markup_mode=None)
    single.command(name, help=_help(act))(_body(act))
    made = get_command(single)
    made.name = name
    return made


def _help(act: Act) -> str:
    entry = entry_of(act)
    roles = ", ".join(role.replace("_", " ") for role in entry.roles) or "everybody who holds a role"
    return f"{act.label}.\n\nFor: {roles}."


def _body(act: Act) -> Any:  # noqa: ANN401 - a function with the signature of the act
    told = fields_of(act)

    def body(**typed: Any) -> int:  # noqa: ANN401 - as the signature says
        asked = Giving(given=given_of(act, typed), as_json=bool(typed["json"]))
        return hand(read_settings(os.environ, ENV_FILE), asked)

    return with_options(body, act, *(one for one in _CIRCUMSTANCES if one.name not in told))


def with_options(body: Any, act: Act, *more: inspect.Parameter) -> Any:  # noqa: ANN401 - a function, signed anew
    """Give a function the case, the fields of an act's commands, and `more`, as arguments and options of the shell."""
    needed = needed_of(act)
    told = fields_of(act)
    options = (_option(name, hint, "Needed. " if name in needed else "") for name, hint in told.items())
    long = (_TEXT_FILE,) if "typed" in told else ()
    parameters = [*_case(act), *options, *long, *more]
    body.__signature__ = inspect.Signature(parameters)
    body.__annotations__ = {one.name: one.annotation for one in parameters}
    return body


def given_of(act: Act, typed: Mapping[str, Any]) -> Given:
    """Return the request that the options of an act make; raise `MisusedError` for options that make none."""
    return Given(
        act=act.name,
        case="" if act.name == "open" else case_key(typed["case"]),
        told=fields_told(act, typed),
        source=typed["source"],
        said_at=_instant(typed["said_at"]),
        on_behalf_of=_absent(typed["on_behalf"]),
        evidence=typed["evidence"] or None,  # where it is a field, too, it serves as both
        key=typed["key"],
    )


def fields_told(act: Act, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that were typed or stand in a file, as JSON would give them."""
    return {**_from_file(typed["file"]), **_typed(fields_of(act), typed), **_text_of(typed.get("text_file"))}


def fields_of(act: Act) -> dict[str, Any]:
    """Return the fields of an act's commands by name, with their types."""
    return {name: hint for called in act.commands for name, hint in hints(CALLED[called]).items()}


def needed_of(act: Act) -> frozenset[str]:
    """Return the names of the fields without which none of an act's commands can be made."""
    return frozenset.intersection(
        *(
            frozenset(
                one.name
                for one in fields(CALLED[called])
                if one.default is MISSING and one.name in hints(CALLED[called])
            )
            for called in act.commands
        )
    )


def _keyword(name: str, kind: Any, default: Any, *words: str, **more: Any) -> inspect.Parameter:  # noqa: ANN401 - types of options
    declared = Annotated[kind, typer.Option(*words, show_default=False, **more)]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=declared)


def _case(act: Act) -> list[inspect.Parameter]:
    if act.name == "open":
        return []
    declared = Annotated[str, typer.Argument(metavar="CASE", help="Case key, like SCA-7Q4K2M.", show_default=False)]
    return [inspect.Parameter("case", inspect.Parameter.KEYWORD_ONLY, annotation=declared)]


def _option(name: str, hint: object, needed: str) -> inspect.Parameter:
    kinds = [kind for kind in types_in(hint) if kind is not type(None)]
    word, kind = option_of(name), kinds[0] if kinds else str
    if name == "typed":
        help_ = "What the draft says about a key term, like copay=40. Repeat it for each."
        return _keyword(name, list[str], [], word, "--term", metavar="NAME=VALUE", help=help_)
    if kind is bool:
        return _keyword(name, bool, None, f"{word}/--no-{name.replace('_', '-')}", help=needed)
    if choices := _choices(kind):
        return _keyword(name, str, "", word, metavar="WORD", help=f"{needed}One of: {', '.join(choices)}.")
    if get_origin(kind) is tuple:
        return _keyword(name, list[str], [], word, metavar="VALUE", help=f"{needed}Repeat it for each.")
    return _keyword(name, str, "", word, metavar=_metavar(kind), help=needed)


_WORDS = {"party_id": "--party", "line_ids": "--line"}
"""Options that are shorter than the name of their field."""


def option_of(name: str) -> str:
    """Return the option for a field of a command."""
    return _WORDS.get(name, f"--{name.replace('_', '-')}")


def _choices(kind: object) -> list[str]:
    """Return the words of a closed list: all of an enum, or those of its members that a literal names."""
    if get_origin(kind) is Literal:
        return [str(one.value) for one in get_args(kind)]
    return [str(one.value) for one in kind] if isinstance(kind, type) and issubclass(kind, Enum) else []


def _metavar(kind: object) -> str:
    plain = {"date": "DAY", "datetime": "INSTANT", "int": "NUMBER", "str": "TEXT", "Decimal": "AMOUNT"}
    return plain.get(getattr(kind, "__name__", ""), "JSON")


FROM_FILE = _keyword(
    "file", Path | None, None, "--from", metavar="FILE", help="JSON object with fields; - is standard input."
)
AS_JSON = _keyword("json", bool, None, "--json", help="Print the answer as JSON.")
_CIRCUMSTANCES = (
    FROM_FILE,
    _keyword("source", Source, Source.CLI, "--source", metavar="HOW", help="phone, fax, mail or portal; else cli."),
    _keyword("said_at", str, "", "--said-at", metavar="INSTANT", help="When it was said, like 2026-12-03T14:00-06:00."),
    _keyword("on_behalf", str, "", "--on-behalf", metavar="SIDE:ROLE:CONTACT", help="Whose word is recorded."),
    _keyword("evidence", str, "", "--evidence", metavar="REF", help="Call reference, or SHA-256 of the document."),
    _keyword("key", str, "", "--key", metavar="KEY", help="The same key records at most once."),
    AS_JSON,
)


_TEXT_FILE = _keyword(
    "text_file", Path | None, None, "--text-file", metavar="FILE", help="The text of the draft; - is standard input."
)


def _text_of(file: Path | None) -> dict[str, str]:
    return {} if file is None else {"text": _contents(file)}


def _typed(told: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: typed[name] for name in told if typed[name] not in ("", None, [])}
    return {name: _read(name, told[name], value) for name, value in given.items()}


def _read(name: str, hint: object, value: object) -> object:
    """Return a value as JSON would give it; braces and brackets are JSON, everything else is a word."""
    if isinstance(value, list):
        return [_read(name, str, one) for one in value]
    if isinstance(value, str) and value[:1] in ("{", "["):
        return _parsed(value, option_of(name))
    kinds = types_in(hint)
    if isinstance(value, str) and int in kinds and value.lstrip("-").isdecimal():
        return int(value)
    return value


def _from_file(file: Path | None) -> dict[str, Any]:
    if file is None:
        return {}
    told = _parsed(_contents(file), "--from")
    if not isinstance(told, dict):
        raise MisusedError("--from takes one JSON object with the fields of the command.")
    return told


def _contents(file: Path) -> str:
    try:
        return sys.stdin.read(LONGEST) if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as no:
        raise MisusedError(f"{file} cannot be read ({type(no).__name__}).") from None


def _parsed(text: str, where: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        raise MisusedError(f"{where} does not hold JSON.") from None


def _instant(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise MisusedError("--said-at takes an instant with its offset, like 2026-12-03T14:00:00-06:00.")
    return moment.astimezone(UTC)


def _absent(text: str) -> OnBehalf | None:
    try:
        return absent(text) if text else None
    except ValueError as no:
        raise MisusedError(str(no)) from None
