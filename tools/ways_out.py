"""docs/ways-out.md: what a student sees of an order in every state and circumstance, and where they go on.

python -m tools.ways_out            writes it
python -m tools.ways_out --check    fails when it is stale
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from chalicelib.orders.labels import LABELS
from chalicelib.orders.model import State
from chalicelib.orders.screen.ways_out import BY_STATE, NOTES, WayRow

FILE = Path(__file__).resolve().parent.parent / "docs" / "ways-out.md"
BEGINNING = """# Ways out

Written by `python -m tools.ways_out` from `chalicelib/orders/screen/ways_out.py`; change the table there.

For every state the rows are tried in their order, and the first whose circumstance holds is what the student is told.
The way on is a page of her client, or ☎: the branch's telephone is the main button. Words in braces are filled in; an
end, {until}, is an instant: 11月28日 12:00.
"""


def text() -> str:
    """The whole file."""
    return "\n".join(line for part in (_beginning(), _ways(), _notes()) for line in part)


def _beginning() -> Iterator[str]:
    yield BEGINNING


def _ways() -> Iterator[str]:
    yield from ("| state | circumstance | sentence | way on |", "|---|---|---|---|")
    for state in State:
        for number, way in enumerate(BY_STATE[state]):
            name = "" if number else f"{state} {LABELS[state]}"
            yield f"| {name} | {way.when.__doc__} | {way.sentence} | {_on(way)} |"
    yield ""


def _on(way: WayRow) -> str:
    steps = [f"{way.next.label} ({way.next.action or way.next.screen})"] if way.next else []
    return ", ".join([*steps, *(["☎"] if way.call else [])]) or "–"


def _notes() -> Iterator[str]:
    yield from ("Told besides:", "")
    yield from (f"- {when.__doc__}: {sentence}" for when, sentence in NOTES)
    yield ""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.ways_out", description="Writes docs/ways-out.md.")
    parser.add_argument("--check", action="store_true", help="only say whether the file is up to date")
    arguments, current = parser.parse_args(), text()
    if not arguments.check:
        FILE.write_text(current)
    elif not FILE.is_file() or FILE.read_text() != current:
        print("docs/ways-out.md is stale: run python -m tools.ways_out", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
