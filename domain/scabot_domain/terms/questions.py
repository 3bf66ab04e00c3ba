"""What to ask for each section, in the experts' words (`content/sections.toml`)."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import Field, StringConstraints, TypeAdapter

from scabot_domain.fact import fact
from scabot_domain.terms.sections import TITLES

Question = Annotated[str, StringConstraints(pattern=r"^[A-Z].{8,}\?$", max_length=200)]


@fact
class _Asked:
    number: Annotated[int, Field(ge=1, le=7)]
    questions: Annotated[tuple[Question, ...], Field(min_length=1, max_length=12)]


_ASKED: TypeAdapter[tuple[_Asked, ...]] = TypeAdapter(tuple[_Asked, ...])


def read_questions(text: str) -> dict[int, tuple[str, ...]]:
    """Return the questions of each section from a TOML text.

    Raises `ValueError` if a section is missing or told twice, or if something in it is no question.
    """
    asked = _ASKED.validate_python(tomllib.loads(text).get("section", []))
    if [one.number for one in asked] != list(TITLES):
        msg = "each of the seven sections has its questions once, in order"
        raise ValueError(msg)
    return {one.number: one.questions for one in asked}


@cache
def questions() -> dict[int, tuple[str, ...]]:
    """Return the questions that ship with scabot, by the number of their section."""
    return read_questions((files("scabot_domain.content") / "sections.toml").read_text(encoding="utf-8"))
