"""S10 to S16: what is asked for each section, in the experts' words."""

import pytest

from scabot_domain.terms.questions import questions, read_questions
from scabot_domain.terms.sections import TITLES

ONE = '[[section]]\nnumber = {}\nquestions = ["{}"]\n'
WHOLE = [ONE.format(number, "Who signs for each side?") for number in range(1, 8)]


def test_s10_to_s16_every_section_has_its_questions() -> None:
    assert {number: len(each) for number, each in questions().items()} == {1: 6, 2: 4, 3: 4, 4: 4, 5: 8, 6: 6, 7: 8}
    assert questions().keys() == TITLES.keys()
    assert questions()[6][2] == "Is it payment in full, without a balance bill and without an advance deposit?"


def test_questions_of_a_site_are_read_as_they_are() -> None:
    assert read_questions("".join(WHOLE))[7] == ("Who signs for each side?",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "each of the seven sections"),
        ("".join(WHOLE[:6]), "each of the seven sections"),
        ("".join((*WHOLE, WHOLE[6])), "each of the seven sections"),
        ("".join((*WHOLE[:6], ONE.format(7, "Say who signs for each side."))), "should match pattern"),
        ("".join((*WHOLE[:6], ONE.format(8, "Who signs for each side?"))), "less than or equal to 7"),
        ("[[section]]\nnumber = 1\nquestions = []\n", "at least 1 item"),
    ],
)
def test_questions_that_are_not_whole_are_refused(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_questions(text)
