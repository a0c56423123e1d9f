"""Reads the QR codes in a picture by a cascade of passes: cheap ones first, each for codes that the earlier ones miss.

zxing-cpp reads most pictures at once.  PASSES has the others, each with the pictures that justify it.
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
    """One attempt.  views: makes its grey pictures; decode: finds the codes in one of them."""

    name: str
    views: Callable[[Sight], Iterator[Image.Image]]
    decode: Callable[[Image.Image], list[Code]]


# Each pass with the number of pictures that it reads and no earlier pass does: of 70 hard photos, of 179 small ones and
# of 204 drawn ones (12 of each kind in drawings/hard_qr.py); then its CPU time on a picture that zxing-cpp cannot read.
PASSES: Final = (
    Pass("zxing", views.whole, zxing),  # photos 51 small 166, drawn 112; 6 ms
    Pass("zxing-global", views.whole, zxing_global),  # small 2, drawn 3: flat dim screenshots, moiré; 1 ms
    Pass("zxing-lifted", views.stretch_dark, zxing_global),  # photos 1, drawn 8: dark pages, darkness; 3 ms
    Pass("zxing-smooth", views.smooth, zxing),  # small 1, drawn 10: grain, moiré, scratches; 7 ms
    Pass("zxing-adaptive", views.threshold, zxing),  # photos 5, drawn 7: glare, shadow, faint ink; 17 ms
    Pass("zbar-framed", views.quiet_zone, zbar),  # drawn 7: no quiet zone on a page as dark as the ink; 10 ms, if dark
    Pass("zxing-tiles", views.tiles, zxing),  # photos 2, drawn 12: small codes; 70 ms, if large
    Pass("zxing-unbent", unbend.unbend, zxing),  # photos 6 small 8, drawn 5: curled, on cloth, worn; 40 ms a code
    Pass("zxing-close", views.close_ups, zxing),  # drawn 6: seen but blurred, glaring; 12 ms
    Pass("zxing-contrast", views.even_out_contrast, zxing_global),  # small 1; 15 ms
    Pass("zxing-enlarged", views.enlarge, zxing),  # drawn 1: tiny modules, shaken; 11 ms
    Pass("zbar", views.soften, zbar),  # photos 1, drawn 2: damage; 16 ms
    Pass("zxing-refocused", deblur.undo_defocus, zxing_unsure),  # photos 1, drawn 3: out of focus by a module; 23 ms
    Pass("zxing-steadied", deblur.undo_shake, zxing_unsure),  # drawn 3: shaken by up to three modules; 92 ms
)


@dataclass(frozen=True)
class Scan:
    """The texts in a picture.  has_code: whether there is something like a QR code in it, even if it was not read."""

    texts: list[QrText]
    has_code: bool


def read_qr(data: bytes, accept: Callable[[str], bool] | None = None, *, budget_s: float = BUDGET_S) -> list[QrText]:
    """The texts that `scan` finds."""
    return scan(data, accept, budget_s=budget_s).texts


def scan(data: bytes, accept: Callable[[str], bool] | None = None, *, budget_s: float = BUDGET_S) -> Scan:
    """Every different QR text that the passes find, up to the first pass with an accepted text; those come first.

    accept: whether a text is wanted; None: any text is.  It keeps a clear but unwanted code from hiding a weak one that
    is wanted.  Raises PictureError.

    A decoder cannot be interrupted, and a picture drawn to slow it down costs many times the usual.  So no view has
    more than SIDE × SIDE px, and a view is begun only if `budget_s` (CPU seconds of the thread, opening the file
    included) is expected to suffice: its cost is estimated from the slowest view so far, per pixel.
    """
    deadline = time.thread_time() + budget_s
    sight = Sight(open_grey(data))
    is_accepted = accept or bool
    step_of: dict[str, str] = {}
    for step, texts in _passes(sight, deadline):
        for text in texts:
            step_of.setdefault(text, step)
        if any(is_accepted(text) for text in texts):
            break
    best_first = sorted((QrText(*entry) for entry in step_of.items()), key=lambda entry: not is_accepted(entry.text))
    return Scan(best_first, has_code=bool(best_first or sight.unread))


def _passes(sight: Sight, deadline: float) -> Iterator[tuple[str, list[str]]]:
    """The name of each pass and its texts, until the time is used up."""
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
