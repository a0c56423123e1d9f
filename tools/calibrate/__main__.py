"""What real pictures say of the limits, and where other limits could lie.

python -m tools.calibrate --table FILE                        every person-related row; 1 if one fails without evidence
python -m tools.calibrate --table FILE --write                … and keeps it in chalicelib/photo/limits/evidence.json
python -m tools.calibrate --table FILE --code eyes_closed     proposes limits for its rows
python -m tools.calibrate --table FILE --code eyes_closed --measure blink jaw_open    … for these measures

FILE is the table of `tools.evaluate`.  --feedback takes the days that the step gather_feedback wrote, or folders of
them (see tools/feedback/rows.py).  A row may fail people only if of 300 clean ones or more, on whom no limit was
chosen, it fails so few that the share is at most 1 % (upper 95 % bound).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from chalicelib.photo.limits.row import Row
from chalicelib.photo.spec import CHSI
from tools.calibrate.cases import Case, of_people, of_recipe
from tools.calibrate.evidence import Counted, counted, every_row, keep, key, refused
from tools.calibrate.proposing import direction, proposals, row_of
from tools.evaluate.measuring import Bench
from tools.evaluate.options import MODELS, table_parser
from tools.evaluate.table import Table
from tools.evaluate.truth import TRUTHS, truth_of
from tools.feedback.rows import labelled
from tools.pictures.recipe import pictures

FACE = 170  # px: a smaller face has less than the 380 px of frame below which eyes are not judged


def options() -> argparse.Namespace:
    parser = table_parser("tools.calibrate", __doc__ or "", least_face=FACE)
    parser.add_argument("--feedback", type=Path, nargs="*", default=[], metavar="FILE", help="what reviewers decided")
    parser.add_argument("--write", action="store_true", help="keep the evidence beside the limits")
    parser.add_argument("--code", choices=sorted(TRUTHS), help="propose limits for it")
    parser.add_argument("--measure", nargs="*", default=[], metavar="NAME", help="by these measures; all: by every one")
    parser.add_argument("--false-fail", type=float, default=0.003, metavar="SHARE", help="of the clean, to aim at")
    parser.add_argument("--false-warn", type=float, default=0.02, metavar="SHARE", help="of the clean, fails included")
    return parser.parse_args()


def main() -> int:
    asked = options()
    cases = [*_labelled(asked.table, asked.face), *of_people(labelled(asked.feedback))]
    print(f"{len(cases)} pictures, {sum(case.half == 'check' for case in cases)} of them to check limits on")
    if asked.code:
        for one in _proposed(asked, cases):
            print(one)
        return 0
    rows = every_row()
    evidence = {key(row): counted(row, truth, cases) for row in rows if (truth := truth_of(row))}
    for row in rows:
        if key(row) in evidence:
            print(_line(row, evidence[key(row)]))
    if asked.write:
        keep(evidence)
    wrong = refused(rows, evidence)
    for row in wrong:
        print(f"{row.code}.{row.measure} may not fail at {row.fail:g}: {_why(evidence.get(key(row)))}", file=sys.stderr)
    return int(bool(wrong))


def _labelled(table: Path, least_face: int) -> list[Case]:
    by = Bench(MODELS, CHSI).measured_by()
    cases = list(of_recipe((one for one in pictures() if one.face >= least_face), Table(table), by))
    if not cases:
        sys.exit(f"{table} has nothing that was measured by {by}: run python -m tools.evaluate --table {table}")
    return cases


def _proposed(asked: argparse.Namespace, cases: list[Case]) -> Iterator[str]:
    truth, rows = TRUTHS[asked.code], [row for row in every_row() if row.code == asked.code]
    names = sorted({name for case in cases for name in case.measures}) if asked.measure == ["all"] else asked.measure
    if names:
        rows = [row_of(asked.code, name, direction(asked.code, name, truth, cases)) for name in names]
    found = list(proposals(rows, truth, cases, asked.false_fail, asked.false_warn))
    if names:
        found.sort(key=lambda one: -(one.auc or 0))
    return map(str, found)


def _line(row: Row, found: Counted) -> str:
    fails = "warns only" if row.fail is None else f"fails {found.false_fails:6g} ≤ {found.false_fail_upper95:6.2%}"
    told = f"tells {found.told:g} of {found.faulty} ≥ {found.told_lower95:.0%}" if found.faulty else ""
    return f"{found.row:36} of {found.clean:4} clean {fails:22}, warns of {found.false_warns:6g}; {told}"


def _why(found: Counted | None) -> str:
    if found is None:
        return "no label says whose pictures it should fail (tools/evaluate/truth.py)"
    return f"of {found.clean} clean people {found.false_fails:g}, so up to {found.false_fail_upper95:.2%}"


if __name__ == "__main__":
    sys.exit(main())
