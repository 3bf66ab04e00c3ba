"""No tracked file names a machine that built it or an index that a package came from.

The patterns are put together from parts, so that this file does not match itself.
"""

import re

import pytest

from house.tree import lines

FOLDERS = ["work", "root", "farm", "opt/(?:pypi|wheels)", "(?:home|Users)/[A-Za-z0-9_.-]+"]
HOSTS = [
    "pypi" + r"\.org",
    "python" + "hosted",
    "npm" + r"js\.(?:org|com)",
    "deb" + r"\.debian",
    "archive" + r"\.ubuntu",
]
OPTIONS = ["index" + "-url", "find" + "-links", "trusted" + "-host"]

MACHINE_PATH = re.compile("(?<![A-Za-z0-9_.*~-])/(?:" + "|".join(FOLDERS) + ")(?![A-Za-z0-9])")
INDEX_HOST = re.compile("|".join(HOSTS), re.IGNORECASE)
INDEX_OPTION = re.compile("--(?:extra-)?(?:" + "|".join(OPTIONS) + ")")


@pytest.mark.parametrize("pattern", [MACHINE_PATH, INDEX_HOST, INDEX_OPTION], ids=["path", "host", "option"])
def test_no_tracked_file_names_a_build_machine_or_a_package_index(pattern: re.Pattern[str]) -> None:
    assert [f"{place}: {line.strip()[:100]}" for place, line in lines() if pattern.search(line)] == []


@pytest.mark.parametrize("folder", ["work", "root", "home/somebody", "farm"])
def test_the_path_pattern_knows_a_build_machine(folder: str) -> None:
    assert MACHINE_PATH.search(f'open("/{folder}/x")')


@pytest.mark.parametrize("harmless", ["docs/" + "work/x", "https://example.org/" + "root/", "/" + "workdays"])
def test_the_path_pattern_leaves_other_words_alone(harmless: str) -> None:
    assert not MACHINE_PATH.search(harmless)
