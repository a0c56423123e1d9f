"""A picture for every finding the photo engine knows: each file shows that fault, most of them nothing else."""

from __future__ import annotations

import functools
import struct
import zlib
from collections.abc import Callable
from types import MappingProxyType

import numpy as np
from PIL import ExifTags, Image, ImageDraw, ImageFilter
from PIL.PngImagePlugin import PngInfo

from . import bad_pictures, disguises
from .drawn import drawn
from .png import png

BLUE = (100, 197, 255)


def good(**look: float) -> bytes:
    """A portrait without any fault; arguments as for portrait.draw."""
    return png(drawn(**look))


@functools.cache
def faulty(code: str) -> bytes:
    """A file in which the engine finds `code`.  Raises KeyError for an unknown code."""
    return FAULTS[code]()


def labelled(label: str) -> bytes:
    """A good portrait with the label of GB 45438-2025 as PNG writes it: 1 made by a machine, 2 perhaps, 3 suspected."""
    text = PngInfo()
    text.add_text("AIGC", f'{{"Label":"{label}","ContentProducer":"nobody"}}')
    return png(drawn(), pnginfo=text)


def signed(program: str) -> bytes:
    """A good portrait whose file names the program that saved it."""
    exif = Image.Exif()
    exif[ExifTags.Base.Software] = program
    return png(drawn(), exif=exif)


def huge_png(width: int = 30_000, height: int = 30_000) -> bytes:
    """The header of a picture far too large to open, and hardly any data."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def _two_people() -> bytes:
    both = Image.new("RGB", (1200, 800), BLUE)
    both.paste(drawn(scale=0.8), (0, 0))
    both.paste(drawn(scale=0.8, seed=2, hair_rgb=(120, 80, 40)), (600, 0))
    return png(both)


def _lit(factor: float) -> bytes:
    return png(drawn().point(lambda value: min(255, int(value * factor))))


def _lit_from_one_side() -> bytes:
    light = np.linspace(1.1, 0.65, 600)[None, :, None]
    return png(drawn(background=np.clip(np.array(BLUE) * light, 0, 255).astype(np.float32)))


def _tall_hat() -> bytes:
    """Dark felt twice as high as the forehead."""
    image = drawn(width=720, height=960, scale=0.7, dy=0.12).copy()
    x, y, half = 360, 500 - 165, 115
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((x - half, y - 270, x + half, y + 90), radius=30, fill=(36, 30, 34))
    pen.ellipse((x - half - 40, y + 60, x + half + 40, y + 100), fill=(28, 24, 28))
    return png(image)


FAULTS: MappingProxyType[str, Callable[[], bytes]] = MappingProxyType(
    {
        "bad_format": lambda: b"<html><body>not a picture</body></html>",
        "file_too_large": lambda: good() + bytes(21 * 1024 * 1024),
        "too_many_pixels": huge_png,
        "low_resolution": lambda: good(width=240, height=320),
        "ai_generated": lambda: labelled("1"),
        "retouched": lambda: signed("BeautyCam"),
        "no_face": lambda: png(Image.new("RGB", (600, 800), BLUE)),
        "upside_down": lambda: png(drawn().transpose(Image.Transpose.ROTATE_180)),
        "multiple_faces": _two_people,
        "not_frontal": lambda: good(yaw=0.8),
        "head_tilted": lambda: good(roll=12),
        "eyes_closed": lambda: good(eye=0),
        "eyes_not_visible": lambda: png(disguises.reflection(drawn())),
        "sunglasses": lambda: png(disguises.sunglasses(drawn())),
        "face_occluded": lambda: png(disguises.mask(drawn())),
        "head_covered": lambda: png(disguises.ribbed(drawn())),
        "motion_blurred": lambda: png(bad_pictures.moved(drawn())),
        "uneven_light": lambda: png(bad_pictures.side_lit(drawn(), 0.6)),
        "red_eye": lambda: png(bad_pictures.red_eyed(drawn())),
        "not_colour": lambda: png(bad_pictures.grey(drawn())),
        "colour_cast": lambda: png(bad_pictures.tinted(drawn())),
        "noisy_or_overcompressed": lambda: png(bad_pictures.noisy(drawn())),
        "not_a_real_photo": lambda: png(bad_pictures.screened(drawn())),
        "has_border": lambda: png(bad_pictures.bordered(drawn())),
        "background_shadow": lambda: png(drawn(background=bad_pictures.shadow_beside(600, 800, BLUE))),
        "clothes_like_background": lambda: png(drawn(jacket=(97, 191, 249))),
        "mouth_open": lambda: good(mouth=0.7),
        "blurred": lambda: png(drawn().filter(ImageFilter.GaussianBlur(4))),
        "too_dark": lambda: _lit(0.2),
        "too_bright": lambda: _lit(1.6),
        "background_not_plain": _lit_from_one_side,
        "background_colour": lambda: png(drawn(background=(190, 60, 60))),
        "head_too_small": lambda: good(scale=0.4),
        "head_too_large": lambda: good(scale=1.8),
        "crown_margin": lambda: good(dy=-0.1),
        "eye_line": _tall_hat,
        "off_centre": lambda: good(dx=0.2),
        "shoulders_cut": lambda: good(dy=0.3),
    }
)
