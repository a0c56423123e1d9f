"""Tests that depend on the wall clock: `python -m tools.test_clock` names each place and what to do instead.

Refused are sleeps of more than 50 ms (or of unknown length), and comparisons of what the wall clock measured: on a busy
machine the former pass without having tested anything, and the latter fail.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
Names = dict[str, str]
LONGEST = 0.05  # seconds
SLEEPS, PAGE_SLEEP = {"time.sleep", "asyncio.sleep"}, "wait_for_timeout"  # the last is a page's method, in ms
CLOCKS = {
    f"time.{name}" for name in ("time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns")
}
INSTANTS = {"datetime.now", "datetime.utcnow", "datetime.datetime.now", "datetime.datetime.utcnow"}
RECKON = {"int", "float", "round", "abs", "min", "max", "sum", "sorted", "statistics.mean", "statistics.median"}
SLEPT = "wait with tools.suite.patience.wait_for; that nothing more comes is shown by a marker sent after it"
TIMED = "count calls, inject a clock, take time.thread_time, or time it in `make bench` (tools/bench/__main__.py)"

# path::function → why it is allowed.  An entry for a place that no longer exists is an error too.
ALLOWED = {
    "tests/protocols/test_sim_gateway.py::test_a_kept_connection_is_quick": "one quick answer of a thousand is enough",
    "tests/worlds/racing.py::Free.running": "head starts: they only make both sides win now and then",
    "tests/slow/test_review_pace.py::Reviewer.is_due": "a reviewer looks for a while; only long runs measure it",
    "tests/protocols/test_sim_clock.py::test_waiting_stays_real": "whether the clock of waiting moves is the question",
}


@dataclass(frozen=True, order=True)
class Place:
    """path: from the root; function: with its class's name; cure: what to do instead."""

    path: str
    line: int
    function: str
    cure: str

    @property
    def name(self) -> str:
        return f"{self.path}::{self.function}"


def places_in(path: str, source: str) -> list[Place]:
    """The places in one file."""
    tree = ast.parse(source, path)
    names = _imported(tree)
    return sorted({place for node in tree.body for place in _of_part(path, node, names, "")})


def _of_part(path: str, node: ast.stmt, names: Names, within: str) -> Iterator[Place]:
    function = within + getattr(node, "name", "<module>")
    if isinstance(node, ast.ClassDef):
        for inner in node.body:
            yield from _of_part(path, inner, names, f"{function}.")
        return
    clock = Clock(node, names)
    waits = {part for loop in ast.walk(node) if isinstance(loop, ast.While) for part in ast.walk(loop.test)}
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and _sleeps_long(part, names):
            yield Place(path, part.lineno, function, SLEPT)
        if isinstance(part, ast.Compare) and any(map(clock.read, [part.left, *part.comparators])):
            yield Place(path, part.lineno, function, SLEPT if part in waits else TIMED)


def _imported(tree: ast.AST) -> Names:
    """Full names by the names that the file uses: `from time import sleep as nap` makes nap time.sleep."""
    names: Names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.asname: alias.name for alias in node.names if alias.asname}
        elif isinstance(node, ast.ImportFrom):
            names |= {(alias.asname or alias.name): f"{node.module}.{alias.name}" for alias in node.names}
    return names


def _called(call: ast.Call, names: Names) -> str:
    """The dotted name of the called function, or ""."""
    parts: list[str] = []
    target: ast.expr = call.func
    while isinstance(target, ast.Attribute):
        parts.append(target.attr)
        target = target.value
    if not isinstance(target, ast.Name):
        return ""
    return ".".join([names.get(target.id, target.id), *reversed(parts)])


def _sleeps_long(call: ast.Call, names: Names) -> bool:
    """Whether it sleeps for more than LONGEST, or for a time that only a run shows."""
    if _called(call, names) in SLEEPS:
        unit = 1.0
    elif isinstance(call.func, ast.Attribute) and call.func.attr == PAGE_SLEEP:
        unit = 0.001
    else:
        return False
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    numbers = [each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, int | float)]
    return len(numbers) < len(given) or any(number * unit > LONGEST for number in numbers)


class Clock:
    """What a part of a file has measured with the wall clock.

    measured: names of times and spans; instants: names of results of datetime.now().  Only the difference of two
    instants is a measurement: tasks and orders are full of single ones.
    """

    def __init__(self, part: ast.AST, names: Names) -> None:
        self._names = names
        self._measured, self._instants = set[str](), set[str]()
        given = list(_given(part))
        for _ in given:  # a name may depend on others that are assigned below it
            self._instants |= {name for name, value in given if self._is_instant(value)}
            self._measured |= {name for name, value in given if self.read(value)}

    def read(self, node: ast.expr) -> bool:
        """Whether it is a reading of the clock, or computed from one."""
        match node:
            case ast.Call():
                return self._is_reading(node)
            case ast.Name():
                return node.id in self._measured
            case ast.BinOp(op=ast.Sub()) if self._is_instant(node.left) and self._is_instant(node.right):
                return True
            case ast.BinOp() | ast.UnaryOp() | ast.Tuple() | ast.List() | ast.Subscript() | ast.Starred() | ast.IfExp():
                return any(self.read(child) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr))
        return False

    def _is_reading(self, call: ast.Call) -> bool:
        called = _called(call, self._names)
        if called in CLOCKS:
            return True
        if called in RECKON:
            return any(map(self.read, call.args))
        return isinstance(call.func, ast.Attribute) and self.read(call.func.value)  # such as total_seconds()

    def _is_instant(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Name):
            return node.id in self._instants
        return isinstance(node, ast.Call) and _called(node, self._names) in INSTANTS


def _given(part: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """(name, value) of every assignment, and of everything that is put into a list."""
    for node in ast.walk(part):
        match node:
            case ast.Assign(targets=targets, value=value):
                yield from ((name, value) for target in targets for name in _names_of(target))
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield name, value
            case (
                ast.AugAssign(target=ast.Name(id=name), value=value)
                | ast.NamedExpr(target=ast.Name(id=name), value=value)
            ):
                yield name, value
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append"), args=[value]):
                yield name, value


def _names_of(target: ast.expr) -> Iterator[str]:
    return (node.id for node in ast.walk(target) if isinstance(node, ast.Name))


def wrong(places: Collection[Place], allowed: Collection[str]) -> list[str]:
    """What to print: places that are not allowed, and entries that allow nothing."""
    lines = [
        f"{place.path}:{place.line} {place.function}: {place.cure}" for place in places if place.name not in allowed
    ]
    stale = sorted(set(allowed) - {place.name for place in places})
    return lines + [f"{name}: nothing is found here any more; take it off the list" for name in stale]


def main() -> int:
    places = [
        place
        for path in sorted((ROOT / "tests").rglob("*.py"))
        if "node_modules" not in path.parts
        for place in places_in(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
    ]
    lines = wrong(places, ALLOWED)
    print("\n".join(lines or ["no test hangs on the wall's clock"]))
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
