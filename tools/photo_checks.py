"""The tables of checks in docs/photo-checks.md, from the limits in chalicelib/photo/limits/ and their evidence there.

python -m tools.photo_checks            writes them
python -m tools.photo_checks --check    fails when one is stale, or evidence is of limits that have moved since
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from chalicelib.photo.codes import CODES
from chalicelib.photo.limits import only_doubted, rows_for
from chalicelib.photo.limits.row import Evidence, Row
from chalicelib.photo.spec import CHSI
from tools.calibrate.evidence import Counted, every_row, kept, key, stale
from tools.evaluate.groups import rates
from tools.evaluate.judging import Judgement
from tools.notices import filled
from tools.pictures.recipe import pictures

PAGE = Path(__file__).resolve().parent.parent / "docs" / "photo-checks.md"
COMMAND = "tools.photo_checks"
REPLACING = replace(CHSI, background=replace(CHSI.background, policy="normalise"))
MINDING = replace(CHSI, glasses="REFUSE")
NOT_GROUPS = (" ", "failed: ", "source ")  # of the rates: by code, the same pictures again, by repository
HEADS = ("code", "measure", "clean pictures", "faulty pictures", "warn", "fail", "rests on", "real people")


def limits() -> Iterator[str]:
    """Every row of the standard, with those of a task that replaces the wall or minds clear glasses at their codes."""
    found = {row: None for spec in (CHSI, MINDING, REPLACING) for row in rows_for(spec)}
    order = list(dict.fromkeys(row.code for row in found))
    rows, evidence = sorted(found, key=lambda row: order.index(row.code)), kept()
    yield from _table(HEADS, ((*_cells(row), _people(row, evidence.get(key(row)))) for row in rows))


def names() -> Iterator[str]:
    doubted, soft = only_doubted(rows_for(CHSI)), CHSI.soft
    listed = dict.fromkeys(row.code for row in rows_for(CHSI))
    yield from _table(
        ("code", "name", "at worst", "a person may decide otherwise"),
        (
            (code, CODES[code].name, "warns" if code in doubted else "fails", "yes" if code in soft else "no")
            for code in listed
        ),
    )


def _cells(row: Row) -> tuple[str, ...]:
    seen = row.rests_on
    fail = "–" if row.fail is None else _number(row, row.fail)
    measure = f"`{row.measure}`: {row.means}{_conditions(row)}"
    return row.code, measure, seen.clean or "–", seen.faulty or "–", _number(row, row.warn), fail, _source(seen)


def _number(row: Row, value: float) -> str:
    sign = {"low": "< ", "high": "> ", "either": "± "}[row.bad]
    if row.unit == "%":
        return f"{sign}{value * 100:.3g} %"
    return f"{sign}{value:g}{ {'deg': '°', 'px': ' px'}.get(row.unit, '') }"


def _conditions(row: Row) -> str:
    needs = [f"{name} {compare} {bound:g}" for name, compare, bound in row.needs]
    unless = [f"{name} {compare} {bound:g}" for name, compare, bound in row.unless]
    said = [f"if {' and '.join(needs)}"] if needs else []
    said += [f"not if {' and '.join(unless)}"] if unless else []
    return f" ({'; '.join(said)})" if said else ""


def _source(seen: Evidence) -> str:
    counted = [
        f"{count} {kind}"
        for count, kind in ((seen.clean_pictures, "clean"), (seen.faulty_pictures, "faulty"))
        if count is not None
    ]
    return ", ".join([seen.source, *counted])


def _people(row: Row, seen: Counted | None) -> str:
    """Of clean ones how many it fails or warns of, of faulty ones how many it tells."""
    if seen is None:
        return "–"
    fails = f"fails {seen.false_fails:g} of {seen.clean} (≤ {seen.false_fail_upper95 * 100:.1f} %)"
    warns = f"warns of {seen.false_warns:g}"
    told = [f"tells {seen.told:g} of {seen.faulty} (≥ {seen.told_lower95 * 100:.0f} %)"] if seen.faulty else []
    return ", ".join([f"{warns} of {seen.clean}" if row.fail is None else f"{fails}, {warns}", *told])


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    yield from ("| " + " | ".join(cells) + " |" for cells in rows)


def groups() -> Iterator[str]:
    """How many of the recipe's pictures each group has, in either half."""
    nothing, found = Judgement("", {}), pictures()
    halves = [
        {rate.name: rate.n for rate in rates([(one, nothing) for one in found if one.half == half])}
        for half in ("fit", "check")
    ]
    counted = [name for name in halves[0] | halves[1] if not name.startswith(NOT_GROUPS) and ", but" not in name]
    rows = ((_group(name), *(str(sizes.get(name, 0)) for sizes in halves)) for name in counted)
    yield from _table(("group", "fit", "check"), rows)


def _group(name: str) -> str:
    return name.removeprefix("told: ").partition(",")[0]


TABLES = {"codes": names, "limits": limits, "groups": groups}


def main() -> int:
    parser = argparse.ArgumentParser(prog=f"python -m {COMMAND}", description="Writes the tables of checks.")
    parser.add_argument("--check", action="store_true", help="only say whether they are up to date")
    arguments, text = parser.parse_args(), PAGE.read_text()
    current = filled(text, TABLES, COMMAND)
    if not arguments.check:
        PAGE.write_text(current)
        return 0
    moved = stale(every_row(), kept())
    if moved:
        print(f"evidence of other limits: {', '.join(moved)}: run python -m tools.calibrate --write", file=sys.stderr)
    if text != current:
        print(f"docs/{PAGE.name} is stale: run python -m {COMMAND}", file=sys.stderr)
    return int(bool(moved) or text != current)


if __name__ == "__main__":
    sys.exit(main())
