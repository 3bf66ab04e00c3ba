"""Who a patient is never enters through Slack: nothing there can even make such a value."""

from house.tree import python_files, text_of


def test_no_door_of_slack_knows_how_to_hold_an_identity() -> None:
    doors = [path for path in python_files() if path.startswith(("src/scabot/slack/", "src/scabot/sandbox/"))]
    assert len(doors) > 50
    assert [path for path in doors if "scabot_domain.phi" in text_of(path) or "Phi(" in text_of(path)] == []
