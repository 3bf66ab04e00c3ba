"""What people type becomes a command of the registry, or a fault that can be told; nothing raises."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scabot.slack.grammar.entry import Entry, Surface
from scabot.slack.grammar.keys import looks_like_key, read_key
from scabot.slack.grammar.parse import Fault, Misread, Typed, parse
from scabot.slack.grammar.registry import ACTS, EVERY_ENTRY, REGISTRY, SHELL_ACTS, entry_named, entry_of, nearest
from scabot.slack.grammar.shell_only import SHELL_ONLY
from scabot.slack.grammar.wording import clean
from scabot.slack.listeners.permission import CALLED
from scabot_domain import commands
from scabot_domain.decide.table import RULES
from scabot_domain.parties import Role


def typed(text: str) -> Typed:
    read = parse(text)
    assert isinstance(read, Typed)
    return read


def misread(text: str) -> Misread:
    read = parse(text)
    assert isinstance(read, Misread)
    return read


def test_a_command_its_case_and_the_rest_are_told_apart() -> None:
    read = typed("offer SCA-7QK2M4  45000   case rate")
    assert (read.entry.name, read.key, read.rest) == ("offer", "SCA-7QK2M4", "45000 case rate")


def test_the_key_may_be_left_out() -> None:
    read = typed("offer 140% medicare")
    assert (read.key, read.rest) == (None, "140% medicare")


def test_nothing_typed_means_my_cases() -> None:
    assert typed("   ").entry.name == "mine"


def test_an_alias_and_capitals_name_the_same_command() -> None:
    assert typed("UNBLOCK sca-7qk2m4").entry.name == "next"


@pytest.mark.parametrize("word", ["SCA-7QK2M0", "sca-7qk2mo", "Sca-7qk2mO", "SCA7QK2M0"])
def test_c17_letter_case_hyphen_and_o_fold_to_one_key(word: str) -> None:
    assert read_key(word) == "SCA-7QK2M0"


def test_c17_i_and_l_fold_to_one() -> None:
    assert read_key("sca-iL1234") == "SCA-111234"


@pytest.mark.parametrize(
    "word",
    [
        "\u0405CA-7QK2M4",  # a Cyrillic letter
        "SCA-7QK2M4\u200b",  # zero width
        "SCA-\u202e7QK2M4",  # direction
        "SCA\u20107QK2M4",  # another hyphen
        "SCA-7QK2M4\U000e0041",  # a tag character
        "\u017fCA-7QK2M4",  # a long s, whose capital is S
        "SCA-7QK2M\u0131",  # a dotless i, whose capital is I
        "SCA-7QK2MU",  # no letter of the alphabet
        "SCA-7QK2M",
        "SCA-7QK2M44",
        "SCA-７QK2M4",  # a full-width digit  # noqa: RUF001 - the look-alike is the point
    ],
)
def test_anything_odd_is_no_case_key(word: str) -> None:
    assert read_key(word) is None
    assert looks_like_key(word)
    assert misread(f"status {word}").fault is Fault.NOT_A_KEY
    assert misread(f"offer {word} 45000 case rate").fault is Fault.NOT_A_KEY


def test_a_note_may_begin_with_any_words() -> None:
    assert typed("note fax line busy").rest == "fax line busy"
    assert typed("note scanning again on Friday").rest == "scanning again on Friday"


def test_an_unknown_word_is_told_with_what_looks_like_it() -> None:
    read = misread("ofer SCA-7QK2M4")
    assert (read.fault, read.word, read.near[0]) == (Fault.UNKNOWN_WORD, "ofer", "offer")
    assert nearest("xyzzy") == ()


def test_ten_kilobytes_of_text_are_refused_unread() -> None:
    assert misread("note " + "x" * 10_000).fault is Fault.TOO_LONG


def test_a_word_too_many_and_a_wrong_part_are_told() -> None:
    assert misread("accept SCA-7QK2M4 now").fault is Fault.NOTHING_MORE
    read = misread("draft SCA-7QK2M4 shred")
    assert (read.fault, read.near) == (Fault.UNKNOWN_SUBWORD, ("issue", "redline", "approve"))


def test_text_is_cleaned_of_what_nobody_can_see() -> None:
    assert clean("fax\tline\u200b\x07 bu\u0301sy\u202e") == "fax line b\u00fasy"


@given(st.text(max_size=4000))
def test_any_text_at_all_is_answered(text: str) -> None:
    assert isinstance(parse(text), Typed | Misread)


@given(st.sampled_from(REGISTRY), st.text(max_size=60))
def test_any_arguments_at_all_are_answered(entry: Entry, rest: str) -> None:
    assert isinstance(parse(f"{entry.name} {rest}"), Typed | Misread)


def test_every_name_and_alias_leads_to_its_own_command() -> None:
    words = [(word, entry) for entry in REGISTRY for word in (entry.name, *entry.aliases)]
    assert len({word for word, _ in words}) == len(words)
    assert all(entry_named(word) is entry for word, entry in words)


def test_every_example_parses_to_its_command() -> None:
    assert all(typed(example).entry is entry for entry in REGISTRY for example in entry.examples)
    assert all(entry.examples for entry in REGISTRY)


def test_the_registry_keeps_its_measures() -> None:
    assert [entry.name for entry in EVERY_ENTRY if len(entry.summary) > 60] == []
    assert [act.name for act in SHELL_ACTS.values() if len(act.label) > 24] == []
    assert all(act in entry_of(act).acts for act in SHELL_ACTS.values())


def test_a_command_is_for_exactly_the_roles_that_may_give_what_it_records() -> None:
    everybody = set(RULES[commands.AddNote].roles)
    for entry in EVERY_ENTRY:
        taken = {role for act in entry.acts for name in act.commands for role in RULES[CALLED[name]].roles}
        people = taken - {Role.SYSTEM}
        assert set(entry.roles or everybody) == (people or everybody), entry.name


def test_every_command_of_the_domain_that_people_give_is_given_on_the_shell() -> None:
    given_by_the_clock = {"ExpireOffer", "FireDeadline", "EndTerm"}
    known = {command.__name__ for command in commands.COMMANDS}
    assert {name for act in SHELL_ACTS.values() for name in act.commands} == known - given_by_the_clock
    assert ACTS.items() <= SHELL_ACTS.items()


def test_what_is_for_the_shell_alone_is_neither_typed_nor_pressed_in_slack() -> None:
    on_the_shell = [entry for entry in EVERY_ENTRY if entry.surfaces == {Surface.SHELL}]
    assert on_the_shell == [*SHELL_ONLY]
    assert not {act.name for entry in SHELL_ONLY for act in entry.acts} & ACTS.keys()
    assert all(misread(example).fault is Fault.UNKNOWN_WORD for entry in SHELL_ONLY for example in entry.examples)
    assert all(entry.name not in nearest(entry.name) for entry in SHELL_ONLY)


def test_the_grammar_needs_neither_slack_nor_pydantic() -> None:
    script = "import sys, scabot.slack.grammar.parse; print({'slack_bolt', 'slack_sdk', 'pydantic'} & set(sys.modules))"
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603 - our own interpreter and script
    assert answer.stdout.strip() == "set()"
