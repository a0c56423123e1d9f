"""Judges the real pictures and counts errors by group: `python -m tools.evaluate --table FILE [--pictures CACHE]`.

CACHE is where `tools.pictures.real` has put them.  FILE, a CSV outside this repository, keeps what was found in each
picture; pictures that it knows are not judged again.  --half check reports only what no limit was fitted on, --face 170
only faces of 170 px and more: a smaller one has less than 380 px of frame.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from chalicelib.photo.engine import Engine
from chalicelib.photo.spec import SPECS, spec_for
from tools.evaluate.groups import rates
from tools.evaluate.judging import judgements
from tools.pictures.real import CACHE
from tools.pictures.recipe import PICTURES, SOURCES, pictures


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.evaluate", description="Counts errors on real pictures.")
    parser.add_argument("--table", type=Path, required=True, metavar="FILE", help="what was found, as CSV")
    parser.add_argument("--pictures", type=Path, default=CACHE, metavar="CACHE", help="where the pictures are")
    parser.add_argument("--half", choices=("fit", "check", "both"), default="both", help="which pictures to count")
    parser.add_argument("--face", type=int, default=0, metavar="PX", help="the least width of a face to count")
    parser.add_argument("--spec", default="chsi", choices=sorted(SPECS), help="the standard to judge by")
    parser.add_argument("--recipe", type=Path, default=PICTURES, help="the table of pictures")
    parser.add_argument("--sources", type=Path, default=SOURCES, help="the table of repositories")
    options = parser.parse_args()
    wanted = [
        one
        for one in pictures(options.recipe, options.sources)
        if options.half in {one.half, "both"} and one.face >= options.face
    ]
    engine = Engine(Path(os.environ.get("MODELS_DIR", "build/models")))
    found = judgements(wanted, options.pictures, options.table, engine, spec_for(options.spec))
    seen = [(one, found[one.sha256]) for one in wanted if one.sha256 in found]
    print(f"{len(seen)} of {len(wanted)} pictures are here")
    print("\n".join(map(str, rates(seen))))


if __name__ == "__main__":
    main()
