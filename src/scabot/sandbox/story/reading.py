"""Reading a story: from TOML to checked steps, or to a list of all that is wrong with it in plain words.

ValueError
└── StoryFaults     everything that keeps a file from being a story
"""

import json
import tomllib
from collections.abc import Sequence

from pydantic import ValidationError

from scabot.sandbox.story.form import Story


class StoryFaults(ValueError):  # noqa: N818 - named as it is read in a sentence
    """All faults of a story file, one sentence each, with the number of the step (counted from 1)."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


def read_story(text: str) -> Story:
    """Read a story from the text of a TOML file. Raises `StoryFaults` with every fault at once."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StoryFaults([f"this is not a TOML file: {error}"]) from error
    try:
        return Story.model_validate(told)
    except ValidationError as error:
        raise StoryFaults([_sentence(fault["loc"], fault["msg"]) for fault in error.errors()]) from error


def story_schema() -> str:
    """Return the JSON Schema of stories as text, for editors that check while one types."""
    return json.dumps(Story.model_json_schema(), indent=2, ensure_ascii=False) + "\n"


def _sentence(place: tuple[int | str, ...], message: str) -> str:
    parts = list(place)
    where = "the story"
    if len(parts) > 1 and parts[0] == "step" and isinstance(parts[1], int):
        where, parts = f"step {parts[1] + 1}", parts[2:]
    field = ".".join(str(part) for part in parts)
    said = "this field does not exist" if message.startswith("Extra inputs") else message.removeprefix("Value error, ")
    return f"{where}: {field}: {said}" if field else f"{where}: {said}"
