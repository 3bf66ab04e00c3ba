"""What `scabot case identity` does: it asks, shows nothing, and prints nothing of what it was told."""

import json
import os
import sys
import warnings
from collections.abc import Callable
from datetime import date
from getpass import GetPassWarning, getpass

from scabot.assemble.handing import Identifying
from scabot.assemble.identity import Identity
from scabot.cli.evidence import case_key
from scabot.cli.faults import MisusedError
from scabot.cli.hand import hand
from scabot.cli.site import ENV_FILE
from scabot.clock.wall import SystemClock
from scabot.settings import read_settings
from scabot_domain.phi import Phi
from scabot_domain.wording import clean

LONGEST = 200
ASKED = {"name": "Name, as on the card", "birth_date": "Birth date, like 1970-12-31", "member_id": "Member id"}


def enter_identity(typed_case: str) -> int:
    """Put a patient's identity on file: typed at a terminal without echo, or read as JSON from standard input."""
    key = case_key(typed_case)
    settings = read_settings(os.environ, ENV_FILE)
    told = asked(_hidden) if sys.stdin.isatty() else from_json(sys.stdin.buffer.read(64 * 1024))
    who = checked(told, SystemClock().now().date())
    asked_for = Identifying(
        case=key, name=who.name.clear(), birth_date=who.birth_date.clear(), member_id=who.member_id.clear()
    )
    return hand(settings, asked_for)


def asked(ask: Callable[[str], str]) -> dict[str, str]:
    """Ask for each field twice, because nobody sees what is typed; raise `MisusedError` where the two differ."""
    told = {}
    for name, prompt in ASKED.items():
        told[name] = ask(f"{prompt}: ")
        if ask(f"{prompt}, again: ") != told[name]:
            raise MisusedError(f"The two entries for {name} differ. Nothing was recorded.")
    return told


def from_json(content: bytes) -> dict[str, str]:
    """Read the fields from a JSON object; raise `MisusedError`, quoting nothing, if it is another one."""
    try:
        told = json.loads(content)
    except ValueError:
        told = None
    if not isinstance(told, dict) or told.keys() != ASKED.keys() or not all(isinstance(v, str) for v in told.values()):
        raise MisusedError(f"Standard input must be one JSON object with the texts {', '.join(ASKED)}.")
    return told


def checked(told: dict[str, str], today: date) -> Identity:
    """Return the fields as an identity; raise `MisusedError`, quoting nothing, for what none can be."""
    name, born, member = (str(clean(told[field])).strip() for field in ASKED)
    for field, text in (("name", name), ("member_id", member)):
        if not 0 < len(text) <= LONGEST:
            raise MisusedError(f"The {field} must have 1 to {LONGEST} characters.")
    if not _day_until(born, today):
        raise MisusedError("The birth_date must be a day like 1970-12-31, not in the future.")
    return Identity(name=Phi(name), birth_date=Phi(born), member_id=Phi(member))


def _day_until(text: str, today: date) -> bool:
    try:
        return date.fromisoformat(text) <= today and text[4:5] == "-"
    except ValueError:
        return False


def _hidden(prompt: str) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("error", GetPassWarning)
        try:
            return getpass(prompt)
        except GetPassWarning:
            raise MisusedError("This terminal would show what is typed. Nothing was recorded.") from None
