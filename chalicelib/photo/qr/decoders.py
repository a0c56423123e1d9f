"""The two QR decoders: zxing-cpp, which also locates codes that it cannot read, and zbar."""

from __future__ import annotations

import ctypes.util
import functools
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from chalicelib.shared.log import log

if TYPE_CHECKING:
    from PIL import Image

ZBAR_LIBRARY: Final = os.environ.get("ZBAR_LIBRARY", "/opt/lib/libzbar.so.0")
GUESSED: Final = ("shift_jis", "big5", "latin-1")  # charsets for which zbar may mistake UTF-8

SHORTEST_TRUSTED: Final = 8  # characters of a text from a view that invents detail

_import_lock = threading.Lock()

Corners = tuple[tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Code:
    """One QR code.  text: "" if it was located but not read; corners: in px, clockwise from its top left."""

    text: str
    corners: Corners | None = None


def zxing(picture: Image.Image, *, whole_range: bool = False) -> list[Code]:
    """The codes that zxing-cpp finds in a grey picture.  whole_range: one threshold for all of it, not local ones.

    It gets Pillow's picture as it is: numpy, slow to import, is only needed for the harder passes.  Micro QR codes are
    left out, because noise can look like one.
    """
    import zxingcpp

    barcodes = zxingcpp.read_barcodes(
        picture,
        formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2),
        text_mode=zxingcpp.TextMode.Plain,
        binarizer=zxingcpp.Binarizer.GlobalHistogram if whole_range else zxingcpp.Binarizer.LocalAverage,
        return_errors=True,
    )
    return [Code(barcode.text if barcode.valid else "", _corners(barcode.position)) for barcode in barcodes]


def zxing_global(picture: Image.Image) -> list[Code]:
    """zxing-cpp with one threshold for the whole picture."""
    return zxing(picture, whole_range=True)


def zxing_unsure(picture: Image.Image) -> list[Code]:
    """zxing-cpp on a view that invents detail: short texts count as unread, because noise can look like a tiny code."""
    return [code if len(code.text) >= SHORTEST_TRUSTED else Code("", code.corners) for code in zxing(picture)]


def _corners(place: Any) -> Corners:
    top_left, top_right = (place.top_left.x, place.top_left.y), (place.top_right.x, place.top_right.y)
    return top_left, top_right, (place.bottom_right.x, place.bottom_right.y), (place.bottom_left.x, place.bottom_left.y)


def zbar(picture: Image.Image, *, library: str | None = None) -> list[Code]:
    """The codes that zbar reads in a grey picture; [] if zbar is not installed."""
    pyzbar = load_pyzbar(library or ZBAR_LIBRARY)
    if pyzbar is None:
        return []
    return [Code(repair_charset(symbol.data)) for symbol in pyzbar.decode(picture, symbols=[pyzbar.ZBarSymbol.QRCODE])]


def repair_charset(raw: bytes) -> str:
    """The text of a code whose charset zbar guessed: ASCII is kept, UTF-8 mistaken for another charset is repaired, and
    "" is returned for anything else."""
    text = raw.decode(errors="replace")
    if text.isascii():
        return text
    for charset in GUESSED:
        try:
            return text.encode(charset).decode()
        except UnicodeError:
            continue
    return ""


@functools.cache
def load_pyzbar(library: str) -> Any:
    """pyzbar bound to `library` if that file exists, else to the system's zbar; None if there is neither.

    When imported, pyzbar looks for the library with ldconfig or a compiler; a Lambda has neither.
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
