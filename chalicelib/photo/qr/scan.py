"""Reads the QR codes in a picture by a cascade of passes: cheap ones first, each for codes that the earlier ones miss.

zxing-cpp reads most pictures at once.  PASSES has the others, each with the pictures that justify it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ..reading.picture import open_grey
from . import deblur, unbend, views
from .decoders import Code, zbar, zxing, zxing_global, zxing_unsure
from .kinds import KINDS, is_personal, kind_of
from .remainder import remainder
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
    """Every different QR text that the passes find, up to the first pass with an accepted text; those come first, and
    payment codes last.

    accept: whether a text is wanted; None: any text is that no payment or contact code has.  It keeps a clear but
    unwanted code from hiding a weak one that is wanted.  Raises PictureError.

    A decoder cannot be interrupted, and a picture drawn to slow it down costs many times the usual.  So no view has
    more than SIDE × SIDE px, and a view is begun only if `budget_s` (CPU seconds of the thread, opening the file
    included) is expected to suffice: its cost is estimated from the slowest view so far, per pixel.
    """
    budget = _Budget(time.thread_time() + budget_s)
    sight = Sight(open_grey(data))
    is_accepted = accept or (lambda text: not is_personal(text))
    step_of: dict[str, str] = {}
    for step, texts in _looks(sight, budget):
        for text in texts:
            step_of.setdefault(text, step)
        if any(is_accepted(text) for text in texts):
            break

    def rank(entry: QrText) -> tuple[bool, int]:
        return not is_accepted(entry.text), KINDS.index(kind_of(entry.text))

    best_first = sorted((QrText(*entry) for entry in step_of.items()), key=rank)
    return Scan(best_first, has_code=bool(best_first or sight.unread))


@dataclass
class _Budget:
    """The thread's CPU time at which it ends, and the slowest view so far, in seconds per px."""

    end: float
    pace: float = 0.0

    def decode(self, step: Pass, view: Image.Image) -> list[Code] | None:
        """The codes in a view; None if the time left is not expected to suffice."""
        begun, pixels = time.thread_time(), view.width * view.height
        if begun + self.pace * pixels > self.end:
            return None
        codes = step.decode(view)
        self.pace = max(self.pace, (time.thread_time() - begun) / pixels)
        return codes


def _looks(sight: Sight, budget: _Budget) -> Iterator[tuple[str, list[str]]]:
    """The name of each pass and its texts.  Once a code was read, the places that may hold another are looked at, and
    the whole picture only goes on if one of them holds a code that is still unread."""
    was_searched = False
    for step, texts in _passes(sight, budget):
        yield step, texts
        if sight.read and not was_searched:
            was_searched, goes_on = True, False
            for place in remainder(sight):
                yield from _passes(place, budget)
                goes_on = goes_on or bool(place.unread)
            if not goes_on:
                return


def _passes(sight: Sight, budget: _Budget) -> Iterator[tuple[str, list[str]]]:
    """The name of each pass and its texts in one sight, until the time is used up."""
    for step in PASSES:
        texts: list[str] = []
        for view in step.views(sight):
            codes = budget.decode(step, view)
            if codes is None:
                yield step.name, texts
                return
            if view.size == sight.whole.size:
                sight.note(codes)
            texts += [code.text for code in codes if code.text]
        yield step.name, texts
