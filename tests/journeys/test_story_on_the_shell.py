"""Stories give commands on the shell as `scabot case` does, and say what channels show and which flags there are."""

from pathlib import Path

import pytest

from scabot.assemble.stories import BROKEN, play_stories

HEAD = """
format = "scabot.story/1"
title = "A note"
begins = "2026-11-23 09:00"

[[step]]
who = "ruth"
shell = "open"
with = { patient-token = "SUB-0123456789", payer = "Plan", provider = "Lakeside", urgency = "routine", tz = "UTC" }
"""
NOTE = """
[[step]]
who = "ben"
shell = "note {case}"
with = { text = "our floor is 41,000" }
"""


def played(folder: Path, *parts: str) -> tuple[int, str]:
    file, told = folder / "story.toml", [""]
    file.write_text("".join((HEAD, *parts)))
    return play_stories([file], told.append), "\n".join(told)


def test_i20_what_is_told_on_the_shell_is_shown_to_the_own_side_alone(tmp_path: Path) -> None:
    code, told = played(
        tmp_path,
        NOTE,
        '[step.then]\nrecorded = ["note-added"]\nsees = ["is intake", "our floor is 41,000"]\nflags = []\n'
        'channel_hides = { "#sca-partner" = ["our floor"] }\n[step.then.never_shown]\ncara = ["our floor"]\n'
        '[step.then.shown]\nben = ["our floor"]\n',
    )
    assert code == 0, told
    assert "ben on the shell: scabot case note SCA-" in told
    assert "--text 'our floor is 41,000'" in told.replace("\n     ", " ")


@pytest.mark.parametrize(
    ("then", "sentence"),
    [
        ('flags = ["verbal"]', "expected: flags: ['verbal']"),
        ('channel_shows = { "#sca-partner" = ["our floor"] }', "expected: #sca-partner shows “our floor”"),
        ('channel_hides = { "#sca-partner" = ["NOT YET"] }', "expected: #sca-partner does not show “NOT YET”"),
        ('channel_hides = { "#elsewhere" = ["x"] }', "There is no channel #elsewhere. There are: "),
        ('refused = "wrong-stage"', "expected: is refused with the reason wrong-stage"),
    ],
)
def test_what_does_not_hold_breaks_the_story(tmp_path: Path, then: str, sentence: str) -> None:
    code, told = played(tmp_path, NOTE, f"[step.then]\n{then}\n")
    assert code == BROKEN
    assert sentence in told


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ('shell = "offer {case}"\nwith = { rates = ["45000 case rate"] }', "Reason not-permitted"),
        ('shell = "dance {case}"', "'dance' is no command"),
        ('shell = "care {case}"\nwith = { dos = "soon" }', "That is not a date scabot can read"),
        ('shell = "note {case}"\nwith = { source = "pigeon" }', "'pigeon' is not a valid Source"),
    ],
)
def test_a_command_that_fails_breaks_the_story_unless_the_step_expects_it(
    tmp_path: Path, words: str, sentence: str
) -> None:
    step = f'[[step]]\nwho = "ruth"\n{words}\n'
    code, told = played(tmp_path, step)
    assert code == BROKEN
    assert "expected: the command is taken" in told
    assert sentence in told
    code, told = played(tmp_path, step, "[step.then]\nnothing_recorded = true\n")
    assert code == 0, told


def test_who_holds_no_role_is_told_so(tmp_path: Path) -> None:
    code, told = played(
        tmp_path, NOTE.replace("ben", "gus"), '[step.then]\nnothing_recorded = true\nsees = ["hold no role"]\n'
    )
    assert code == 0, told
