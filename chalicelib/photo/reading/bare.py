"""A picture's file without what it says of its place, its owner and its device: the pixels' bytes stay as they are.

Of what stands beside the pixels that stays which changes how they look: colour, transparency, and which side is up.
Whatever comes behind the picture goes as well: a phone adds a second picture there, or a film.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterable, Iterator
from typing import Final

from PIL import Image
from PIL.ExifTags import Base

from .bare_heic import bare_heic
from .heic import is_heic
from .picture import FORMATS, MAX_PIXELS

PNG: Final = b"\x89PNG\r\n\x1a\n"
# PNG (third edition) §11: the critical chunks, and those of colour, transparency and the pixels' form.
PNG_KEPT: Final = frozenset(b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD pHYs".split(b" "))
WEBP_KEPT: Final = frozenset([b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"])  # RFC 9649 §2.7
WEBP_SAYS_EXIF, WEBP_SAYS_XMP = 0x08, 0x04  # flags of VP8X
# JPEG (ITU-T T.81 table B.1): SOI, EOI, TEM and RST have no length; SOS is followed by pixels.  What decoding needs is
# from SOF0 to EXP; the rest are the application's, comments, extensions and reserved.
SOF0, SOI, EOI, SOS, EXP = 0xC0, 0xD8, 0xD9, 0xDA, 0xDF
ALONE: Final = frozenset([0x01, *range(0xD0, 0xDA)])
# Among pixels 0xFF is followed by a zero, and RST is a part of them.
MARKER: Final = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
# The application's segments that change colours: JFIF, an ICC profile, and Adobe's way of storing them.
APP0: Final = 0xE0
APP_KEPT: Final = {APP0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
JFIF_BYTES: Final = 18  # of the segment without its small picture, whose width and height are the last two
# Little-endian TIFF with one entry, Orientation (0x0112), a SHORT.
TURNED: Final = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0%c\0\0\0\0\0\0\0"


def bare_file(data: bytes) -> bytes | None:
    """The file with the pixels alone; None if it is no JPEG, PNG, WebP or HEIC file that can be walked through."""
    if is_heic(data):
        return bare_heic(data)
    turned = _turned(data)
    try:
        if data.startswith(b"\xff\xd8"):
            return _joined(_jpeg(data, turned))
        if data.startswith(PNG):
            return _joined(_png(data, turned))
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data, turned)
    except IndexError:
        return None
    return None


def _joined(parts: Iterable[bytes]) -> bytes:
    """A hostile file has millions of parts: as a list they would take a hundred times its size."""
    whole = bytearray()
    for part in parts:
        whole += part
    return bytes(whole)


def _turned(data: bytes) -> bytes:
    """EXIF that says which side is up, as whoever reads the picture would take it; empty if it stands upright, and for
    a PNG that is too large to be read: to find its EXIF, Pillow decodes it."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.format == "PNG" and image.width * image.height > MAX_PIXELS:
                return b""
            side = image.getexif().get(Base.Orientation)
    except Exception:  # hostile files make Pillow raise nearly anything
        return b""
    return TURNED % side if isinstance(side, int) and 1 < side <= 8 else b""


def _jpeg(data: bytes, turned: bytes) -> Iterator[bytes]:
    yield data[:2]
    if turned:
        exif = b"Exif\0\0" + turned
        yield b"\xff\xe1" + (len(exif) + 2).to_bytes(2) + exif
    at = 2
    while (at := _marker(data, at)) < len(data):
        marker, begin = data[at + 1], at
        at += 2
        if marker not in ALONE:
            at += int.from_bytes(data[at : at + 2])
            if at > len(data) or at < begin + 4:
                raise IndexError(at)
        if marker == SOS:
            at = _marker(data, at)
        if _stays(marker, data[begin + 4 : begin + 16]):
            yield _without_small_picture(data[begin:at]) if marker == APP0 else data[begin:at]
        if marker == EOI:
            return


def _marker(data: bytes, at: int) -> int:
    """Where the next marker begins."""
    found = MARKER.search(data, at)
    return found.start() if found else len(data)


def _stays(marker: int, begin: bytes) -> bool:
    if marker in APP_KEPT:
        return begin.startswith(APP_KEPT[marker])
    return SOF0 <= marker <= EXP and marker != SOI


def _without_small_picture(jfif: bytes) -> bytes:
    """It may show what was cut off since."""
    size = JFIF_BYTES - 2  # what is told does not count the marker
    return jfif if len(jfif) < JFIF_BYTES else jfif[:2] + size.to_bytes(2) + jfif[4:size] + bytes(2)


def _png(data: bytes, turned: bytes) -> Iterator[bytes]:
    yield PNG
    at = len(PNG)
    while at < len(data):
        kind, end = data[at + 4 : at + 8], at + 12 + int.from_bytes(data[at : at + 4])
        if len(kind) < 4 or (end > len(data) and kind not in PNG_KEPT):
            raise IndexError(at)
        if kind in PNG_KEPT:
            yield data[at:end]
        if kind == b"IHDR" and turned:
            said = b"eXIf" + turned
            yield len(turned).to_bytes(4) + said + zlib.crc32(said).to_bytes(4)
        if kind == b"IEND":
            return
        at = end


def _webp(data: bytes, turned: bytes) -> bytes:
    chunks = list(_webp_chunks(data))
    extended = bool(chunks) and chunks[0][:4] == b"VP8X"
    if extended:  # without it there is neither EXIF nor XMP
        flags = chunks[0][8] & ~(WEBP_SAYS_EXIF | WEBP_SAYS_XMP) | (WEBP_SAYS_EXIF if turned else 0)
        chunks[0] = chunks[0][:8] + bytes([flags]) + chunks[0][9:]
        if turned:
            chunks.append(b"EXIF" + len(turned).to_bytes(4, "little") + turned)
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _webp_chunks(data: bytes) -> Iterator[bytes]:
    at, end = 12, min(len(data), 8 + int.from_bytes(data[4:8], "little"))
    while at + 8 <= end:
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        following = at + 8 + size + size % 2
        if data[at : at + 4] in WEBP_KEPT:
            yield data[at:following]
        at = following
