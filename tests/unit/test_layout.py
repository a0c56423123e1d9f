"""The rules of the layout that no linter knows."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRODUCT = sorted([ROOT / "app.py", *(ROOT / "chalicelib").rglob("*.py")])
AROUND = ("sandbox", "clients", "drawings", "deploy", "tools", "tests")
OURS = sorted([*PRODUCT, *(path for folder in AROUND for path in (ROOT / folder).rglob("*.py"))])
NOT_OURS = {"generated", "vendor", "node_modules"}
SCRIPTS = [
    *(path for place in ("web", "miniprogram", "tests") for path in (ROOT / place).rglob("*.js")),
    *(path for place in ("tests", "tools") for path in (ROOT / place).rglob("*.mjs")),
]
ANOTHERS = re.compile(r"tests\..*\btest_")
MOST_LINES = 300
MOST_FILES = 22  # of one level of a folder
MOST_COLUMNS = 120  # as ruff and Biome count, which leave templates alone
MAP_LINES = 140  # seven a step


def imports(path: Path) -> Iterator[str]:
    """Top-level names of the packages a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield (node.module or "").partition(".")[0]


def importers(package: str) -> set[str]:
    named = [path for path in PRODUCT if package in path.read_text()]
    return {str(path.relative_to(ROOT)) for path in named if package in imports(path)}


def test_dynamodb_is_known_by_stores_only() -> None:
    found = importers("pynamodb") - {"chalicelib/shared/db.py"}
    assert all(name.endswith("store.py") or "/store/" in name for name in found)
    assert found


def test_chalice_is_known_by_the_map_and_the_routes_only() -> None:
    found = importers("chalice")
    assert "app.py" in found
    assert all(name == "app.py" or name.startswith("chalicelib/api/") for name in found)


@pytest.mark.parametrize("package", ["cv2", "numpy", "zxingcpp", "pyzbar"])
def test_pixels_are_known_by_photo_only(package: str) -> None:
    found = importers(package)
    assert found
    assert all(name.startswith("chalicelib/photo/") for name in found)


def test_a_file_has_one_idea_and_so_few_lines() -> None:
    lines = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in OURS}
    assert {name: found for name, found in lines.items() if found > MOST_LINES} == {}


def test_a_folder_is_seen_at_a_glance() -> None:
    """Those of `tools` are commands, one a file."""
    files = Counter(str(path.parent.relative_to(ROOT)) for path in OURS if "tests" not in path.parts)
    crowded = {name: count for name, count in files.items() if count > MOST_FILES}
    assert crowded.keys() <= {"tools"}, crowded


def test_no_test_imports_from_anothers_file() -> None:
    """What they share stands in a file of its own."""
    found = {
        f"{path.relative_to(ROOT)}: {node.module}"
        for path in OURS
        if ANOTHERS.search(text := path.read_text())
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom) and ANOTHERS.match(node.module or "")
    }
    assert found == set()


def columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in line)


def test_a_script_has_short_lines_and_few() -> None:
    ours = {
        str(path.relative_to(ROOT)): path.read_text().splitlines()
        for path in sorted(SCRIPTS)
        if not NOT_OURS & set(path.parts)
    }
    assert len(ours) > 300
    long = {name: at for name, lines in ours.items() for at, one in enumerate(lines, 1) if columns(one) > MOST_COLUMNS}
    assert long == {}
    assert {name: len(lines) for name, lines in ours.items() if len(lines) > MOST_LINES} == {}


def test_the_map_reads_as_a_table_of_contents() -> None:
    text = (ROOT / "app.py").read_text()
    assert len(text.splitlines()) <= MAP_LINES
    tree = ast.parse(text)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert len(functions) >= 11
    for function in functions:
        body = [node for node in function.body if not isinstance(node, ast.Expr) or isinstance(node.value, ast.Call)]
        assert len(body) == 1, f"{function.name} holds logic"
