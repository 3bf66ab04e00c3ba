"""A finding, and the words of the experts for it (`content/linter.toml`)."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import Field, StringConstraints, TypeAdapter

from scabot_domain.fact import fact
from scabot_domain.parties import PRIVATE_TO, Audience, Side, Visibility


class Severity(StrEnum):
    """What a finding stops."""

    BLOCK = "B"
    REFUSE = "P"
    WARN = "W"


@fact
class Phrase:
    """What is said about one kind of finding; names in braces are filled in."""

    id: Annotated[str, StringConstraints(pattern=r"^L([1-9]|1[0-7])$")]
    severity: Severity
    section: Annotated[int, Field(ge=1, le=7)]
    reader: Side = Side.NEUTRAL
    sentence: str
    question: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that can be read in two ways: where, in a sentence, and the question to send to the other side.

    `kind` is its name in `content/linter.toml`; `facts` are what the sentence was made of.
    """

    kind: str
    id: str
    severity: Severity
    section: int
    line_id: str | None
    sentence: str
    question: str
    visibility: Visibility
    facts: dict[str, str]

    @property
    def blocks(self) -> bool:
        """Say whether it stops approval and signature (I4)."""
        return self.severity is not Severity.WARN

    @property
    def refuses(self) -> bool:
        """Say whether an offer that says this is refused (C18)."""
        return self.severity is Severity.REFUSE


@cache
def phrases() -> dict[str, Phrase]:
    """Return what can be found, by kind, in the order of the file."""
    text = (files("scabot_domain.content") / "linter.toml").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, Phrase]).validate_python(tomllib.loads(text))


def found(kind: str, line_id: str | None = None, **facts: str) -> Finding:
    """Return a finding of a kind, for a line or for all services, in words."""
    phrase = phrases()[kind]
    told = {"where": f"Line {line_id}" if line_id else "All services", **facts}
    return Finding(
        kind=kind,
        id=phrase.id,
        severity=phrase.severity,
        section=phrase.section,
        line_id=line_id,
        sentence=phrase.sentence.format(**told),
        question=phrase.question.format(**told),
        visibility=PRIVATE_TO[phrase.reader],
        facts=facts,
    )


def readable(findings: Iterable[Finding], audience: Audience) -> tuple[Finding, ...]:
    """Return the findings that an audience may read: a warning to one side is nobody else's (I20)."""
    return tuple(finding for finding in findings if audience.may_read(finding.visibility))
