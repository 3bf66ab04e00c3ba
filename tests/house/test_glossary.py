"""`domain/README.md` explains every name of the domain, and no name that the domain does not have.

An entry is a table row under its heading: | `code-name` | one plain sentence | what it is not |
"""

import re

import pytest

from house.tree import text_of
from scabot_domain.case import Stage
from scabot_domain.commands import COMMANDS
from scabot_domain.events import KINDS
from scabot_domain.parties import Role
from scabot_domain.refusals import Reason

ENTRY = re.compile(r"^\| `(?P<name>[^`]+)` \| (?P<meaning>[^|]+) \| (?P<counterpart>[^|]+) \|$")

NAMES = {
    "Stages": [stage.value for stage in Stage],
    "Events": [kind.partition("@")[0] for kind in KINDS],
    "Commands": [command.__name__ for command in COMMANDS],
    "Roles": [role.value for role in Role],
    "Refusals": [reason.value for reason in Reason],
}


def entries(heading: str) -> dict[str, tuple[str, str]]:
    _, _, after = text_of("domain/README.md").partition(f"\n## {heading}\n")
    rows = (ENTRY.match(line) for line in after.partition("\n## ")[0].splitlines())
    return {row["name"]: (row["meaning"].strip(), row["counterpart"].strip()) for row in rows if row}


@pytest.mark.parametrize("heading", NAMES)
def test_every_name_has_an_entry(heading: str) -> None:
    assert sorted(set(NAMES[heading]) - entries(heading).keys()) == []


@pytest.mark.parametrize("heading", NAMES)
def test_no_entry_is_an_orphan(heading: str) -> None:
    assert sorted(entries(heading).keys() - set(NAMES[heading])) == []


@pytest.mark.parametrize("heading", NAMES)
def test_every_entry_is_a_sentence_and_says_what_the_thing_is_not(heading: str) -> None:
    told = entries(heading).items()
    assert [
        name
        for name, (meaning, counterpart) in told
        if not meaning.endswith(".") or not counterpart.startswith(("Not ", "No "))
    ] == []
