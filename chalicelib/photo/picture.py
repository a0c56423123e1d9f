"""Opens a picture somebody uploaded, safely: nothing is decoded before its size is known to be bearable."""

from __future__ import annotations

import contextlib
import io
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


@dataclass(frozen=True)
class Picture:
    """image: the first frame as upright sRGB, mode RGB, transparency on white; width, height: the turned file's px;
    zoom: how many of the file's px one of the image's stands for, either way."""

    image: Image.Image
    width: int
    height: int
    zoom: int


def open_picture(data: bytes) -> Image.Image:
    """The whole picture as read_picture gives it.  Raises PictureError."""
    return read_picture(data).image


def open_grey(data: bytes) -> Image.Image:
    """The whole picture, mode L; of a JPEG the colours are never decoded.  Raises PictureError."""
    return read_picture(data, mode="L").image


def read_picture(
    data: bytes,
    *,
    max_bytes: int = MAX_BYTES,
    max_pixels: int = MAX_PIXELS,
    enough: int | None = None,
    mode: str = "RGB",
) -> Picture:
    """A JPEG is decoded at a half, a quarter or an eighth as long as its longer side keeps `enough` px.

    Raises PictureError.
    """
    if len(data) > max_bytes:
        raise PictureError("file_too_large", measured=len(data), limit=max_bytes)
    try:
        if is_heic(data):
            return _decoded(unpacked(data, max_pixels), ("PPM",), max_pixels, enough, mode)
        return _decoded(data, FORMATS, max_pixels, enough, mode)
    except PictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise PictureError("too_many_pixels", limit=max_pixels) from bomb
    except Exception as broken:  # hostile files make Pillow raise nearly anything
        raise PictureError("bad_format") from broken


def _decoded(data: bytes, formats: tuple[str, ...], max_pixels: int, enough: int | None, mode: str) -> Picture:
    with Image.open(io.BytesIO(data), formats=formats) as image:
        width, height = image.size
        if width * height > max_pixels:
            raise PictureError("too_many_pixels", measured=width * height, limit=max_pixels)
        zoom = _drafted(image, enough)
        if mode == "L":
            image.draft(mode, image.size)
        image.load()
        if image.format in ("JPEG", "MPO") and _ends_in_nothing(image, BLOCK // zoom):
            raise PictureError("bad_format")
        size, profile = image.size, image.info.get("icc_profile")
        _set_upright(image)
        if image.size != size:
            width, height = height, width
        return Picture(plain(image, profile, mode), width, height, zoom)


def plain(image: Image.Image, profile: bytes | None, mode: str) -> Image.Image:
    """A loaded image as sRGB in that mode, transparency on white."""
    return _on_white(_to_srgb(image, profile), mode)


def _drafted(image: Image.Image, enough: int | None) -> int:
    """Asks for a smaller JPEG if that is enough; by how much it will be smaller."""
    longest = max(image.size)
    zoom = next((zoom for zoom in ZOOMS if enough and longest // zoom >= enough), 1)
    if zoom == 1 or image.draft(None, (image.width // zoom, image.height // zoom)) is None:
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


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile is None or image.mode not in ("RGB", "RGBA", "CMYK"):
        return image
    try:
        theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(theirs).lower():
            return image
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        return ImageCms.profileToProfile(image, theirs, ImageCms.createProfile("sRGB"), outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError, ValueError):  # a broken or foreign profile: the plain numbers are kept
        return image


def _on_white(image: Image.Image, mode: str) -> Image.Image:
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value / 256).convert("L").convert(mode)
    if image.has_transparency_data:
        layers = image.convert("RGBA")
        sheet = Image.new("RGBA", layers.size, (*WHITE, 255))
        sheet.alpha_composite(layers)
        return sheet.convert(mode)
    return image if image.mode == mode else image.convert(mode)
