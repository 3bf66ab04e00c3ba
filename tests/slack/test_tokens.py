"""Values of buttons: short, ours, unchanged and young, or good for nothing."""

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

import cast as c
from scabot.slack.tokens import LIFE, BadToken, Press, Tokens

NOW = datetime(2026, 11, 23, 16, 12, tzinfo=UTC)
TOKENS = Tokens(b"our own secret key, 32 bytes long")
PRESS = Press(action="accept", case=c.KEY, version=9, hash="5c0b" * 16, alias="northwind", exp=NOW + LIFE)


def test_what_is_sealed_is_unsealed_as_it_was() -> None:
    assert TOKENS.unseal(TOKENS.seal(PRESS), NOW) == PRESS


def test_the_longest_possible_value_has_at_most_300_characters_and_no_money_or_person() -> None:
    longest = Press(
        action="section-confirm", case=c.KEY, version=10**6, hash="f" * 64, alias="a" * 40, exp=NOW + 99 * LIFE
    )
    assert len(TOKENS.seal(longest)) <= 300


def test_it_is_good_until_the_very_second_and_not_after() -> None:
    sealed = TOKENS.seal(PRESS)
    assert timedelta(days=30) == LIFE
    assert TOKENS.unseal(sealed, NOW + LIFE).case == c.KEY
    with pytest.raises(BadToken):
        TOKENS.unseal(sealed, NOW + LIFE + timedelta(seconds=1))


def test_every_edited_character_makes_it_good_for_nothing() -> None:
    sealed = TOKENS.seal(PRESS)
    for at, was in enumerate(sealed):
        edited = sealed[:at] + ("A" if was != "A" else "B") + sealed[at + 1 :]
        with pytest.raises(BadToken):
            TOKENS.unseal(edited, NOW)


def test_a_value_sealed_under_another_key_is_foreign() -> None:
    with pytest.raises(BadToken):
        TOKENS.unseal(Tokens(b"the key of somebody else, also 32").seal(PRESS), NOW)


def test_the_body_of_one_and_the_seal_of_another_do_not_fit() -> None:
    one, other = TOKENS.seal(PRESS), TOKENS.seal(replace(PRESS, case="SCA-0BBBBB"))
    with pytest.raises(BadToken):
        TOKENS.unseal(f"{one.rpartition('.')[0]}.{other.rpartition('.')[2]}", NOW)


def _sealed_by_us(body: bytes) -> str:
    text = base64.urlsafe_b64encode(body).rstrip(b"=").decode()
    mac = TOKENS._mac(text)  # noqa: SLF001 - a body that we would never write, under our own seal
    return f"v1.{text}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


@pytest.mark.parametrize("body", [b"", b"{}", b"[1,2]", b"nonsense", b'["a","b",1,"c","d","e","f"]'])
def test_a_body_in_another_form_is_refused_even_under_our_seal(body: bytes) -> None:
    with pytest.raises(BadToken):
        TOKENS.unseal(_sealed_by_us(body), NOW)


@over(st.text(alphabet=st.characters(exclude_categories=())))
def test_whatever_comes_back_is_a_bad_token_and_never_a_fault(text: str) -> None:
    for spoiled in (text, f"v1.{text}.{text}", f"v1.{text}"):
        with pytest.raises(BadToken):
            TOKENS.unseal(spoiled, NOW)
