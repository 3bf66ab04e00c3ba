import re

import pytest

from scabot.clock.chance import Chance, SeededChance, SystemChance


@pytest.mark.parametrize("chance", [SystemChance(), SeededChance(7)], ids=["system", "seeded"])
def test_c17_keys_have_their_shapes(chance: Chance) -> None:
    assert re.fullmatch(r"SCA-[0-9A-HJKMNP-TV-Z]{6}", chance.case_key())
    assert re.fullmatch(r"SUB-[0-9A-HJKMNP-TV-Z]{10}", chance.subject_token())
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{12}", chance.request_id())
    assert len(chance.token_bytes(32)) == 32
    assert 0 <= chance.jitter(0.064) <= 0.064


def test_system_keys_differ() -> None:
    chance = SystemChance()
    assert len({chance.subject_token() for _ in range(100)}) == 100


def test_the_same_seed_draws_the_same() -> None:
    one, other = SeededChance(2026), SeededChance(2026)
    assert [one.case_key(), one.jitter(1)] == [other.case_key(), other.jitter(1)]
    assert one.case_key() != one.case_key()
