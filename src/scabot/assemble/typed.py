"""A command of a story as somebody types it on the shell: the request it makes, and the line that would make it.

A hash may be told as `as shown`: it is then the one that stands there now, as cards and answers show it; so may the
`ref` of the newest entry that waits to be read back.
"""

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from scabot.assemble.filling import hints
from scabot.assemble.giving import Given, NotGivenError, absent
from scabot.slack.grammar.registry import SHELL_ACTS
from scabot.slack.listeners.permission import CALLED
from scabot_domain.case import Case
from scabot_domain.parties import Source
from scabot_domain.terms.canonical import short
from scabot_domain.terms.hashes import terms_hash

AS_SHOWN = "as shown"
CIRCUMSTANCES = ("source", "said_at", "on_behalf", "evidence", "key")
"""Options that every command takes, beside the fields of its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """What is typed after `scabot case`: the act, the case unless it opens one, and the options by name."""

    act: str
    case: str = ""
    options: Mapping[str, object]

    @property
    def line(self) -> str:
        """Return the whole line as a shell takes it."""
        return shlex.join(["scabot", "case", self.act, *([self.case] if self.case else []), *self._words()])

    def _words(self) -> Iterator[str]:
        for name, value in self.options.items():
            option = f"--{name.replace('_', '-')}"
            if isinstance(value, bool):
                yield option if value else f"--no-{name.replace('_', '-')}"
                continue
            for one in value if isinstance(value, list) else [value]:
                yield from (option, one if isinstance(one, str) else json.dumps(one, ensure_ascii=False))


def typed(words: str, options: Mapping[str, object]) -> Typed:
    """Return what somebody types: `words` are an act and perhaps a case; options are named with dashes or without."""
    act, _, case = words.partition(" ")
    return Typed(act=act, case=case, options={name.replace("-", "_"): value for name, value in options.items()})


def as_shown(told: Typed, case: Case) -> Typed:
    """Return the same with each `as shown` replaced by what is shown now; where there is nothing it stays."""
    stands = _shown(told, case)
    filled = {name: stands.get(name, value) if value == AS_SHOWN else value for name, value in told.options.items()}
    return Typed(act=told.act, case=told.case, options=filled)


def given(told: Typed) -> Given:
    """Return the request that the line makes. Raises `NotGivenError` for a circumstance that nobody can mean."""
    options, own = told.options, _own_fields(told.act)
    try:
        return Given(
            act=told.act,
            case=told.case,
            told={name: value for name, value in options.items() if name in own or name not in CIRCUMSTANCES},
            source=Source(str(options.get("source", Source.CLI.value))),
            said_at=_instant(str(options.get("said_at", ""))),
            on_behalf_of=absent(str(options["on_behalf"])) if "on_behalf" in options else None,
            evidence=str(options["evidence"]) if "evidence" in options else None,
            key=str(options.get("key", "")),
        )
    except ValueError as no:
        raise NotGivenError(f"{no} Nothing was recorded.") from None


def _own_fields(name: str) -> frozenset[str]:
    act = SHELL_ACTS.get(name)
    return frozenset(field for called in act.commands for field in hints(CALLED[called])) if act else frozenset()


def _instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def _shown(told: Typed, case: Case) -> dict[str, object]:
    offer = case.offer(str(told.options.get("offer_id")))
    amendment = next((one for one in case.amendments if one.id == told.options.get("amendment")), None)
    stands = {
        "offer_hash": offer.hash if offer else "",
        "terms_hash": terms_hash(case) if case.sections else "",
        "base_hash": terms_hash(case) if case.sections else "",
        "doc_sha256": case.draft.doc_sha256 if case.draft else "",
        "new_hash": amendment.proposed.new_hash if amendment else "",
    }
    unread: dict[str, object] = {"ref": case.unconfirmed[-1].ref} if case.unconfirmed else {}
    return {**{name: short(value) for name, value in stands.items() if value}, **unread}
