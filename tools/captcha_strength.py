"""How many of the captcha's pictures are read by programs that were made for other pictures.

    make captcha TRIES=24        in an environment of its own, of requirements/ocr.lock

Each picture is read by ddddocr's two networks and by rapidocr: as it is, cleaned (what differs from the ground, at six
levels, specks of fewer than 40 pixels dropped; smoothed, thinned, thickened, blurred), and by a vote of all readings.
The last columns are attacks on this very picture.  By cell: whoever knows its cells and counts the dice's dots reads
sign by sign.  Known: and looks for where stripes end and change places.  That one reads four pictures of five: nothing
that people read at sight resists whoever writes a program for it.
"""

from __future__ import annotations

import argparse
import secrets
from collections import Counter
from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np

from chalicelib.identity.captcha import drawing

LEVELS = (40, 60, 80, 110, 140, 180)  # of distance from the ground
SPECK = 40  # pixels
BLURS = (2.5, 3.5, 5)  # px
WAYS = ("raw", "beta", "voted", "any", "lines", "clear", "cell", "known")
Picture = Any  # an array, grey


class Readers:
    """ddddocr's networks and rapidocr, each as picture → signs."""

    def __init__(self) -> None:
        import ddddocr
        from rapidocr_onnxruntime import RapidOCR

        self._words = [ddddocr.DdddOcr(show_ad=False), ddddocr.DdddOcr(show_ad=False, beta=True)]
        self._lines = RapidOCR()

    def words(self, picture: Picture) -> list[str]:
        png = cv2.imencode(".png", picture)[1].tobytes()
        return [_signs(reader.classification(png)) for reader in self._words]

    def lines(self, picture: Picture) -> str:
        found, _ = self._lines(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR))
        return _signs("".join(text for _, text, *_ in found or []))


def _signs(text: str) -> str:
    return "".join(sign for sign in text.upper() if sign in drawing.ALPHABET)


def cleaned(picture: Picture) -> Iterator[Picture]:
    """The picture as a reader may want it."""
    distance = np.abs(picture.astype(int) - int(np.median(picture)))
    for level in LEVELS:
        count, labels, stats, _ = cv2.connectedComponentsWithStats((distance > level).astype(np.uint8), connectivity=8)
        large = [label for label in range(1, count) if stats[label, cv2.CC_STAT_AREA] >= SPECK]
        yield np.where(np.isin(labels, large), 0, 255).astype(np.uint8)
    smooth = cv2.GaussianBlur(picture, (5, 5), 0)
    yield cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]
    yield cv2.adaptiveThreshold(picture, 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY, 31, 8)
    yield cv2.morphologyEx(picture, cv2.MORPH_CLOSE, np.ones((3, 3)))
    yield cv2.morphologyEx(picture, cv2.MORPH_OPEN, np.ones((3, 3)))
    yield from (cv2.GaussianBlur(picture, (0, 0), width) for width in BLURS)


def unstriped(picture: Picture) -> Iterator[Picture]:
    """The picture as a reader wants it who knows how it is made: where stripes end, and where dark and bright change
    places against the stripes around."""
    grey = (picture - picture.mean()).astype(np.float32)
    across, down = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    even, odd = (cv2.GaussianBlur(part, (0, 0), 25) for part in (across**2 - down**2, 2 * across * down))
    along = np.arctan2(odd, even) / 2 + np.pi / 2
    ends = np.abs(across * np.cos(along) + down * np.sin(along))
    for width in (1.5, 2.25):
        soft = cv2.GaussianBlur(ends, (0, 0), width)
        yield 255 - np.clip(soft / np.percentile(soft, 98) * 255, 0, 255).astype(np.uint8)
    height, wide = grey.shape
    waves = np.abs(np.fft.fft2(grey)) * (np.fft.fftfreq(height)[:, None] > 1 / 14)
    high, side = np.unravel_index(waves.argmax(), waves.shape)
    y, x = np.mgrid[:height, :wide]
    turned = grey * np.exp(-2j * np.pi * (np.fft.fftfreq(height)[high] * y + np.fft.fftfreq(wide)[side] * x))
    near = _blurred(turned, 3)
    flipped = (near * np.exp(-0.5j * np.angle(_blurred(near**2, 14)))).real
    view = np.clip(127 + flipped / np.abs(flipped).max() * 127, 0, 255).astype(np.uint8)
    yield from (view, 255 - view)


def _blurred(numbers: Picture, width: float) -> Picture:
    """Of complex numbers."""
    return cv2.GaussianBlur(numbers.real, (0, 0), width) + 1j * cv2.GaussianBlur(numbers.imag, (0, 0), width)


def vote(readings: list[str], length: int) -> str:
    """The reading of this length that came most often."""
    fitting = Counter(reading for reading in readings if len(reading) == length)
    return fitting.most_common(1)[0][0] if fitting else ""


def by_cell(readers: Readers, picture: Picture, cells: list[tuple[int, int]], *, known: bool) -> str:
    """Each sign read apart, in the right order.  cells: left and top of each, by the dots beside it.  known: by whom
    knows how the picture is made."""
    views, signs = list(unstriped(picture)) if known else [picture], []
    for left, top in cells:
        parts = [view[top : top + drawing.CELL[1], left + drawing.DIE : left + drawing.CELL[0]] for view in views]
        wanted = [part for one in parts for part in ((one,) if known else (one, *cleaned(one)))]
        signs.append(vote([reading for view in wanted for reading in readers.words(view)], 1))
    return "".join(signs)


class Known(secrets.SystemRandom):
    """Chance that remembers which cell each sign got."""

    def shuffle(self, x: Any) -> None:
        super().shuffle(x)
        self.cells = list(x)


def drawn(text: str) -> tuple[Picture, list[tuple[int, int]]]:
    """A picture of the text, as it arrives, and where each sign's cell is."""
    dice, columns = Known(), len(text) // drawing.ROWS
    arrived = np.frombuffer(drawing.packed(drawing.picture(text, dice)), np.uint8)
    (width, height), edge = drawing.CELL, drawing.EDGE
    cells = [(edge + width * (cell % columns), edge + height * (cell // columns)) for cell in dice.cells]
    return cv2.imdecode(arrived, cv2.IMREAD_GRAYSCALE), cells


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tries", type=int, default=24, help="pictures of each length")
    tries = parser.parse_args().tries
    readers = Readers()
    print("signs tries   ddddocr   beta  cleaned    any    rapidocr cleaned by cell  known")
    for length in sorted(set(drawing.SIGNS)):
        read: Counter[str] = Counter()
        for _ in range(tries):
            text = "".join(secrets.choice(drawing.ALPHABET) for _ in range(length))
            read.update(name for name, said in _readings(readers, text).items() if text in said)
        print(f"{length:5} {tries:5} ", *(f"{read[way] / tries:8.1%}" for way in WAYS), flush=True)


def _readings(readers: Readers, text: str) -> dict[str, list[str]]:
    """What each way of reading says."""
    picture, cells = drawn(text)
    views = list(cleaned(picture))
    raw = readers.words(picture)
    every = raw + [reading for view in views for reading in readers.words(view)]
    return {
        "raw": raw[:1],
        "beta": raw[1:],
        "voted": [vote(every, len(text))],
        "any": every,
        "lines": [readers.lines(picture)],
        "clear": [readers.lines(view) for view in views[1:8:3]],
        "cell": [by_cell(readers, picture, cells, known=False)],
        "known": [by_cell(readers, picture, cells, known=True)],
    }


if __name__ == "__main__":
    main()
