"""How often each fault is found, and how often a clean portrait is blamed: `python -m tools.bench.faults FOLDER…`.

The folders hold clean frontal portraits (none belong to this project).  Each is set before the standard's wall and
judged as it is; those that pass are judged again with each fault of both sets: the first set's table is here, the
second's in other_table.py.  --half takes every other picture: limits are chosen on the first half and checked on the
second; --seed takes a random sample of --most pictures.
"""

from __future__ import annotations

import argparse
import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from chalicelib.photo.engine import Engine
from chalicelib.photo.limits import only_doubted, rows_for
from chalicelib.photo.model import Report
from chalicelib.photo.reading.picture import open_picture
from chalicelib.photo.spec import SPECS, spec_for
from drawings.faults import other_objects, painted_faults, wall_faults
from drawings.faults import photo_faults as faults
from drawings.faults.clean_portrait import Clean, Fault, Pixels, jpeg
from drawings.faults.other_table import OTHER
from tools.pictures.paths import picture_files

DOUBTS = only_doubted(rows_for(SPECS["chsi"]))
BLUE = (100, 197, 255)
FACE = 300  # px: larger faces are scaled down to this first, to save time

TABLE: tuple[tuple[str, str, Fault], ...] = (
    ("head_tilted", "12° clockwise", faults.turned(12)),
    ("head_tilted", "20° the other way", faults.turned(-20)),
    ("mouth_open", "painted", painted_faults.painted(("lips", (170, 90, 85), 1.0), ("mouth", (45, 15, 15), 1.0))),
    ("blurred", "0.016", faults.out_of_focus(0.016)),
    ("blurred", "0.03", faults.out_of_focus(0.03)),
    ("motion_blurred", "along", faults.shaken(0.06, 0)),
    ("motion_blurred", "down", faults.shaken(0.06, 90)),
    ("motion_blurred", "slanting", faults.shaken(0.08, 40)),
    ("too_dark", "0.25", faults.scaled(0.25)),
    ("too_dark", "0.15", faults.scaled(0.15)),
    ("too_bright", "2.2", faults.scaled(2.2)),
    ("too_bright", "3", faults.scaled(3.0)),
    ("uneven_light", "from the left", faults.lit_from_one_side(0.35, 1)),
    ("uneven_light", "from the right", faults.lit_from_one_side(0.35, -1)),
    ("red_eye", "painted", painted_faults.painted(("irises", (205, 40, 38), 0.95))),
    ("not_colour", "all grey", faults.grey),
    ("colour_cast", "green", faults.tinted(0.75, 1.0, 0.75)),
    ("colour_cast", "blue", faults.tinted(0.65, 0.85, 1.1)),
    ("colour_cast", "orange", faults.tinted(1.1, 0.8, 0.4)),
    ("colour_cast", "magenta", faults.tinted(1.05, 0.7, 1.05)),
    ("noisy_or_overcompressed", "quality 10", faults.compressed(10)),
    ("noisy_or_overcompressed", "quality 5", faults.compressed(5)),
    ("noisy_or_overcompressed", "grey grain 20", faults.grainy(20, False)),
    ("noisy_or_overcompressed", "coloured grain 25", faults.grainy(25, True)),
    ("not_a_real_photo", "raster", faults.screened(12)),
    ("has_border", "black", faults.framed(0.04, (0, 0, 0))),
    ("has_border", "white", faults.framed(0.04, (255, 255, 255))),
    ("has_border", "above and below", faults.framed(0.10, (0, 0, 0), "tb")),
    ("has_border", "left and right", faults.framed(0.06, (30, 30, 30), "lr")),
    ("background_colour", "red", wall_faults.before(lambda h, w: wall_faults.even(h, w, (190, 50, 50)))),
    ("background_colour", "green", wall_faults.before(lambda h, w: wall_faults.even(h, w, (70, 160, 80)))),
    ("background_colour", "dark blue", wall_faults.before(lambda h, w: wall_faults.even(h, w, (30, 60, 130)))),
    ("background_not_plain", "gradient", wall_faults.before(wall_faults.fading)),
    ("background_not_plain", "bricks", wall_faults.before(wall_faults.bricks)),
    ("background_not_plain", "clutter", wall_faults.before(wall_faults.clutter)),
    ("background_shadow", "0.4", wall_faults.shadowed(0.4)),
    ("background_shadow", "0.25", wall_faults.shadowed(0.25)),
    ("clothes_like_background", "dyed", wall_faults.dressed_in_the_wall),
    ("head_too_small", "100 px", faults.shrunk(100, (900, 1200))),
    ("head_too_small", "60 px", faults.shrunk(60, (600, 800))),
    ("low_resolution", "80 px", faults.shrunk(80)),
    ("head_too_large", "close", faults.cut(0.6, 0.75, 0.6, 0.95)),
    ("crown_margin", "at the hair", faults.cut(top=0.75)),
    ("off_centre", "left", faults.cut(left=0.6)),
    ("off_centre", "right", faults.cut(right=0.6)),
    ("shoulders_cut", "at the chin", faults.cut(bottom=0.85)),
    ("no_face", "below the chin", faults.below_the_chin),
    ("no_face", "the wall alone", faults.wall_alone),
)


