"""A command of the registry as the shell takes it: the act, the case, its fields as JSON, and who says it how.

NotGivenError    the request makes no command, or not one of this person's; the text is a sentence
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from scabot.assemble.filling import Around, filled_in
from scabot.assemble.site import Site
from scabot.handle import Outcome
from scabot.slack.grammar.entry import Act
from scabot.slack.grammar.registry import SHELL_ACTS
from scabot.slack.listeners.permission import CALLED, given_by
from scabot.views import people
from scabot_domain.case import Case
from scabot_domain.commands import Command, Escalate
from scabot_domain.decide.legal import acting_role
from scabot_domain.decide.relaying import RECORDERS
from scabot_domain.directory import Person
from scabot_domain.evolve import replay
from scabot_domain.parties import Actor, Audience, By, Instant, OnBehalf, Role, Side, Source
from scabot_domain.visible import visible

ShellUser = tuple[str, str]
"""`local`, and `<uid>:<login>`."""


class NotGivenError(Exception):
    """The request makes no command; the text is a sentence, and nothing was recorded."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """What was typed: `told` holds the fields of the command by name, as JSON.

    `said_at` is when it was said or done, if not now. `key` makes it idempotent: the same key records at most once.
    """

    act: str
    case: str = ""
    told: Mapping[str, Any] = field(default_factory=dict)
    source: Source = Source.CLI
    said_at: Instant | None = None
    on_behalf_of: OnBehalf | None = None
    evidence: str | None = None
    key: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded:
    """What it came to, for a person: the events are those that this person may read."""

    case: str
    outcome: Outcome
    person: Person

    @property
    def audience(self) -> Audience:
        """Return whose facts this person may read."""
        return Audience(side=self.person.side, compliance=Role.COMPLIANCE in self.person.roles)

    @property
    def seen(self) -> Outcome:
        """Return the outcome with what this person may read of its events."""
        return Outcome(
            case=self.outcome.case,
            events=tuple(visible(self.outcome.events, self.audience)),
            repeated=self.outcome.repeated,
        )


def give(site: Site, given: Given, user: ShellUser) -> Recorded:
    """Record a command for whoever runs the shell, who holds roles like everybody.

    Raises `NotGivenError`, `Refused`, or a fault of the ledger; nothing is recorded then.
    """
    person = known(site, user)
    case_key = given.case or site.chance.case_key()
    case = replay(case_key, site.store.history(case_key))
    command = command_in(site, given, person, case)
    return Recorded(case=case_key, outcome=site.handle(case_key, command), person=person)


def command_in(site: Site, given: Given, person: Person, case: Case) -> Command:
    """Return what was typed as a command of a person in a case; raise `NotGivenError` for what is none."""
    act = SHELL_ACTS.get(given.act)
    if act is None:
        raise NotGivenError(f"{given.act!r} is no command. There are: {', '.join(sorted(SHELL_ACTS))}.")
    kind, role = _taken(act, person, given)
    by = _by(site, given, person, role)
    around = Around(case=case, by=by, site_zone=site.settings.site_zone, calendar=site.book.calendar)
    try:
        told = filled_in(kind, given.told, around)
    except ValueError as no:
        raise NotGivenError(f"{no} Nothing was recorded.") from None
    if kind is Escalate:
        told["directory"] = site.handle.directory()
    return _command(kind, given.act, told, by)


def absent(text: str) -> OnBehalf:
    """Return whose word is recorded, from `payer:network_manager:CON-7`; raise `ValueError` with a sentence."""
    side, _, rest = text.partition(":")
    role, _, contact = rest.partition(":")
    try:
        return OnBehalf(side=Side(side), role=Role(role), contact_ref=contact)
    except ValueError:
        raise ValueError("--on-behalf takes a side, a role and a contact, like payer:network_manager:CON-7.") from None


def known(site: Site, user: ShellUser) -> Person:
    """Return the person whom the system knows as `user`; raise `NotGivenError` for one without a role."""
    with site.store.reading() as tx:
        person = people.find(tx, *user)
    if person is None or not person.roles:
        team, name = user
        raise NotGivenError(
            f"You are {team} {name} here and hold no role. Ask an admin for: "
            f'scabot people grant {team} {name} ROLE --name "Your Name"'
        )
    return person


def _taken(act: Act, person: Person, given: Given) -> tuple[type[Command], Role]:
    """Return the command and the role it is given in; a role that may not is named anyway, for the domain to refuse."""
    told, absent = given.told, given.on_behalf_of
    if absent is not None:
        return _relayed(act, absent), _recording(person, absent)
    return given_by(act, person, _sections(told))


def _relayed(act: Act, absent: OnBehalf) -> type[Command]:
    """Return the command that an act stands for in the hands of the person whose word is recorded."""
    commands = [CALLED[name] for name in act.commands]
    return next((one for one in commands if acting_role(one, (absent.role,), absent.side) is not None), commands[0])


def _recording(person: Person, absent: OnBehalf) -> Role:
    """Return the role in which a person records the word of somebody absent: their own, or one that records (C12)."""
    own = (absent.role,) if person.side is absent.side else ()
    return next((role for role in (*RECORDERS, *own) if role in person.roles), person.roles[0])


def _sections(told: Mapping[str, Any]) -> list[int]:
    content, listed = told.get("content"), told.get("sections")
    one = [content.get("section")] if isinstance(content, dict) else []
    return [number for number in (*one, *(listed if isinstance(listed, list) else ())) if isinstance(number, int)]


def _by(site: Site, given: Given, person: Person, role: Role) -> By:
    now, request = site.clock.now(), site.chance.request_id()
    return By(
        actor=Actor(team=person.team, user=person.user, role=role, side=person.side),
        at=now,
        said_at=given.said_at or now,
        source=given.source,
        on_behalf_of=given.on_behalf_of,
        evidence=given.evidence,
        key=f"cli:{given.key or request}",
        corr=request,
    )


def _command(kind: type[Command], act: str, told: Mapping[str, Any], by: By) -> Command:
    try:
        command: Command = TypeAdapter(kind).validate_python({**told, "by": by})
    except ValidationError as odd:
        raise NotGivenError(_sentence(act, odd)) from None
    return command


def _sentence(act: str, odd: ValidationError) -> str:
    wrong = [
        f"{'.'.join(str(part) for part in error['loc']) or 'fields'}: {error['msg']}"
        for error in odd.errors(include_input=False, include_url=False, include_context=False)
    ]
    return f"These fields do not make a command of {act!r}: {'; '.join(wrong)}. Nothing was recorded."


def acts_for(legal: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the acts that give one of these commands."""
    return tuple(act.name for act in SHELL_ACTS.values() if set(legal) & set(act.commands))
