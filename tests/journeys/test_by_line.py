"""P8, C9: the story of a partial acceptance, through the real Slack stack."""

from pathlib import Path

from scabot.assemble.stories import play_stories


def test_p8_c9_a_part_is_accepted_the_rest_is_countered_and_a_line_is_reopened() -> None:
    written: list[str] = []
    assert play_stories([Path("partial-acceptance")], written.append) == 0
    assert "Partly agreed: L1; open: L2." in "".join(written)
