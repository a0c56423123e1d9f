"""Reads the QR codes in a picture: a cascade of passes, each helping where the ones before it fail.

zxing-cpp reads most pictures at once.  Its global threshold helps flat, dim screenshots; a local threshold helps
uneven light; resizing helps tiny and huge codes; zbar at last reads a few that zxing-cpp never does.
"""

from __future__ import annotations

import ctypes.util
import functools
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..shared.log import log
from .picture import open_picture

if TYPE_CHECKING:
    from PIL import Image

ZBAR_LIBRARY: Final = os.environ.get("ZBAR_LIBRARY", "/opt/lib/libzbar.so.0")
QUICK_SIDE: Final = 2000  # px; the first pass is never bigger, so it ends soon whatever is drawn
RESIZED_SIDE: Final = 1600
ZBAR_SIDE: Final = 1200  # px; zbar reads more, and faster, in a reduced picture

_import_lock = threading.Lock()


@dataclass(frozen=True)
class QrText:
    """The text of one QR code, and the pass that read it."""

    text: str
    decoder: str


@dataclass(frozen=True)
class Pass:
    """One attempt: `prepare` makes the grey picture it wants, `decode` gives the texts in it."""

    name: str
    prepare: Callable[[Image.Image], Image.Image]
    decode: Callable[[Image.Image], list[str]]


def read_qr(data: bytes, *, budget_s: float = 1.5, zbar_library: str = ZBAR_LIBRARY) -> list[QrText]:
    """Every different QR text in the picture, [] if none is found.  Raises PictureError.

    A pass is begun only while `budget_s` is expected to suffice for it: its cost is foretold from the slowest
    pass so far, pixel for pixel.  So hostile pictures end the cascade early, and no pass has to be interrupted.
    """
    grey = open_picture(data).convert("L")
    started, pace = time.monotonic(), 0.0
    for step in _passes(grey, zbar_library):
        picture = step.prepare(grey)
        begun = time.monotonic()
        if begun - started + pace * _pixels(picture) > budget_s:
            continue
        texts = [text for text in dict.fromkeys(step.decode(picture)) if text]
        if texts:
            return [QrText(text, step.name) for text in texts]
        pace = max(pace, (time.monotonic() - begun) / _pixels(picture))
    return []


def _passes(grey: Image.Image, zbar_library: str) -> list[Pass]:
    full = [Pass("zxing-full", _same, _zxing)] if max(grey.size) > QUICK_SIDE else []
    return [
        Pass("zxing", _at_most(QUICK_SIDE), _zxing),
        *full,
        Pass("zxing-global", _same, _zxing_global),
        Pass("zxing-adaptive", _adaptive, _zxing),
        Pass("zxing-resized", _scaled_to(RESIZED_SIDE), _zxing),
        Pass("zbar", _at_most(ZBAR_SIDE), lambda picture: _zbar(picture, zbar_library)),
    ]


def _pixels(picture: Image.Image) -> int:
    return picture.width * picture.height


def _same(grey: Image.Image) -> Image.Image:
    return grey


def _at_most(side: int) -> Callable[[Image.Image], Image.Image]:
    def prepare(grey: Image.Image) -> Image.Image:
        return grey if max(grey.size) <= side else _resized(grey, side)

    return prepare


def _scaled_to(side: int) -> Callable[[Image.Image], Image.Image]:
    return lambda grey: _resized(grey, side)


def _resized(grey: Image.Image, side: int) -> Image.Image:
    from PIL import Image

    scale = side / max(grey.size)
    size = (max(1, round(grey.width * scale)), max(1, round(grey.height * scale)))
    smooth = Image.Resampling.BICUBIC if scale > 1 else Image.Resampling.BOX
    return grey.resize(size, smooth)


def _adaptive(grey: Image.Image) -> Image.Image:
    """Black where a pixel is darker than its surroundings' mean by more than 5 of 256 steps."""
    from PIL import ImageChops, ImageFilter

    mean = grey.filter(ImageFilter.BoxBlur(max(7, min(grey.size) // 40)))
    return ImageChops.subtract(grey, mean, offset=5).point(lambda value: 255 if value > 0 else 0)


def _zxing(picture: Image.Image, **options: Any) -> list[str]:
    import numpy
    import zxingcpp

    found = zxingcpp.read_barcodes(
        numpy.asarray(picture),
        formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),
        text_mode=zxingcpp.TextMode.Plain,
        **options,
    )
    return [code.text for code in found]


def _zxing_global(picture: Image.Image) -> list[str]:
    import zxingcpp

    return _zxing(picture, binarizer=zxingcpp.Binarizer.GlobalHistogram)


def _zbar(picture: Image.Image, library: str) -> list[str]:
    zbar = _pyzbar(library)
    if zbar is None:
        return []
    return [_utf8(found.data) for found in zbar.decode(picture, symbols=[zbar.ZBarSymbol.QRCODE])]


def _utf8(raw: bytes) -> str:
    """zbar guesses charsets; what is not UTF-8 afterwards was guessed wrong and counts as not read."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return ""


@functools.cache
def _pyzbar(library: str) -> Any:
    """pyzbar bound to `library` if that file exists, else to the system's zbar; None where there is neither.

    pyzbar looks the library up with ldconfig or a compiler when it is imported; a Lambda has none of them.
    """
    with _import_lock:
        look_up = ctypes.util.find_library
        if Path(library).is_file():
            ctypes.util.find_library = lambda name: library if name == "zbar" else look_up(name)
        try:
            from pyzbar import pyzbar
        except ImportError:
            log("zbar_missing", level="warning", path=library)
            return None
        finally:
            ctypes.util.find_library = look_up
    return pyzbar
