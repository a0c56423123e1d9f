"""Opens a picture somebody uploaded, safely: nothing is decoded before its size is known to be bearable."""

from __future__ import annotations

import io
from typing import Final

from PIL import Image, ImageCms, ImageOps

FORMATS: Final = ("JPEG", "PNG", "WEBP")  # the JPEG reader also takes MPO, which many phones write into a .jpg
MAX_BYTES: Final = 20 * 1024 * 1024
MAX_PIXELS: Final = 40_000_000
WHITE: Final = (255, 255, 255)
BLOCK: Final = 8  # px, JPEG's


class PictureError(Exception):
    """The file cannot be used as a picture; code is bad_format, file_too_large or too_many_pixels."""

    def __init__(self, code: str, *, measured: float | None = None, limit: float | None = None) -> None:
        super().__init__(code)
        self.code, self.measured, self.limit = code, measured, limit


def open_picture(data: bytes, *, max_bytes: int = MAX_BYTES, max_pixels: int = MAX_PIXELS) -> Image.Image:
    """The first frame as upright sRGB, mode RGB, transparency on white.  Raises PictureError."""
    if len(data) > max_bytes:
        raise PictureError("file_too_large", measured=len(data), limit=max_bytes)
    try:
        return _decoded(data, max_pixels)
    except PictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise PictureError("too_many_pixels", limit=max_pixels) from bomb
    except Exception as broken:  # hostile files make Pillow raise nearly anything
        raise PictureError("bad_format") from broken


def _decoded(data: bytes, max_pixels: int) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        if image.width * image.height > max_pixels:
            raise PictureError("too_many_pixels", measured=image.width * image.height, limit=max_pixels)
        image.load()
        if image.format in ("JPEG", "MPO") and _ends_in_nothing(image):
            raise PictureError("bad_format")
        profile = image.info.get("icc_profile")
        return _on_white(_to_srgb(_upright(image), profile))


def _ends_in_nothing(image: Image.Image) -> bool:
    """Whether a JPEG's data ran out before its last block although the file has an end marker.

    libjpeg fills what is missing with coefficients of nought, which are exactly mid-grey; a picture that is mid-grey
    all over is only dull.  The later scans of a progressive file may be missing unnoticed: it is soft then.
    """
    corner = image.crop((max(0, image.width - BLOCK), max(0, image.height - BLOCK), image.width, image.height))
    nothing = (128, 128)
    if any(low_high != nothing for low_high in _extremes(corner)):
        return False
    return any(low_high != nothing for low_high in _extremes(image))


def _extremes(image: Image.Image) -> list[tuple[float, float]]:
    """(least, most) of every band."""
    return [band.getextrema() for band in image.split()]  # type: ignore[misc]


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # a broken EXIF block is no reason to refuse good pixels
        return image.copy()


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


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value / 256).convert("L").convert("RGB")
    if image.has_transparency_data:
        layers = image.convert("RGBA")
        sheet = Image.new("RGBA", layers.size, (*WHITE, 255))
        sheet.alpha_composite(layers)
        return sheet.convert("RGB")
    return image.convert("RGB")
