"""What the documents name is there: files, folders, links, modules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "tests" / "README.md")
    if path.name != "CHANGELOG.md"  # it tells of what was
)
OURS = (
    "chalicelib",
    "clients",
    "deploy",
    "docs",
    "drawings",
    "layers",
    "miniprogram",
    "sandbox",
    "tests",
    "tools",
    "web",
)
ROOMS = ("", "chalicelib", "chalicelib/photo", "tests", "web/staff", "web/student")  # where a short path begins
PATH = re.compile(r"(?:[\w.-]+/)*[\w-]+\.(?:py|js|mjs|json|toml|sh|md|css|html|txt)|(?:[\w.-]+/)+")
MADE = re.compile(
    r"(?:avatars|build|exports|in|original|out|standard|var)/|(?:data|manifest)\.json"
)  # on the way, or in a bucket


every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def named(text: str) -> Iterator[str]:
    """Paths between back-ticks, in the sentences."""
    sentences = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    for found in re.findall(r"`([^`\n]+)`", sentences):
        if PATH.fullmatch(found) and not MADE.match(found):
            yield found


@cache
def names() -> frozenset[str]:
    """Of all our files and folders."""
    return frozenset(
        path.name for room in OURS for path in (ROOT / room).rglob("*") if "node_modules" not in path.parts
    )


def there(path: str) -> bool:
    """Where it says, or anywhere if it is a name alone."""
    return any((ROOT / room / path).exists() for room in ROOMS) or path.removesuffix("/") in names()


@every_page
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    assert {path for path in named(page.read_text()) if not there(path)} == set()


@every_page
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = {link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text())}
    ours = {link for link in links if link and "://" not in link}
    assert {link for link in ours if not (page.parent / link).exists()} == set()


@every_page
def test_every_module_that_a_page_calls_is_there(page: Path) -> None:
    called = set(re.findall(r"python -m ((?:tools|sandbox)(?:\.\w+)*)", page.read_text()))
    missing = {
        module
        for module in called
        if not any((ROOT / f"{module.replace('.', '/')}{end}").is_file() for end in (".py", "/__main__.py"))
    }
    assert missing == set()


OPERATORS = sorted([*(ROOT / "docs" / "operate").glob("*.md"), ROOT / "docs" / "runbook.md"])
BARE = re.compile(r"(?<!\.venv/bin/)python -m tools")


@pytest.mark.parametrize("page", OPERATORS, ids=lambda page: page.name)
def test_an_operator_is_told_which_python(page: Path) -> None:
    """Only that of the clone's own environment has the packages."""
    assert BARE.findall(page.read_text()) == []


def test_a_tool_tells_an_operator_which_python() -> None:
    """What a message says in Chinese is typed as it stands; usage at the head of a file is told to developers."""
    told = {
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in (ROOT / "tools").rglob("*.py")
        for line in path.read_text().splitlines()
        if BARE.search(line)
        and re.search(r"[，。：；（请]", line)
        and "prog=" not in line
        and not line.strip().startswith("python")
    }
    assert told == set()


def test_the_index_names_every_page() -> None:
    index = (ROOT / "docs" / "README.md").read_text()
    pages = {path.name for path in (ROOT / "docs").iterdir() if path.suffix in (".md", ".json")} - {"README.md"}
    assert {name for name in pages if f"({name})" not in index} == set()
