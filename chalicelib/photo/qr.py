"""Reads the QR codes in a picture: a cascade of passes, each helping where the ones before it fail.

zxing-cpp reads most pictures at once.  Tiles help small codes in large photos; its global threshold helps flat, dim
screenshots; a local threshold helps uneven light; resizing helps tiny and huge codes; zbar at last reads a few that
zxing-cpp never does.
"""

from __future__ import annotations

import ctypes.util
import functools
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..shared.log import log
from .picture import open_picture

if TYPE_CHECKING:
    from PIL import Image

ZBAR_LIBRARY: Final = os.environ.get("ZBAR_LIBRARY", "/opt/lib/libzbar.so.0")
SIDE: Final = 1400  # px; no decoder gets more of the picture at once: the worst drawn for it then costs some 2 s
RESIZED_SIDE: Final = 1600  # px; small pictures are enlarged to it
ZBAR_SIDE: Final = 1200  # px; zbar reads more, and faster, in a reduced picture

_import_lock = threading.Lock()


@dataclass(frozen=True)
class QrText:
    """The text of one QR code, and the pass that read it."""

    text: str
    decoder: str


@dataclass(frozen=True)
class Pass:
    """One attempt: `views` makes the grey pictures it wants, `decode` gives the texts in one of them."""

    name: str
    views: Callable[[Image.Image], Iterator[Image.Image]]
    decode: Callable[[Image.Image], list[str]]


def read_qr(data: bytes, *, budget_s: float = 1.5, zbar_library: str = ZBAR_LIBRARY) -> list[QrText]:
    """Every different QR text in the picture, [] if none is found.  Raises PictureError.

    A decoder cannot be interrupted, and a picture drawn for it to stumble over costs it many times the usual.  So no
    view shows more than SIDE × SIDE px of it, and one is begun only if `budget_s` is expected to suffice: its cost is
    foretold from the slowest view so far, pixel for pixel.
    """
    grey = open_picture(data).convert("L")
    deadline, pace = time.monotonic() + budget_s, 0.0
    for step in _passes(zbar_library):
        texts: dict[str, None] = {}
        for view in step.views(grey):
            begun, pixels = time.monotonic(), view.width * view.height
            if begun + pace * pixels > deadline:
                break
            texts |= dict.fromkeys(step.decode(view))
            pace = max(pace, (time.monotonic() - begun) / pixels)
        found = [QrText(text, step.name) for text in texts if text]
        if found:
            return found
    return []


def _passes(zbar_library: str) -> list[Pass]:
    return [
        Pass("zxing", _whole, _zxing),
        Pass("zxing-tiles", _tiles, _zxing),
        Pass("zxing-global", _whole, _zxing_global),
        Pass("zxing-adaptive", _adaptive, _zxing),
        Pass("zxing-resized", _resized_view, _zxing),
        Pass("zbar", _zbar_view, lambda picture: _zbar(picture, zbar_library)),
    ]


def _whole(grey: Image.Image) -> Iterator[Image.Image]:
    """The picture, reduced if it is larger than SIDE."""
    yield grey if max(grey.size) <= SIDE else _resized(grey, SIDE)


def _tiles(grey: Image.Image) -> Iterator[Image.Image]:
    """A large picture in full size, in pieces that overlap by half: small codes are lost when it is reduced."""
    if max(grey.size) <= SIDE:
        return
    for top in _starts(grey.height):
        for left in _starts(grey.width):
            yield grey.crop((left, top, min(left + SIDE, grey.width), min(top + SIDE, grey.height)))


def _starts(length: int) -> list[int]:
    return [*range(0, max(1, length - SIDE), SIDE // 2), max(0, length - SIDE)] if length > SIDE else [0]


def _resized_view(grey: Image.Image) -> Iterator[Image.Image]:
    yield _resized(grey, RESIZED_SIDE)


def _zbar_view(grey: Image.Image) -> Iterator[Image.Image]:
    yield grey if max(grey.size) <= ZBAR_SIDE else _resized(grey, ZBAR_SIDE)


def _resized(grey: Image.Image, side: int) -> Image.Image:
    from PIL import Image

    scale = side / max(grey.size)
    size = (max(1, round(grey.width * scale)), max(1, round(grey.height * scale)))
    smooth = Image.Resampling.BICUBIC if scale > 1 else Image.Resampling.BOX
    return grey.resize(size, smooth)


def _adaptive(grey: Image.Image) -> Iterator[Image.Image]:
    """Black where a pixel is darker than its surroundings' mean by more than 5 of 256 steps."""
    from PIL import ImageChops, ImageFilter

    for view in _whole(grey):
        mean = view.filter(ImageFilter.BoxBlur(max(7, min(view.size) // 40)))
        yield ImageChops.subtract(view, mean, offset=5).point(lambda value: 255 if value > 0 else 0)


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
