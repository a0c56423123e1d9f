"""Opens a picture somebody uploaded, safely: nothing is decoded before its size is known to be bearable."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageCms, ImageOps

from .heic import is_heic, unpacked
from .picture_error import PictureError

FORMATS: Final = ("JPEG", "PNG", "WEBP")  # besides HEIC; the JPEG reader also takes MPO, as many phones write it
MAX_BYTES: Final = 20 * 1024 * 1024
MAX_PIXELS: Final = 40_000_000
WHITE: Final = (255, 255, 255)
BLOCK: Final = 8  # px, JPEG's
GREY: Final = 8  # by which the first block may differ from mid-grey if a frame of it begins there
ZOOMS: Final = (8, 4, 2)  # libjpeg shrinks by these while it decodes
ROOM: Final = 243_000_000  # bytes: with libraries and networks no file tried takes more than 444 MiB
FEWEST: Final = 1600  # px, longer side, that lack of room leaves at least
COEFFICIENT: Final = 2  # bytes per px and band that libjpeg keeps of a progressive file
WEBP_KEEPS: Final = 12  # bytes per px: two canvases and a copy
RESULT: Final = 4  # bytes per px, whatever Pillow's mode
ROWS: Final = 12  # bytes per px of a row that decoders keep apart, and per row; a strip may be as wide and a zoom high
STRIP: Final = 1_000_000  # px


@dataclass(frozen=True)
class Picture:
    """image: the first frame as upright sRGB, mode RGB or L, transparency on white; width, height: the turned file's
    px; zoom: how many of the file's px one of the image's stands for, either way."""

    image: Image.Image
    width: int
    height: int
    zoom: int


def open_picture(data: bytes) -> Image.Image:
    """The whole picture as read_picture gives it, whatever memory that takes.  Raises PictureError."""
    return read_picture(data, room=sys.maxsize).image


def open_grey(data: bytes) -> Image.Image:
    """The whole picture, if there is room for it, mode L; of a JPEG the colours are never decoded.

    Raises PictureError.
    """
    return read_picture(data, mode="L").image


def read_picture(
    data: bytes,
    *,
    max_bytes: int = MAX_BYTES,
    max_pixels: int = MAX_PIXELS,
    enough: int | None = None,
    room: int = ROOM,
    mode: str = "RGB",
) -> Picture:
    """Made smaller by a half, a quarter or an eighth as long as its longer side keeps `enough` px; without that number
    only if decoding it would take more than `room` bytes.  A JPEG is not decoded any larger than that.

    Raises PictureError.
    """
    if len(data) > max_bytes:
        raise PictureError("file_too_large", measured=len(data), limit=max_bytes)
    try:
        if is_heic(data):
            size, zoom, image = unpacked(data, max_pixels, enough, room)
            return Picture(image if mode == "RGB" else image.convert(mode), *size, zoom)
        return _decoded(data, max_pixels, enough, room, mode)
    except PictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise PictureError("too_many_pixels", limit=max_pixels) from bomb
    except Exception as broken:  # hostile files make Pillow raise nearly anything
        raise PictureError("bad_format") from broken


def _decoded(data: bytes, max_pixels: int, enough: int | None, room: int, mode: str) -> Picture:
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        width, height = image.size
        zoom = fitting_zoom(image.size, max_pixels, enough, room, lambda zoom: _needs(image, zoom, mode))
        is_jpeg = image.format in ("JPEG", "MPO")
        drafted = _drafted(image, zoom)
        if mode == "L":
            image.draft(mode, image.size)
        image.load()
        if is_jpeg and _ends_in_nothing(image, BLOCK // drafted):
            raise PictureError("bad_format")
        small = _plain(image, zoom // drafted, mode)
        size = small.size
        _set_upright(small)
        if small.size != size:
            width, height = height, width
        return Picture(small, width, height, zoom)


def fitting_zoom(
    size: tuple[int, int], max_pixels: int, enough: int | None, room: int, needs: Callable[[int], int]
) -> int:
    """The zoom that read_picture chooses; needs: the bytes that decoding at a zoom takes.

    Raises PictureError: too_many_pixels.
    """
    pixels = size[0] * size[1]
    if pixels > max_pixels:
        raise PictureError("too_many_pixels", measured=pixels, limit=max_pixels)
    zooms = [zoom for zoom in ZOOMS if max(size) // zoom >= (enough or FEWEST)] + [1]
    fitting = [zoom for zoom in (zooms[:1] if enough else zooms) if needs(zoom) <= room]
    if not fitting:
        raise PictureError("too_many_pixels", measured=pixels, limit=pixels * room // needs(zooms[0]))
    return fitting[-1]


def shrunk(
    strip: Callable[[int, int], Image.Image], size: tuple[int, int], profile: bytes | None, zoom: int, mode: str
) -> Iterator[Image.Image]:
    """A picture as sRGB in that mode, transparency on white, every zoom × zoom px averaged to one: strips from above.

    strip: its rows from one to another.  Never is there a second picture as large in memory.
    """
    width, height = size
    rows = max(1, STRIP // (width * zoom)) * zoom
    transforms: dict[str, ImageCms.ImageCmsTransform | None] = {}
    for top in range(0, height, rows):
        part = strip(top, min(top + rows, height))
        if part.mode not in transforms:
            transforms[part.mode] = _to_srgb(part.mode, profile)
        transform = transforms[part.mode]
        part = _on_white(part if transform is None else ImageCms.applyTransform(part, transform) or part, mode)
        yield part.reduce(zoom) if zoom > 1 else part


def shrunk_size(size: tuple[int, int], zoom: int) -> tuple[int, int]:
    """Of all its strips together."""
    return -(-size[0] // zoom), -(-size[1] // zoom)


def _plain(image: Image.Image, zoom: int, mode: str) -> Image.Image:
    """A loaded image as shrunk gives it, with its metadata."""
    profile = image.info.get("icc_profile")
    if zoom == 1 and image.mode == mode and not image.has_transparency_data and _to_srgb(mode, profile) is None:
        return image

    def strip(top: int, bottom: int) -> Image.Image:
        return image.crop((0, top, image.width, bottom))

    small, top = Image.new(mode, shrunk_size(image.size, zoom)), 0
    for part in shrunk(strip, image.size, profile, zoom, mode):
        small.paste(part, (0, top))
        top += part.height
    small.info = image.info
    return small


def _needs(image: Image.Image, zoom: int, mode: str) -> int:
    """Bytes: single rows, what the decoder keeps of the file's px, the decoded ones, and those of the result."""
    pixels, is_jpeg, kept = image.width * image.height, image.format in ("JPEG", "MPO"), 0
    if is_jpeg and image.info.get("progressive"):
        kept = COEFFICIENT * len(image.getbands())
    elif image.format == "WEBP":
        kept = WEBP_KEEPS
    one = 1 if image.mode in ("1", "L", "P") else 4
    rows = max(image.size) * (ROWS + 2 * RESULT * zoom)
    return rows + pixels * (kept + (0 if is_jpeg else one)) + pixels // zoom**2 * ((one if is_jpeg else 0) + RESULT)


