"""Draws a report over its picture: what a person should see at a glance, and every check with ✓, ! or × in Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from chalicelib.photo.codes import CODES
from chalicelib.photo.judge import counts
from chalicelib.photo.limits import rows_for
from chalicelib.photo.model import Crop, Report, Spec
from chalicelib.photo.reading.window import Window

FAIL, WARN, GOOD, BAND, INK = (220, 30, 30), (225, 140, 0), (0, 150, 70), (0, 170, 70), (30, 30, 30)
HEIGHT = 960  # px of the picture in the sheet
ASIDE = 560  # px for the list
MARKS = {"fail": ("×", FAIL), "warn": ("!", WARN)}
FONTS = (  # with Chinese letters; Pillow's own font has none
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/System/Library/Fonts/PingFang.ttc",
    "C:/Windows/Fonts/msyh.ttc",
)


def annotated(image: Image.Image, report: Report, spec: Spec) -> Image.Image:
    """The turned original with the crop, its bands and a box per finding, and the list beside it."""
    by = HEIGHT / image.height
    picture = image.resize((max(1, round(image.width * by)), HEIGHT))
    sheet = Image.new("RGB", (picture.width + ASIDE, HEIGHT), "white")
    sheet.paste(picture)
    if report.crop is not None:
        _guides(ImageDraw.Draw(sheet, "RGBA"), report.crop, spec, by)
    _boxes(ImageDraw.Draw(sheet), report, picture.size)
    _list(ImageDraw.Draw(sheet), report, spec, picture.width + 20)
    return sheet


def _guides(pen: ImageDraw.ImageDraw, crop: Crop, spec: Spec, by: float) -> None:
    """The frame, and in it where crown and eyes may be and how wide the narrowest and the widest face are."""
    scale = spec.width / crop.w
    window = Window(
        x=crop.x + crop.w / 2, y=crop.y + crop.h / 2, scale=scale, roll=crop.roll, width=spec.width, height=spec.height
    )

    def shape(left: float, top: float, right: float, bottom: float) -> list[tuple[float, float]]:
        corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], float)
        return [(float(x), float(y)) for x, y in window.to_source(corners) * by]

    for (top, bottom), colour in ((spec.crown, (0, 110, 255)), (spec.eyes, (0, 170, 70))):
        pen.polygon(shape(0, top, spec.width, bottom), fill=(*colour, 46), outline=(*colour, 200))
    middle, tall = spec.width / 2, (spec.crown[0], spec.eyes[1] + spec.face_width[0])
    for wide in spec.face_width:
        pen.polygon(shape(middle - wide / 2, tall[0], middle + wide / 2, tall[1]), outline=(235, 120, 0, 200))
    pen.polygon(shape(0, 0, spec.width, spec.height), outline=(*BAND, 255), width=4)


def _boxes(pen: ImageDraw.ImageDraw, report: Report, size: tuple[int, int]) -> None:
    for finding in report.findings:
        if finding.box is not None:
            x, y, w, h = finding.box
            corners = (x * size[0], y * size[1], (x + w) * size[0], (y + h) * size[1])
            pen.rectangle(corners, outline=MARKS[finding.severity][1], width=4)


def _list(pen: ImageDraw.ImageDraw, report: Report, spec: Spec, left: int) -> None:
    top = 16
    for mark, text, colour, size in _lines(report, spec):
        pen.text((left, top), mark, fill=colour, font=_font(size))
        pen.text((left + 28, top), text, fill=colour, font=_font(size))
        top += round(size * 1.42)


def _lines(report: Report, spec: Spec) -> Iterator[tuple[str, str, tuple[int, int, int], int]]:
    """Mark, words, colour and height of every line: the verdict, what is wrong and its cure, then what is right."""
    words = {
        "PASSED": ("初检合格，以人工审核为准", GOOD),
        "FAILED": ("初检不合格", FAIL),
        "UNREADABLE": ("无法识别", FAIL),
    }
    yield "", words[report.verdict][0], words[report.verdict][1], 26
    for finding in report.findings:
        mark, colour = MARKS[finding.severity]
        yield mark, _with_numbers(finding.message, finding.measured, finding.unit), colour, 20
        for part in (finding.cure[at : at + 34] for at in range(0, len(finding.cure), 34)):
            yield "", part, INK, 15
    right = _right(report, spec)
    for at in range(0, len(right), 3):
        yield "✓", "   ✓ ".join(right[at : at + 3]), GOOD, 17


def _right(report: Report, spec: Spec) -> list[str]:
    """The names of what was measured and found in order."""
    wrong, measures = {finding.code for finding in report.findings}, report.measures
    taken = (row for row in rows_for(spec) if measures.get(row.measure) is not None and counts(row, measures))
    return [CODES[code].name for code in dict.fromkeys(row.code for row in taken) if code not in wrong]


def _with_numbers(message: str, measured: float | None, unit: str) -> str:
    words = {"deg": "°", "count": "", "ratio": "", "px": " 像素"}
    return message if measured is None else f"{message}（{measured:g}{words.get(unit, unit)}）"


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for path in FONTS:
        if Path(path).is_file():
            return ImageFont.truetype(path, size)
    return ImageFont.load_default(size)
