"""QR reading beside its baselines in one run: `python -m tools.bench_qr [FOLDER]`, without one on drawn pictures.

A folder holds NAME.png or NAME.jpg and the expected text in NAME.txt; without that file any text counts as read.
"""

from __future__ import annotations

import argparse
import io
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from chalicelib.photo.picture import PictureError, open_picture
from chalicelib.photo.qr import read_qr
from chalicelib.photo.qr_decoders import Code, zbar, zxing, zxing_global
from chalicelib.photo.qr_views import Sight, adaptive, reduced, scaled
from sandbox import hard_qr

from .paths import picture_files

P50_MS, P95_MS, WORST_MS = 15.0, 250.0, 1600.0
DRAWN = 4  # pictures of each kind

Sample = tuple[bytes, str | None]
Read = Callable[[bytes], list[str]]


@dataclass
class Row:
    """One reader's figures.  wrong: read, but another text than expected."""

    read: int = 0
    wrong: int = 0
    ms: list[float] = field(default_factory=list)

    def at(self, share: float) -> float:
        """ms of CPU that `share` of the pictures stayed within."""
        return sorted(self.ms)[min(len(self.ms) - 1, int(share * len(self.ms)))]


def _texts(codes: list[Code]) -> list[str]:
    return [code.text for code in codes if code.text]


def _grey(data: bytes) -> Image.Image:
    return open_picture(data).convert("L")


def _five(data: bytes) -> list[str]:
    """The five passes that were the best before: three of zxing-cpp, enlarged, and zbar on a reduced picture."""
    grey = _grey(data)
    return (
        _texts(zxing(grey))
        or _texts(zxing_global(grey))
        or _texts(zxing(next(adaptive(Sight(grey)))))
        or _texts(zxing(scaled(grey, 1600)))
        or _texts(zbar(reduced(grey, 1200)))
    )


READERS: dict[str, Read] = {
    "zxing-cpp": lambda data: _texts(zxing(_grey(data))),
    "pyzbar": lambda data: _texts(zbar(_grey(data))),
    "five passes": _five,
    "ours": lambda data: [found.text for found in read_qr(data)],
}


def measure(folder: Path | None = None) -> bool:
    """Prints the table; False when ours is not the best, is wrong more often, or passes a limit of time."""
    rows = {name: Row() for name in READERS}
    for data, expected in _drawn() if folder is None else _stored(folder):
        for name, read in READERS.items():
            _count(rows[name], read, data, expected)
    print(
        f"\n{'qr':14}{'read':>6}{'wrong':>7}{'p50 ms':>9}{'p95 ms':>9}{'worst':>9}   of {len(rows['ours'].ms)} pictures"
    )
    for name, row in rows.items():
        print(f"{name:14}{row.read:6}{row.wrong:7}{row.at(0.5):9.1f}{row.at(0.95):9.1f}{max(row.ms):9.1f}")
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB, all readers together")
    ours = rows["ours"]
    best = all(ours.read >= row.read and ours.wrong <= row.wrong for row in rows.values())
    return best and ours.at(0.5) <= P50_MS and ours.at(0.95) <= P95_MS and max(ours.ms) <= WORST_MS


def _count(row: Row, read: Read, data: bytes, expected: str | None) -> None:
    begun = time.process_time()
    try:
        texts = [_plain(text) for text in read(data)]
    except PictureError:
        texts = []
    row.ms.append((time.process_time() - begun) * 1000)
    right = bool(texts) if expected is None else _plain(expected) in texts
    row.read += right
    row.wrong += bool(texts) and not right


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _stored(folder: Path) -> Iterator[Sample]:
    for path in picture_files([str(folder)]):
        label = path.with_suffix(".txt")
        yield path.read_bytes(), label.read_text("utf-8") if label.exists() else None


def _drawn() -> Iterator[Sample]:
    for kind in hard_qr.KINDS:
        for text, picture in hard_qr.pictures(kind, DRAWN):
            file = io.BytesIO()
            picture.save(file, "JPEG", quality=85)
            yield file.getvalue(), text


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.bench_qr", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    return 0 if measure(parser.parse_args().folder) else 1


if __name__ == "__main__":
    raise SystemExit(main())