def _drafted(image: Image.Image, zoom: int) -> int:
    """Asks for a JPEG that is smaller by so much; by how much it will be smaller."""
    longest = max(image.size)
    if zoom == 1 or image.draft(None, (max(1, image.width // zoom), max(1, image.height // zoom))) is None:
        return 1
    return round(longest / max(image.size))


def _ends_in_nothing(image: Image.Image, block: int) -> bool:
    """Whether a JPEG's data ran out before its last block although the file has an end marker.

    libjpeg fills what is missing with coefficients of nought, which are exactly mid-grey; a picture that is mid-grey
    all over is only dull, and one that begins with it too has a grey frame.  The later scans of a progressive file may
    be missing unnoticed: it is soft then.
    """
    nothing = (128, 128)
    last = image.crop((max(0, image.width - block), max(0, image.height - block), image.width, image.height))
    if any(low_high != nothing for low_high in _extremes(last)):
        return False
    first = _extremes(image.crop((0, 0, block, block)))
    return any(abs(value - 128) > GREY for low_high in first for value in low_high)


def _extremes(image: Image.Image) -> list[tuple[float, float]]:
    """(least, most) of every band."""
    return [band.getextrema() for band in image.split()]  # type: ignore[misc]


def _set_upright(image: Image.Image) -> None:
    with contextlib.suppress(Exception):  # a broken EXIF block is no reason to refuse good pixels
        ImageOps.exif_transpose(image, in_place=True)


def _to_srgb(mode: str, profile: bytes | None) -> ImageCms.ImageCmsTransform | None:
    """None if there is nothing to convert."""
    if profile is None or mode not in ("RGB", "RGBA", "CMYK"):
        return None
    try:
        theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(theirs).lower():
            return None
        output = "RGBA" if mode == "RGBA" else "RGB"
        return ImageCms.buildTransform(theirs, ImageCms.createProfile("sRGB"), mode, output)
    except (ImageCms.PyCMSError, OSError, ValueError):  # a broken or foreign profile: the plain numbers are kept
        return None


def _on_white(image: Image.Image, mode: str) -> Image.Image:
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value / 256).convert("L").convert(mode)
    if image.has_transparency_data:
        layers = image.convert("RGBA")
        sheet = Image.new("RGBA", layers.size, (*WHITE, 255))
        sheet.alpha_composite(layers)
        return sheet.convert(mode)
    return image if image.mode == mode else image.convert(mode)
