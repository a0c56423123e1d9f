"""The rooms of the code and the tests that a change in each needs, read from rooms.toml.

`make check` runs these tests, and CONTRIBUTING.md shows them as a table:

python -m tools.suite.rooms            writes the table
python -m tools.suite.rooms --check    fails when it is stale
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import msgspec

from tools.notices import filled

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(__file__).with_suffix(".toml")
PAGE = ROOT / "CONTRIBUTING.md"
COMMAND = "tools.suite.rooms"
# Python packages whose imports lead from one room to another.
PACKAGES = ("chalicelib", "sandbox", "clients", "drawings", "deploy", "tools")


@dataclass(frozen=True, kw_only=True)
class Room:
    """paths: glob patterns of its files, in which `*` also matches `/`.

    tests: files, folders or glob patterns given to pytest.  seconds: of processor that they take with one worker, lint
    left out.  checks: modules of `tools` whose `--check` compares a generated file with this room.
    """

    name: str
    paths: tuple[str, ...]
    tests: tuple[str, ...]
    seconds: int
    checks: tuple[str, ...] = ()

    def test_paths(self) -> list[str]:
        """Return the existing test files and folders that the patterns stand for, relative to the root."""
        return sorted({path.relative_to(ROOT).as_posix() for one in self.tests for path in ROOT.glob(one)})


@cache
def rooms() -> dict[str, Room]:
    """Return all rooms by name, in the order of the file."""
    rows = tomllib.loads(DATA.read_text())
    return {name: msgspec.convert(row | {"name": name}, Room) for name, row in rows.items()}


def room_of(path: str) -> Room | None:
    """Return the room whose longest pattern matches the path, which is relative to the root; None if none does."""
    found = [(len(one), room) for room in rooms().values() for one in room.paths if fnmatchcase(path, one)]
    return max(found, key=lambda each: each[0])[1] if found else None


def importers(paths: Iterable[str]) -> set[Room]:
    """Return the rooms that import one of these Python files directly."""
    import grimp

    modules = {module_of(path) for path in paths if path.endswith(".py") and path.split("/")[0] in PACKAGES}
    if not modules:
        return set()
    graph = grimp.build_graph(*PACKAGES, cache_dir=str(ROOT / ".import_linter_cache"))
    found = {one for module in modules & graph.modules for one in graph.find_modules_that_directly_import(module)}
    return {room for one in found for room in [room_of(_path_of(one))] if room}


def module_of(path: str) -> str:
    """Return the module's dotted name of a Python file's path."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _path_of(module: str) -> str:
    path = module.replace(".", "/")
    return f"{path}/__init__.py" if (ROOT / path).is_dir() else f"{path}.py"


def table() -> Iterator[str]:
    """Yield the lines of CONTRIBUTING.md's table."""
    yield "| `make check ROOM=` | files | tests | s |"
    yield "|---|---|---|---|"
    for room in rooms().values():
        tests = ", ".join(f"`{one.removeprefix('tests/')}`" for one in room.tests)
        yield f"| {room.name} | {', '.join(f'`{one}`' for one in room.paths)} | {tests} | {room.seconds} |"


def main() -> int:
    parser = argparse.ArgumentParser(prog=f"python -m {COMMAND}", description="Writes the table of rooms.")
    parser.add_argument("--check", action="store_true", help="only say whether the table is up to date")
    text = PAGE.read_text()
    current = filled(text, {"rooms": table}, COMMAND)
    if not parser.parse_args().check:
        PAGE.write_text(current)
    elif text != current:
        print(f"{PAGE.name} is stale: run python -m {COMMAND}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
