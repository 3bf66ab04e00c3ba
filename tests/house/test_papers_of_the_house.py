"""The papers at the root say what the code says."""

import re
import tomllib
from posixpath import dirname, join, normpath

from house.tree import text_of, tracked
from scabot.settings import Settings

SETTING = re.compile(r"^#? ?(?P<name>SCABOT_[A-Z0-9_]+)=", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)(?P<target>[^)#\s]+)")


def test_the_version_has_a_changelog_section() -> None:
    version = tomllib.loads(text_of("pyproject.toml"))["project"]["version"]
    assert re.search(
        rf"^## \[{re.escape(version)}\] - (?:Unreleased|\d{{4}}-\d{{2}}-\d{{2}})$",
        text_of("CHANGELOG.md"),
        re.MULTILINE,
    )


def test_the_example_environment_lists_exactly_the_settings() -> None:
    assert SETTING.findall(text_of(".env.example")) == [f"SCABOT_{field.upper()}" for field in Settings.model_fields]


def test_the_decisions_are_numbered_without_a_gap() -> None:
    records = [path for path in tracked() if path.startswith("docs/decisions/")]
    assert [int(record.removeprefix("docs/decisions/")[:4]) for record in sorted(records)] == list(
        range(1, len(records) + 1)
    )
    assert records


def test_every_page_of_the_docs_is_in_the_index() -> None:
    pages = [path.removeprefix("docs/") for path in tracked() if path.startswith("docs/") and path.endswith(".md")]
    index = text_of("docs/README.md")
    assert [page for page in pages if page != "README.md" and f"]({page})" not in index] == []


def test_every_link_between_documents_leads_somewhere() -> None:
    places = {"/".join(path.split("/")[:depth]) for path in tracked() for depth in range(1, path.count("/") + 2)}
    links = [(page, link) for page in tracked() if page.endswith(".md") for link in LINK.findall(text_of(page))]
    assert [f"{page}: {link}" for page, link in links if resolve(page, link) not in places] == []


def test_every_block_of_commands_is_one_that_runs() -> None:
    pages = [path for path in tracked() if path == "README.md" or (path.startswith("docs/") and path.endswith(".md"))]
    shells = ((page, fence) for page in pages for fence in re.findall(r"^```(\w+)", text_of(page), re.MULTILINE))
    assert [f"{page}: {fence}" for page, fence in shells if fence in {"bash", "sh", "shell", "zsh"}] == []


def resolve(page: str, link: str) -> str:
    """Return where a relative link of a page leads, from the root."""
    return normpath(join(dirname(page), link))