@dataclass
class Row:
    """Pictures judged, those found under the fault's own code (by a fail; or at all), and what else failed."""

    tried: int = 0
    detected: int = 0
    warned: int = 0
    also: Counter[str] = field(default_factory=Counter)


def clean_portraits(engine: Engine, paths: Sequence[Path]) -> Iterator[Clean]:
    """Every portrait, set before the standard's wall."""
    for path in paths:
        image = open_picture(path.read_bytes())
        rgb = np.asarray(image)
        seen = engine.look(rgb, spec_for("chsi")).portrait
        if seen is None:
            continue
        by = min(1.0, FACE / Clean(rgb, seen).face)
        small = np.asarray(image.resize((round(image.width * by), round(image.height * by)), Image.Resampling.LANCZOS))
        clean = _looked_at(engine, small)
        if clean is not None:
            blue = wall_faults.before(lambda height, width: wall_faults.even(height, width, BLUE))(clean)
            assert isinstance(blue, np.ndarray)
            clean = _looked_at(engine, blue)
        if clean is not None:
            yield clean


def _looked_at(engine: Engine, rgb: Pixels) -> Clean | None:
    seen = engine.look(rgb, spec_for("chsi")).portrait
    return None if seen is None else Clean(rgb, seen)


def judged(engine: Engine, picture: Pixels | bytes) -> Report:
    data = picture if isinstance(picture, bytes) else jpeg(Image.fromarray(picture), 95)
    return engine.judge(data, spec_for("chsi")).report


def faults_of(code: str, guest: Clean) -> Iterator[tuple[str, str, Fault]]:
    """(code, name, fault) of both sets whose code contains `code`; guest: the second person for `multiple_faces`."""
    beside = ("multiple_faces", "beside", faults.joined_by(guest, 0.8))
    pasted = [("multiple_faces", f"pasted, {size}", other_objects.stranger(guest, size)) for size in (0.4, 0.6)]
    for number, table in enumerate(((*TABLE, beside), (*OTHER, *pasted)), 1):
        for its_code, name, fault in table:
            if code in its_code:
                yield its_code, f"{number} {its_code}: {name}", fault


def measure(
    engine: Engine, cleans: Sequence[Clean], only: str = ""
) -> tuple[Counter[str], Counter[str], int, dict[str, Row]]:
    """The clean pictures' fails and warns by code, and how many passed; then a row for every fault drawn into those."""
    fails: Counter[str] = Counter()
    warns: Counter[str] = Counter()
    rows: dict[str, Row] = defaultdict(Row)
    passed = 0
    for number, clean in enumerate(cleans):
        report = judged(engine, clean.rgb)
        for finding in report.findings:
            (fails if finding.severity == "fail" else warns)[finding.code] += 1
        if report.verdict != "PASSED":
            continue
        passed += 1
        for code, name, fault in faults_of(only, cleans[number - 1]):
            spoilt = fault(clean)
            if spoilt is not None:
                _count(rows[name], code, judged(engine, spoilt))
    return fails, warns, passed, rows


def _count(row: Row, code: str, report: Report) -> None:
    row.tried += 1
    severities = {finding.code: finding.severity for finding in report.findings}
    row.detected += severities.get(code) == "fail" or (code in DOUBTS and code in severities)
    row.warned += severities.get(code) == "warn"
    row.also.update(other for other, severity in severities.items() if severity == "fail" and other != code)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.bench.faults", description=__doc__)
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a clean portrait, or a folder of them")
    parser.add_argument("--half", type=int, choices=(0, 1), help="only every other picture")
    parser.add_argument("--most", type=int, default=1000, help="no more than so many pictures")
    parser.add_argument("--seed", type=int, help="of a random sample")
    parser.add_argument("--only", default="", metavar="CODE", help="faults of codes that contain this")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    engine = Engine(Path(os.environ.get("MODELS_DIR", "build/models")))
    paths = list(picture_files(options.paths))
    if options.half is not None:
        paths = paths[options.half :: 2]
    if options.seed is not None:
        paths = [paths[index] for index in np.random.default_rng(options.seed).permutation(len(paths))]
    cleans = list(clean_portraits(engine, paths[: options.most]))
    fails, warns, passed, rows = measure(engine, cleans, options.only)
    print(f"clean: {passed} of {len(cleans)} passed; fails {dict(fails)}; warns {dict(warns)}")
    for name, row in rows.items():
        also = ", ".join(f"{code} {count}" for code, count in row.also.most_common(4))
        mark = "" if row.detected >= 0.97 * row.tried else " <<<"
        print(f"{name:52}{row.detected:5} of {row.tried:4}   warns {row.warned:4}   {also}{mark}")


if __name__ == "__main__":
    main()
