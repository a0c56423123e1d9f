"""Judges portraits: `python -m tools.photo PATH… [--spec NAME] [--out DIR]` writes one JSON line per file.

A line is the engine's report with the file's name and the time taken.  With --out it also writes NAME.standard.jpg
(of a picture that passed, or that a person may still accept) and NAME.annotated.jpg (the picture with crop, guides,
findings and a list of every check).
The models are read from $MODELS_DIR, or ./build/models.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path
from typing import Any

import msgspec

from chalicelib.photo.engine import BrokenModel, Engine, Judged
from chalicelib.photo.model import Spec
from chalicelib.photo.reading.picture import open_picture
from chalicelib.photo.spec import SPECS, spec_for
from tools.pictures.annotate import annotated
from tools.pictures.paths import picture_files


def line(path: Path, engine: Engine, spec: Spec, out: Path | None) -> dict[str, Any]:
    """The report on one file; {file, verdict: null, findings: [], ms, error} if there is no such file."""
    begun = time.perf_counter()
    try:
        data = path.read_bytes()
    except OSError:
        return {"file": str(path), "verdict": None, "findings": [], "ms": 0.0, "error": "not_found"}
    judged = engine.judge(data, spec)
    ms = round((time.perf_counter() - begun) * 1000, 1)
    if out is not None:
        _write(out, path.stem, data, judged, spec)
    return {"file": str(path), **msgspec.to_builtins(judged.report), "ms": ms}


def _write(out: Path, stem: str, data: bytes, judged: Judged, spec: Spec) -> None:
    out.mkdir(parents=True, exist_ok=True)
    if judged.standard is not None:
        (out / f"{stem}.standard.jpg").write_bytes(judged.standard)
    if judged.report.verdict != "UNREADABLE":
        annotated(open_picture(data), judged.report, spec).save(out / f"{stem}.annotated.jpg", quality=90)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.photo", description="Judges portraits.")
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a picture, or a folder of pictures")
    parser.add_argument("--spec", default="chsi", choices=sorted(SPECS), help="the standard to judge by")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write standard JPEGs and annotated pictures here")
    options = parser.parse_args()
    try:
        engine = Engine(Path(os.environ.get("MODELS_DIR", "build/models")))
    except BrokenModel as broken:
        parser.error(f"{broken} (python layers/opencv/build.py --models build/models brings what is missing or broken)")
    for path in picture_files(options.paths):
        print(json.dumps(line(path, engine, spec_for(options.spec), options.out), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
