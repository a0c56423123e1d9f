"""`python -m tools.mutants [NAME]`: changes a module in every small way and asks its tests to notice (cosmic-ray).

Works on a copy below build/, since a mutant is written into the file.  Prints how many were killed and every
survivor with its place; exit code 1 below 90 %.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
LEAST = 0.90
COPIED = (
    "app.py", "chalicelib", "tests", "sandbox", "clients", "drawings", "deploy", "tools", "pyproject.toml",
    "requirements.txt", ".chalice", "docs",
)  # fmt: skip
# Mutations that change nothing: annotations are never evaluated, `is` and `==` agree on enum members, and the lone star
# of a signature is no product.
EQUIVALENT = (
    "core/ReplaceBinaryOperator_BitOr_.*", "core/ReplaceComparisonOperator_Is_Eq",
    "core/ReplaceComparisonOperator_IsNot_NotEq", "core/ReplaceComparisonOperator_Eq_Is$",
    "core/ReplaceBinaryOperator_Mul_.*",
)  # fmt: skip
# module → the tests that must notice: all in memory, two seconds long, so a mutant that runs for thirty hangs
MODULES = {
    "machine": (
        "chalicelib/orders/machine/decide.py",
        "tests/unit/orders --ignore tests/unit/orders/test_row_mutants.py",
    ),
    "service": ("chalicelib/pay/service.py", "tests/unit/pay"),
    "settling": ("chalicelib/pay/settlements.py", "tests/unit/pay"),
    "refunds": ("chalicelib/pay/refunds.py", "tests/unit/pay"),
}
SETTINGS = """[cosmic-ray]
module-path = "{module}"
timeout = 30.0
excluded-modules = []
test-command = "{python} -m pytest -x -q -p no:cacheprovider {tests}"
[cosmic-ray.distributor]
name = "local"
[cosmic-ray.filters.operators-filter]
exclude-operators = {equivalent}
"""


@dataclass(frozen=True)
class Killed:
    """Of `all` mutants `killed` were noticed; survivors: operator and place of the others."""

    all: int
    killed: int
    survivors: tuple[str, ...]

    @property
    def share(self) -> float:
        return self.killed / self.all


def hunt(name: str) -> Killed:
    """Every mutant of a module of MODULES.  Takes minutes."""
    module, tests = MODULES[name]
    tree = _copy(ROOT / "build" / "mutants" / name)
    settings = SETTINGS.format(module=module, tests=tests, python=sys.executable, equivalent=list(EQUIVALENT))
    (tree / "cosmic.toml").write_text(settings)
    for command in ("cosmic-ray init", "cr-filter-operators", "cosmic-ray exec"):
        program, *words = command.split()
        files = ["cosmic.toml", "cosmic.sqlite"] if words else ["cosmic.sqlite", "cosmic.toml"]
        subprocess.run([str(Path(sys.executable).with_name(program)), *words, *files], cwd=tree, check=True)
    return _read(tree / "cosmic.sqlite")


def _copy(tree: Path) -> Path:
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True)
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, tree / name)
    return tree


def _read(path: Path) -> Killed:
    with sqlite3.connect(path) as book:
        rows = book.execute(
            "SELECT operator_name, start_pos_row, start_pos_col, test_outcome FROM mutation_specs "
            "JOIN work_results USING (job_id) WHERE worker_outcome != 'SKIPPED' ORDER BY start_pos_row"
        ).fetchall()
    alive = [f"line {row}:{column} {operator}" for operator, row, column, outcome in rows if outcome == "SURVIVED"]
    return Killed(len(rows), len(rows) - len(alive), tuple(alive))


def main(names: list[str]) -> int:
    weak = False
    for name in names or MODULES:
        result = hunt(name)
        weak |= result.share < LEAST
        print(
            f"{MODULES[name][0]}: {result.killed} of {result.all} killed ({result.share:.1%})",
            *result.survivors,
            sep="\n  ",
        )
    return int(weak)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
