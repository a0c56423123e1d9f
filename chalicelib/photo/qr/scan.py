"""Reads the QR codes in a picture: a cascade of passes, the cheap ones first, each for what the ones before it miss.

zxing-cpp reads most pictures at once.  The rest is in PASSES, with what earned each its place.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ..picture import open_grey
from . import deblur, unbend, views
from .decoders import Code, zbar, zxing, zxing_global, zxing_unsure
from .views import Sight

if TYPE_CHECKING:
    from PIL import Image

BUDGET_S: Final = 1.5


@dataclass(frozen=True)
class QrText:
    """The text of one QR code, and the pass that read it."""

    text: str
    decoder: str


@dataclass(frozen=True)
class Pass:
    """One attempt: `views` makes the grey pictures it wants, `decode` gives the codes in one of them."""

    name: str
    views: Callable[[Sight], Iterator[Image.Image]]
    decode: Callable[[Image.Image], list[Code]]


# What earned each its place: pictures that no pass before it reads, of 70 hard photos and 179 small ones; of 204 drawn
# ones, 12 of each kind in drawings/hard_qr.py; and ms of CPU on a picture that zxing-cpp at first cannot read.
PASSES: Final = (
    Pass("zxing", views.whole, zxing),  # photos 51 small 166, drawn 112; 6 ms
    Pass("zxing-global", views.whole, zxing_global),  # small 2, drawn 3: flat dim screenshots, moiré; 1 ms
    Pass("zxing-lifted", views.lifted, zxing_global),  # photos 1, drawn 8: dark pages, darkness; 3 ms
    Pass("zxing-smooth", views.smooth, zxing),  # small 1, drawn 10: grain, moiré, scratches; 7 ms
    Pass("zxing-adaptive", views.adaptive, zxing),  # photos 5, drawn 7: glare, shadow, faint ink; 17 ms
    Pass("zbar-framed", views.framed, zbar),  # drawn 7: no quiet zone on a page as dark as the ink; 10 ms, if dark
    Pass("zxing-tiles", views.tiles, zxing),  # photos 2, drawn 12: small codes; 70 ms, if large
    Pass("zxing-unbent", unbend.unbent, zxing),  # photos 6 small 8, drawn 5: curled, on cloth, worn; 40 ms a code
    Pass("zxing-close", views.close_ups, zxing),  # drawn 6: seen but blurred, glaring; 12 ms
    Pass("zxing-contrast", views.contrasted, zxing_global),  # small 1; 15 ms
    Pass("zxing-enlarged", views.enlarged, zxing),  # drawn 1: tiny modules, shaken; 11 ms
    Pass("zbar", views.softened, zbar),  # photos 1, drawn 2: damage; 16 ms
    Pass("zxing-refocused", deblur.refocused, zxing_unsure),  # photos 1, drawn 3: out of focus by a module; 23 ms
    Pass("zxing-steadied", deblur.steadied, zxing_unsure),  # drawn 3: shaken by up to three modules; 92 ms
)


@dataclass(frozen=True)
class Scan:
    """What a picture gave; seen: there is at least something like a QR code in it, read or not."""

    found: list[QrText]
    seen: bool


def read_qr(data: bytes, accept: Callable[[str], bool] | None = None, *, budget_s: float = BUDGET_S) -> list[QrText]:
    """The texts that `scan` finds."""
    return scan(data, accept, budget_s=budget_s).found


def scan(data: bytes, accept: Callable[[str], bool] | None = None, *, budget_s: float = BUDGET_S) -> Scan:
    """Every different QR text in the picture up to the first pass that is good enough; none if none is found.

    Good enough is any text, or with `accept` one that it holds for, so that a clear code which is not the wanted one
    does not hide a weak one that is; accepted texts come first.  Raises PictureError.

    A decoder cannot be interrupted, and a picture drawn for it to stumble over costs it many times the usual.  So no
    view shows more than SIDE × SIDE px of it, and one is begun only if `budget_s` (CPU time of the thread, with opening
    the file) is expected to suffice: its cost is foretold from the slowest view so far, pixel for pixel.
    """
    deadline = time.thread_time() + budget_s
    sight = Sight(open_grey(data))
    wanted = accept or bool
    found: dict[str, str] = {}
    for step, texts in _passes(sight, deadline):
        for text in texts:
            found.setdefault(text, step)
        if any(wanted(text) for text in texts):
            break
    best_first = sorted((QrText(*one) for one in found.items()), key=lambda one: not wanted(one.text))
    return Scan(best_first, seen=bool(best_first or sight.unread))


def _passes(sight: Sight, deadline: float) -> Iterator[tuple[str, list[str]]]:
    """Each pass's name and the texts of it, until the time is over."""
    pace = 0.0  # seconds per px of the slowest view
    for step in PASSES:
        texts: list[str] = []
        for view in step.views(sight):
            begun, pixels = time.thread_time(), view.width * view.height
            if begun + pace * pixels > deadline:
                yield step.name, texts
                return
            codes = step.decode(view)
            pace = max(pace, (time.thread_time() - begun) / pixels)
            if view.size == sight.whole.size:
                sight.note(codes)
            texts += [code.text for code in codes if code.text]
        yield step.name, texts
