"""What a file says of how its picture came about, before that is dropped: a day, a label, and yes or no."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from PIL import Image
from PIL.ExifTags import IFD, Base

from .ai_label import SILENT, ai_label

# The first bytes of EXIF, which is the same small TIFF file in all four containers.
TIFF: Final = (b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08")
LONG: Final = 32_768  # bytes of it: a hostile one names the same bytes in every of its 2,700 entries
CREATOR: Final = re.compile(rb"""CreatorTool(?:>|=["'])([^<"']{1,100})""")  # XMP
DAY: Final = re.compile(r"(\d{4})[:/-](\d\d)[:/-](\d\d)")
UTF_16: Final = b"UNICODE\0"  # before a comment
FIRST_YEAR: Final = 2000  # a camera whose clock was never set says 1970 or 1980


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """Latin names as whole words: Reminiscence is none of a program."""
    latin = r"(?<![a-z0-9]){}(?![a-z0-9])"
    words = (latin.format(re.escape(name)) if name.isascii() else name for name in names)
    return re.compile("|".join(words))


# Names by which programs that make faces more beautiful sign.  Meitu's as tuchong.com shows a file of it (Artist, and
# a comment of what was beautified); 醒图's product as its exports name it; Retrica's as found in a picture of
# tools/pictures/real.csv; the others are the programs' own names, and nobody has measured who writes them.
BEAUTIFIERS: Final = (
    "meitu", "美图", "beautyinfo", "faceliftinfo", "beautycam", "beautyplus", "美颜", "airbrush", '"product":"retouch"',
    "醒图", "hypic", "轻颜", "ulike", "faceu", "激萌", "b612", "camera360", "无他相机", "一甜相机", "pitu", "facetune",
    "faceapp", "remini", "youcam", "retrica", "snapchat",
)  # fmt: skip
# Studios work with these as well: they signed 584 of the recipe's 1,392 studio pictures.
EDITORS: Final = (
    "photoshop", "lightroom", "snapseed", "gimp", "picsart", "vsco", "paint.net", "picmonkey", "pixlr", "canva",
    "fotor", "photoscape", "affinity", "pixelmator", "capcut", "wps",
)  # fmt: skip
BEAUTIFIED: Final = _any_of(BEAUTIFIERS)
EDITED: Final = _any_of(EDITORS)
SIGNED: Final = (Base.Software, Base.ProcessingSoftware, Base.Artist, Base.ImageDescription, Base.UserComment)


@dataclass(frozen=True)
class Facts:
    """None where the file says nothing.

    taken: the day, by the camera's clock; ai: see ai_label; beautified, edited: whether a program for faces, or for
    pictures of any kind, signed it; front_lens: whether it is a phone's; focal_length: mm, of a 35 mm film's camera
    with the same angle of view; size: px of the picture as the camera took it.
    """

    taken: date | None = None
    ai: int = SILENT
    beautified: bool | None = None
    edited: bool | None = None
    front_lens: bool | None = None
    focal_length: int | None = None
    size: tuple[int, int] | None = None


NOTHING_SAID: Final = Facts()


def read_facts(data: bytes) -> Facts:
    """Of a JPEG, PNG, WebP or HEIC file; whatever the bytes are, there is an answer."""
    tags = _tags(data)
    signed = " ".join([_creator(data), *(_text(tags.get(tag)) for tag in SIGNED)]).lower()
    lens = _text(tags.get(Base.LensModel)).lower()
    width, height = (_whole(tags.get(tag)) for tag in (Base.ExifImageWidth, Base.ExifImageHeight))
    return Facts(
        taken=_day(_text(tags.get(Base.DateTimeOriginal))),
        ai=ai_label(data),
        beautified=bool(BEAUTIFIED.search(signed)) if signed.strip() else None,
        edited=bool(EDITED.search(signed)) if signed.strip() else None,
        front_lens="front" in lens if lens else None,
        focal_length=_whole(tags.get(Base.FocalLengthIn35mmFilm)),
        size=(width, height) if width and height else None,
    )


def _tags(data: bytes) -> Mapping[int, Any]:
    at = None
    for begin in TIFF:  # the first there is: behind it nothing is sought
        place = data.find(begin, 0, at)
        at = place if place >= 0 else at
    tags: dict[int, Any] = {}
    if at is None:
        return tags
    with suppress(Exception):  # hostile blocks make Pillow raise nearly anything
        exif = Image.Exif()
        exif.load(data[at : at + LONG])
        tags.update(exif)
        tags.update(exif.get_ifd(IFD.Exif))
    return tags


def _creator(data: bytes) -> str:
    at = data.find(b"CreatorTool")
    found = CREATOR.match(data, at) if at >= 0 else None
    return found[1].decode("utf-8", "replace") if found else ""


def _text(value: object) -> str:
    """EXIF knows ASCII only; whoever writes Chinese writes UTF-8, which Pillow gives back as Latin-1, or a comment in
    UTF-16."""
    if isinstance(value, bytes) and value.startswith(UTF_16):
        return value.removeprefix(UTF_16).decode("utf-16", "replace").strip(" \0")
    if isinstance(value, str):
        value = value.encode("latin-1", "ignore")
    return value.decode("utf-8", "replace").strip(" \0") if isinstance(value, bytes) else ""


def _day(text: str) -> date | None:
    found = DAY.match(text)
    if not found:
        return None
    with suppress(ValueError):
        day = date(*map(int, found.groups()))
        return day if day.year >= FIRST_YEAR else None
    return None


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and value > 0 else None
