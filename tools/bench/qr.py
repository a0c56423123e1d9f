"""QR reading beside its baselines in one run: `python -m tools.bench.qr [FOLDER]`; without a folder on drawn pictures.

A folder holds NAME.png or NAME.jpg and the expected text in NAME.txt; multi.json may list other texts that count, any
of them in any picture of the group (the part of the name before the first _).  Without NAME.txt any text counts as
read.  False reads are counted on drawn pictures without a QR code.
"""

from __future__ import annotations

import argparse
import io
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from chalicelib.photo.qr.decoders import Code, zbar, zxing, zxing_global
from chalicelib.photo.qr.scan import read_qr
from chalicelib.photo.qr.views import Sight, scale, shrink, threshold
from chalicelib.photo.reading.picture import open_grey
from chalicelib.photo.reading.picture_error import PictureError
from drawings import hard_qr, no_qr
from tools.bench.peak import peak_mib
from tools.pictures.paths import picture_files

MOST_MS = {"p50 ms": 15.0, "p95 ms": 250.0, "worst ms": 1600.0}  # of ours
DRAWN, WITHOUT = 4, 3  # pictures of each kind


class Sample(NamedTuple):
    """texts: any of them is right; None: any text is."""

    group: str
    data: bytes
    texts: frozenset[str] | None


Read = Callable[[bytes], list[str]]


@dataclass
class Row:
    """One reader's figures.  wrong: read, but only other texts than expected; false: read where no code is."""

    read: Counter[str] = field(default_factory=Counter)
    wrong: int = 0
    false: int = 0
    ms: list[float] = field(default_factory=list)

    def at(self, share: float) -> float:
        """The ms of CPU within which `share` of the pictures were read."""
        return sorted(self.ms)[min(len(self.ms) - 1, int(share * len(self.ms)))]


def _texts(codes: list[Code]) -> list[str]:
    return [code.text for code in codes if code.text]


def _five(data: bytes) -> list[str]:
    """The five passes that were best before: three of zxing-cpp, enlarged, and zbar on a reduced picture."""
    grey = open_grey(data)
    return (
        _texts(zxing(grey))
        or _texts(zxing_global(grey))
        or _texts(zxing(next(threshold(Sight(grey)))))
        or _texts(zxing(scale(grey, 1600)))
        or _texts(zbar(shrink(grey, 1200)))
    )


READERS: dict[str, Read] = {
    "zxing-cpp": lambda data: _texts(zxing(open_grey(data))),
    "pyzbar": lambda data: _texts(zbar(open_grey(data))),
    "five passes": _five,
    "ours": lambda data: [code.text for code in read_qr(data)],
}


TIMES: dict[str, Callable[[Row], float]] = {
    "p50 ms": lambda row: row.at(0.5), "p95 ms": lambda row: row.at(0.95), "worst ms": lambda row: max(row.ms),
}  # fmt: skip


def measure(folder: Path | None = None) -> bool:
    """Prints the table.  False when ours is not the best, is wrong more often, or exceeds a limit of time."""
    rows, groups = {name: Row() for name in READERS}, Counter[str]()
    for sample in _drawn() if folder is None else _stored(folder):
        groups[sample.group] += 1
        for name, read in READERS.items():
            _count(rows[name], read, sample)
    for data in _without():
        for name, read in READERS.items():
            rows[name].false += bool(read(data))
    _show(rows, groups)
    ours = rows["ours"]
    best = all(ours.read.total() >= row.read.total() and ours.wrong <= row.wrong for row in rows.values())
    in_time = all(TIMES[name](ours) <= most for name, most in MOST_MS.items())
    return best and in_time and not ours.false


def _show(rows: dict[str, Row], groups: Counter[str]) -> None:
    print(f"\n{'qr':14}{'of':>5}" + "".join(f"{name:>13}" for name in rows) + f"{'limit':>10}")
    for group, size in sorted(groups.items()) if len(groups) > 1 else []:
        print(f"{group:14}{size:5}" + "".join(f"{row.read[group]:13}" for row in rows.values()))
    lines: dict[str, Callable[[Row], float]] = {
        "read": lambda row: row.read.total(), "wrong": lambda row: row.wrong, "false reads": lambda row: row.false,
        **TIMES,
    }  # fmt: skip
    of = {"read": groups.total(), "wrong": groups.total(), "false reads": len(no_qr.KINDS) * WITHOUT}
    for name, value in lines.items():
        figures = "".join(f"{round(value(row), 1):13}" for row in rows.values())
        print(f"{name:14}{of.get(name, ''):5}{figures}{_limit(name, value(rows['ours']))}")
    print(f"peak {peak_mib():.0f} MiB, all readers together")


def _limit(name: str, ours: float) -> str:
    """The end of a line that has a limit: it, and whether ours is over."""
    if name not in MOST_MS:
        return ""
    return f"{MOST_MS[name]:10.0f}{'' if ours <= MOST_MS[name] else '  over'}"


def _count(row: Row, read: Read, sample: Sample) -> None:
    begun = time.process_time()
    try:
        texts = {_plain(text) for text in read(sample.data)}
    except PictureError:
        texts = set()
    row.ms.append((time.process_time() - begun) * 1000)
    right = bool(texts) if sample.texts is None else bool(texts & sample.texts)
    row.read[sample.group] += right
    row.wrong += bool(texts) and not right


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _stored(folder: Path) -> Iterator[Sample]:
    file = folder / "multi.json"
    several: dict[str, set[str]] = {}  # further texts that count, by group
    for name, texts in json.loads(file.read_text("utf-8")).items() if file.exists() else ():
        several.setdefault(_group(name), set()).update(_plain(text) for text in texts)
    for path in picture_files([str(folder)]):
        label, group = path.with_suffix(".txt"), _group(path.name)
        texts = {_plain(label.read_text("utf-8")), *several.get(group, ())} if label.exists() else None
        yield Sample(group, path.read_bytes(), frozenset(texts) if texts else None)


def _group(name: str) -> str:
    return name.split("_")[0] if "_" in name else "all"


def _drawn() -> Iterator[Sample]:
    for kind in hard_qr.KINDS:
        for text, picture in hard_qr.pictures(kind, DRAWN):
            yield Sample(kind, _file(picture), frozenset({text}))


def _without() -> Iterator[bytes]:
    for kind in no_qr.KINDS:
        for picture in no_qr.pictures(kind, WITHOUT, seed=2):
            yield _file(picture)


def _file(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=85)
    return file.getvalue()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.bench.qr", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    return 0 if measure(parser.parse_args().folder) else 1


if __name__ == "__main__":
    raise SystemExit(main())
