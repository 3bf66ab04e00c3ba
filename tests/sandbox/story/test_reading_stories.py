import json
import re
from pathlib import Path

import jsonschema
import pytest

from scabot.sandbox.story.form import Act, DeadlineSeen, OfferSeen, PingSeen, Step, Story, Then
from scabot.sandbox.story.reading import StoryFaults, read_story, story_schema

PAGES = Path(__file__).parents[3] / "docs" / "reference"
SMALL = """
format = "scabot.story/1"
title = "A request goes out"
begins = "2026-11-23 09:00"
[[step]]
who = "ruth"
type = "/sca open"
"""


def faults(text: str) -> tuple[str, ...]:
    with pytest.raises(StoryFaults) as caught:
        read_story(text)
    return caught.value.faults


def test_a_small_story_is_read() -> None:
    story = read_story(SMALL)
    assert [step.type for step in story.step] == ["/sca open"]


def test_all_faults_are_told_at_once_with_the_number_of_their_step() -> None:
    text = SMALL + 'clik = "Accept"\n[[step]]\nafter = "soon"\n[step.then]\nstge = "intake"\n'
    told = faults(text)
    assert told[0] == "step 1: clik: this field does not exist"
    assert told[1].startswith("step 2: after: ")
    assert told[2] == "step 2: then.stge: this field does not exist"


def test_a_step_moves_the_clock_in_one_way_only() -> None:
    told = faults(SMALL + 'after = "1bd"\nat = "2026-11-24 09:00"\n')
    assert told == ("step 1: give one of `at`, `after` and `down`, not several",)


def test_a_step_has_one_act_or_several_together() -> None:
    told = faults(SMALL + 'together = [{ who = "ben", submit = true }]\n')
    assert told == ("step 1: a step has acts in `together` or one act of its own, not both",)


def test_a_step_is_in_slack_or_on_the_shell() -> None:
    told = faults(SMALL + 'shell = "note {case}"\n')
    assert told == ("step 1: somebody acts in Slack or on the shell in a step, not both",)


def test_options_belong_to_a_command_of_the_shell() -> None:
    told = faults(SMALL + 'with = { text = "called" }\n')
    assert told == ("step 1: `with` holds the options of a command in `shell`, and there is none",)


@pytest.mark.parametrize("words", ["", "Note {case}", "note {case} --text called", "--help"])
def test_what_follows_scabot_case_is_a_command_and_a_case(words: str) -> None:
    [told] = faults(SMALL.replace('type = "/sca open"', f'shell = "{words}"'))
    assert told.startswith("step 1: shell: ")


def test_a_file_that_is_no_toml_is_called_so() -> None:
    assert faults("who: ruth")[0].startswith("this is not a TOML file: ")


def test_the_schema_accepts_a_story_and_refuses_an_unknown_field() -> None:
    schema = json.loads(story_schema())
    step = {"who": "ruth", "type": "/sca open"}
    story = {"format": Story.SCHEMA, "title": "A", "begins": "2026-11-23 09:00", "step": [step]}
    jsonschema.validate(story, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(story | {"step": [step | {"clik": "Accept"}]}, schema)


@pytest.mark.parametrize("part", [Story, Step, Act, Then, OfferSeen, DeadlineSeen, PingSeen])
def test_the_reference_page_explains_every_field(part: type[Story]) -> None:
    page = (PAGES / "stories.md").read_text()
    fields = [field.alias or name for name, field in part.model_fields.items()]
    missing = [name for name in fields if not re.search(rf"`\[*(?:step\.)?{name}\]*`", page)]
    assert missing == []


def test_the_example_of_the_reference_page_is_a_story() -> None:
    page = (PAGES / "stories.md").read_text()
    [example] = re.findall(r"```toml\n(.*?)```", page, flags=re.DOTALL)
    assert read_story(example).title == "A request goes out"


def test_the_schema_in_the_docs_is_the_one_of_the_format() -> None:
    assert (PAGES / "stories.schema.json").read_text() == story_schema()
