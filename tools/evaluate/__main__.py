"""Measures the real pictures once, judges them by the limits and counts errors by code, group and repository.

python -m tools.evaluate --table FILE                          every rate, by today's limits
python -m tools.evaluate --table FILE --dump-limits OLD        keeps today's limits, before they are moved
python -m tools.evaluate --table FILE --against OLD            which pictures the limits of OLD judge otherwise
python -m tools.evaluate --table FILE --changes --sample 200   how often what nobody would notice turns a verdict
python -m tools.evaluate --table FILE --outside --sample 60    how often faults that ofiq-syngen puts in are told

FILE, a CSV outside this repository, keeps the measures: other limits need no new pass, other measures do, and get one
(see fingerprint.py).  --pictures is where `tools.pictures.real` has put them.  --half check reports only what no limit
was fitted on, --face 170 only faces of 170 px and more: a smaller one has less than 380 px of frame.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from chalicelib.photo.limits import rows_for
from chalicelib.photo.spec import SPECS, spec_for
from tools.evaluate.changes import CHANGES
from tools.evaluate.comparing import differences
from tools.evaluate.groups import Seen, confusions, false_fails, rates
from tools.evaluate.judging import Rows, judgement, keep, kept
from tools.evaluate.measuring import Bench, measured
from tools.evaluate.options import MODELS, table_parser
from tools.evaluate.outside import FAULTS, told
from tools.evaluate.stability import sample, turned
from tools.evaluate.table import Table
from tools.evaluate.truth import is_portrait
from tools.pictures.real import CACHE
from tools.pictures.recipe import PICTURES, SOURCES, Picture, pictures


def options() -> argparse.Namespace:
    parser = table_parser("tools.evaluate", __doc__ or "", least_face=0)
    parser.add_argument("--pictures", type=Path, default=CACHE, metavar="CACHE", help="where the pictures are")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes that measure")
    parser.add_argument("--fresh", action="store_true", help="measure again what the table has")
    parser.add_argument("--half", choices=("fit", "check", "both"), default="both", help="which pictures to count")
    parser.add_argument("--spec", default="chsi", choices=sorted(SPECS), help="the standard to judge by")
    parser.add_argument("--dump-limits", type=Path, metavar="OLD", help="write today's limits as JSON")
    parser.add_argument("--against", type=Path, metavar="OLD", help="limits to compare today's with")
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--changes", action="store_true", help="judge each picture changed in five ways, too")
    ways.add_argument("--outside", action="store_true", help="judge clean portraits with faults put in, too")
    parser.add_argument("--sample", type=int, metavar="N", help="no more than N pictures")
    parser.add_argument("--recipe", type=Path, default=PICTURES, help="the table of pictures")
    parser.add_argument("--sources", type=Path, default=SOURCES, help="the table of repositories")
    return parser.parse_args()


def main() -> None:
    asked = options()
    spec = spec_for(asked.spec)
    rows, wanted, bench = rows_for(spec), chosen(asked), Bench(MODELS, spec, asked.jobs)
    if asked.dump_limits:
        keep(rows, asked.dump_limits)
    ways = [*CHANGES] if asked.changes else [*FAULTS] if asked.outside else []
    table = measured(wanted, asked.pictures, asked.table, bench, ("", *ways), fresh=asked.fresh)
    by = bench.measured_by()
    seen = judged(wanted, table, by, rows)
    print(f"{len(seen)} of {len(wanted)} pictures are here, measured by {by}")
    if ways:
        changed = {change: judged(wanted, table, by, rows, change) for change in ways}
        print("\n".join(map(str, (turned if asked.changes else told)(seen, changed))))
    elif asked.against:
        print("\n".join(differences(judged(wanted, table, by, kept(asked.against)), seen)))
    else:
        print("\n".join(map(str, (*rates(seen), *confusions(seen), *false_fails(seen)))))


def chosen(asked: argparse.Namespace) -> list[Picture]:
    """Of the recipe those that are asked about; faults are put into clean portraits alone."""
    found = [
        picture
        for picture in pictures(asked.recipe, asked.sources)
        if asked.half in {picture.half, "both"} and picture.face >= asked.face
        if is_portrait(picture) or not asked.outside
    ]
    return found if asked.sample is None else sample(found, asked.sample)


def judged(wanted: list[Picture], table: Table, by: str, rows: Rows, change: str = "") -> Seen:
    """Those that the table knows, in their order."""
    keys = ((picture, (picture.sha256, change, by)) for picture in wanted)
    return [(picture, judgement(table.lines[key], rows)) for picture, key in keys if key in table.lines]


if __name__ == "__main__":
    main()
