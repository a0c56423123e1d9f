"""What reviewers made of the machine's findings: `python -m tools.feedback --from DIR`.

DIR holds days that the step gather_feedback wrote, as `aws s3 sync s3://<PhotoBucketName>/feedback DIR` fetches them.
Prints what became of each code, then each measure's quantiles by week and by phone; --measure NAME only these.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from chalicelib.feedback.model import DecidedPhoto
from tools.feedback.codes import CodeCounts, counts
from tools.feedback.drift import Drift, Spread
from tools.feedback.rows import NotFeedback, decided

COLUMNS = ("decided", "failed", "overturned", "upheld", "warned", "ignored", "followed", "unseen")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.feedback", description="Sums up what reviewers decided.")
    parser.add_argument("--from", dest="paths", type=Path, nargs="+", required=True, metavar="DIR", help="the days")
    parser.add_argument("--measure", action="append", default=[], metavar="NAME", help="of the drift, only this one")
    options = parser.parse_args()
    drift = Drift(options.measure)
    try:
        by_code = counts(_watched(decided(options.paths), drift))
    except NotFeedback as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join([*_code_lines(by_code), "", *_drift_lines(drift.spreads())]))
    return 0


def _watched(photos: Iterator[DecidedPhoto], drift: Drift) -> Iterator[DecidedPhoto]:
    for photo in photos:
        drift.add(photo)
        yield photo


def _code_lines(by_code: list[CodeCounts]) -> Iterator[str]:
    yield f"{'code':26}" + "".join(f"{name:>11}" for name in COLUMNS)
    for one in by_code:
        yield f"{one.code:26}" + "".join(f"{getattr(one, name):11}" for name in COLUMNS)


def _drift_lines(spreads: Iterator[Spread]) -> Iterator[str]:
    yield f"{'measure':26}{'week or phone':20}{'n':>8}{'5 %':>12}{'50 %':>12}{'95 %':>12}"
    for one in spreads:
        yield f"{one.measure:26}{one.where:20}{one.n:8}{one.low:12.4g}{one.middle:12.4g}{one.high:12.4g}"


if __name__ == "__main__":
    sys.exit(main())
