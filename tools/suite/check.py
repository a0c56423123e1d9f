"""`make check`: what a change needs, in about a minute; lint of the changed files, then the tests of their rooms.

The change is everything since the last landing, committed or not.  Tests of the rooms that import a changed file follow
as far as the minute allows; the command names those it leaves to `make test`.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.suite.rooms import PACKAGES, ROOT, Room, importers, module_of, room_of, rooms

BUDGET = 80  # seconds of processor for tests: forty on two cores, beside lint and start
SCRIPTS = (".js", ".mjs", ".json")
BIOME = "tests/miniprogram/node_modules/.bin/biome"
TSC = "tests/miniprogram/node_modules/.bin/tsc"
Command = tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """rooms: that changed; around: that import them and fit into the minute; left: that do not fit."""

    rooms: tuple[Room, ...]
    around: tuple[Room, ...]
    left: tuple[Room, ...]
    tests: tuple[str, ...]


def landed() -> str:
    """Return the commit of the last landing: the upstream branch, else the last commit that passed here, else HEAD."""
    green = ROOT / "build" / "green"
    known = ("@{upstream}", "origin/HEAD", green.read_text().strip() if green.is_file() else "")
    bases = (_git("merge-base", "HEAD", one) for one in known if one)
    return next((base for base in bases if base), "HEAD")


def changed_since(base: str) -> list[str]:
    """Return the paths that differ from the commit, new and deleted files included."""
    tracked = _git("diff", "--name-only", base).splitlines()
    return sorted({*tracked, *_git("ls-files", "--others", "--exclude-standard").splitlines()})


def choose(paths: Iterable[str]) -> Choice:
    """Return the rooms and tests that a change of these paths needs."""
    paths = list(paths)
    changed = tuple(dict.fromkeys(room for path in paths for room in [room_of(path)] if room))
    tests = {one for room in changed for one in room.test_paths()}
    tests |= {one for path in paths for one in _tests_about(path)}
    left_over, around, left = BUDGET - sum(room.seconds for room in changed), list[Room](), list[Room]()
    for room in sorted(importers(paths) - {*changed}, key=lambda one: one.seconds):
        fits = room.seconds <= left_over
        (around if fits else left).append(room)
        left_over -= room.seconds if fits else 0
    tests |= {one for room in around for one in room.test_paths()}
    return Choice(changed, tuple(around), tuple(left), tuple(sorted(tests)))


def _tests_about(path: str) -> Iterator[str]:
    """Yield a changed test itself; of a changed module the tests in memory that import it directly; of a helper of
    tests the first test file of each suite that imports it."""
    here = Path(path)
    if not path.endswith(".py") or not (ROOT / path).exists():
        return
    if here.name.startswith("test_"):
        yield path
    elif here.parts[0] == "tests":
        suites = {(ROOT / test).parent: test for test in reversed(_importing(module_of(path), "tests"))}
        yield from suites.values()
    elif here.parts[0] in PACKAGES:
        yield from _importing(module_of(path), "tests/unit")


def _importing(module: str, folder: str) -> list[str]:
    package, _, name = module.rpartition(".")
    line = re.compile(rf"^ *(from {re.escape(module)} import|from {re.escape(package)} import .*\b{name}\b)", re.M)
    found = ((ROOT / folder).rglob("test_*.py"),)
    return sorted(
        path.relative_to(ROOT).as_posix() for paths in found for path in paths if line.search(path.read_text())
    )


def lints(paths: Iterable[str], changed: Iterable[Room]) -> Iterator[Command]:
    """Yield the commands that lint these files."""
    there = [path for path in paths if (ROOT / path).is_file()]
    scripts = [path for path in there if path.endswith(SCRIPTS) and path.startswith(("web/", "miniprogram/", "tests/"))]
    if python := [path for path in there if path.endswith(".py")]:
        yield _module("ruff", "format", "--check", *python)
        yield _module("ruff", "check", *python)
        yield _module("mypy", *python)
        yield (str(Path(sys.executable).with_name("lint-imports")),)
    if scripts:
        yield (BIOME, "check", "--error-on-warnings", "--no-errors-on-unmatched", *scripts)
    if any(path.startswith("web/") for path in scripts):
        yield (TSC, "-p", "web")
    for name in sorted({check for room in changed for check in room.checks}):
        yield _module(f"tools.{name}", "--check")


def _module(*words: str) -> Command:
    return (sys.executable, "-m", *words)


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def _names(found: Iterable[Room]) -> str:
    return ", ".join(room.name for room in found)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.suite.check", description="Lint and tests of a change.")
    parser.add_argument("--room", choices=rooms(), help="the tests of this room, whatever changed")
    parser.add_argument("--base", help="the commit to compare with (the last landing)")
    arguments, began = parser.parse_args(), time.monotonic()
    paths = changed_since(arguments.base or landed())
    if arguments.room:
        paths = [path for path in paths if room_of(path) == rooms()[arguments.room]]
    choice = choose(paths)
    if arguments.room and not choice.rooms:
        room = rooms()[arguments.room]
        choice = Choice((room,), (), (), tuple(room.test_paths()))
    print(f"changed: {_names(choice.rooms) or 'nothing'}; {len(paths)} files", flush=True)
    if choice.around:
        print(f"importing it: {_names(choice.around)}", flush=True)
    tests = _module("pytest", "-n", "2", "--dist", "worksteal", *choice.tests)
    commands = [*lints(paths, choice.rooms), *([tests] if choice.tests else [])]
    failed = [command for command in commands if subprocess.run(command, cwd=ROOT, check=False).returncode]
    if choice.left:
        print(f"left to make test: {_names(choice.left)}")
    for command in failed:
        print(f"FAILED: {' '.join(command)[:300]}", file=sys.stderr)
    print(f"{len(choice.tests)} test files and folders, {time.monotonic() - began:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
