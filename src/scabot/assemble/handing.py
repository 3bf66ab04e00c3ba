"""What the shell asks of the ledger, done here or handed to the service that has it open; the answer is ready to print.

A fault is raised where the ledger is open; whoever speaks for the shell puts it into a sentence and an exit code.
"""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal, assert_never

from pydantic import Field, TypeAdapter
from pydantic.dataclasses import dataclass

from scabot.assemble.giving import Given, Recorded, ShellUser, acts_for, give
from scabot.assemble.identity import Identity, put_on_file
from scabot.assemble.site import Site
from scabot.assemble.supposing import document_of, lines_of, suppose
from scabot.ledger.facts import SITE_KINDS, SiteFact
from scabot.slack.answers.coming import drift_words
from scabot.slack.cards.lines import log_line
from scabot.slack.words import sorry
from scabot_domain.events import TOPIC_OF, DraftChecked, Fact
from scabot_domain.insight import drifts_among
from scabot_domain.insight.drift import DRIFTING
from scabot_domain.parties import Actor, By, Role, Side, Source
from scabot_domain.phi import Phi
from scabot_domain.refusals import Refused
from scabot_domain.terms.canonical import canonical
from scabot_domain.visible import visible

REFUSED = 1


@dataclass(frozen=True, kw_only=True)
class Giving:
    """Give a command; `as_json` asks for the answer as canonical JSON."""

    kind: Literal["give"] = "give"
    given: Given
    as_json: bool = False


@dataclass(frozen=True, kw_only=True)
class Supposing:
    """Say what an offer would come to; nothing is recorded. `as_json` asks for canonical JSON."""

    kind: Literal["suppose"] = "suppose"
    given: Given
    as_json: bool = False


@dataclass(frozen=True, kw_only=True)
class Identifying:
    """Put on file who the patient of a case is; nothing of it is ever printed."""

    kind: Literal["identify"] = "identify"
    case: str
    name: str = Field(repr=False)
    birth_date: str = Field(repr=False)
    member_id: str = Field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Governing:
    """Record a fact about the installation, by its topic; `said` is what the shell prints then."""

    kind: Literal["govern"] = "govern"
    topic: str
    fact: dict[str, Any]
    said: str


Handed = Annotated[Giving | Supposing | Identifying | Governing, Field(discriminator="kind")]
HANDED: TypeAdapter[Handed] = TypeAdapter(Handed)
_SITE_FACTS: dict[str, TypeAdapter[SiteFact]] = {topic: TypeAdapter(kind) for topic, kind in SITE_KINDS.items()}


@dataclass(frozen=True, kw_only=True)
class Printed:
    """What a command prints on which stream, and its exit code."""

    out: str = ""
    err: str = ""
    exit_code: int = 0


def answered(site: Site, handed: Handed, user: ShellUser) -> Printed:
    """Do what the shell asks, as whoever runs it; raise `NotGivenError`, `NotEnteredError`, a fault of the ledger."""
    match handed:
        case Giving():
            return _given(site, handed, user)
        case Supposing():
            supposed = suppose(site, handed.given, user)
            told = "".join(f"{line}\n" for line in lines_of(supposed))
            return Printed(out=_json(document_of(supposed)) if handed.as_json else told)
        case Identifying():
            identity = Identity(
                name=Phi(handed.name), birth_date=Phi(handed.birth_date), member_id=Phi(handed.member_id)
            )
            put_on_file(site, handed.case, identity, user)
            return Printed(
                out=f"The identity of the patient in {handed.case} is on file, sealed. "
                "Section 2 waits to be confirmed.\n"
            )
        case Governing():
            return _governed(site, handed, user)
        case _:
            assert_never(handed)


def governing(fact: SiteFact, said: str) -> Governing:
    """Return the request for a fact about the installation."""
    topic = next(topic for topic, kind in SITE_KINDS.items() if kind is type(fact))
    told: dict[str, Any] = _SITE_FACTS[topic].dump_python(fact, mode="json")
    return Governing(topic=topic, fact=told, said=said)


def _governed(site: Site, asked: Governing, user: ShellUser) -> Printed:
    fact = _SITE_FACTS[asked.topic].validate_python(asked.fact)
    now, request = site.clock.now(), site.chance.request_id()
    actor = Actor(team=user[0], user=user[1], role=Role.ADMIN, side=Side.NEUTRAL)
    site.handle.govern(
        fact, By(actor=actor, at=now, said_at=now, source=Source.CLI, key=f"cli:{request}", corr=request)
    )
    return Printed(out=f"{asked.said}\n")


def _given(site: Site, asked: Giving, user: ShellUser) -> Printed:
    try:
        recorded = give(site, asked.given, user)
    except Refused as no:
        return _refused(no, asked, site)
    drifts = _drifts(site, recorded)
    document = {**_document(recorded), **({"drift": drifts} if drifts else {})}
    return Printed(out=_json(document) if asked.as_json else _lines(recorded) + "".join(f"{one}\n" for one in drifts))


def _drifts(site: Site, recorded: Recorded) -> tuple[str, ...]:
    """Return what an offer or a draft just changed of the terms that both sides stood by, in words."""
    told = recorded.seen.events
    if recorded.outcome.repeated or not any(isinstance(event.fact, DRIFTING) for event in told):
        return ()
    history = visible(site.store.history(recorded.case), recorded.audience)
    return drift_words(drifts_among(told, history))


def _lines(recorded: Recorded) -> str:
    seen = recorded.seen
    head = f"{recorded.case} is {seen.case.stage.value.replace('_', ' ')}"
    if not recorded.outcome.events:
        return f"{head}; there was nothing to change.\n"
    if seen.repeated:
        head = f"{head}; this was recorded before, and the repeat changed nothing"
    lines = (line for one in seen.events for line in (f"  {log_line(one, seen.case.tz)}", *_verdicts(one.fact)))
    return "".join(f"{line}\n" for line in (f"{head}:", *lines))


def _verdicts(fact: Fact) -> list[str]:
    """Return every term of a draft that does not match, by the name under which it is typed again."""
    wrong = fact.wrong if isinstance(fact, DraftChecked) else ()
    return [f"    {one.term}: {one.verdict.value}{f', it says {one.said}' if one.said else ''}" for one in wrong]


def _document(recorded: Recorded) -> Mapping[str, object]:
    seen = recorded.seen
    return {
        "schema": "scabot.given/1",
        "case": recorded.case,
        "stage": seen.case.stage,
        "repeated": seen.repeated,
        "events": [
            {"version": one.version, "topic": TOPIC_OF[type(one.fact)], "said": one.occurred_at, "fact": one.fact}
            for one in seen.events
        ],
    }


def _refused(no: Refused, asked: Giving, site: Site) -> Printed:
    possible = acts_for(no.legal)
    if asked.as_json:
        document = {
            "schema": "scabot.refused/1",
            "reason": no.reason,
            "facts": dict(no.facts),
            "possible": list(possible),
        }
        return Printed(out=_json(document), exit_code=REFUSED)
    told = sorry(no, reference=asked.given.key or "none", zone=site.settings.site_zone, possible=possible)
    texts = [told.text, *(text for block in told.blocks[1:] for text in _texts(block))]
    return Printed(err="".join(f"{text}\n" for text in texts), exit_code=REFUSED)


def _texts(block: Mapping[str, Any]) -> list[str]:
    held = block.get("text") or {}
    return [held["text"]] if "text" in held else [one["text"] for one in block.get("elements", ()) if "text" in one]


def _json(document: Mapping[str, object]) -> str:
    return json.dumps(json.loads(canonical(document)), ensure_ascii=False, sort_keys=True) + "\n"
