"""Codes of the mini-program (小程序码): what WeChat demands of a request, and a picture that looks like one.

No scanner reads the picture: only WeChat can.  The control page opens what it stands for.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from io import BytesIO
from math import cos, pi, sin
from pathlib import Path

from PIL import Image, ImageDraw

from sandbox.records import Record

APP = Path(__file__).parents[2] / "miniprogram" / "app.json"
SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@._~-]{1,32}")
VERSIONS = ("develop", "trial", "release")
WIDTHS = range(280, 1281)
DEFAULT_WIDTH = 430
RAYS = 72


class ProgramCodeError(Exception):
    """A refusal: errcode and errmsg."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code, self.text = code, text


def drawn(wanted: Record) -> bytes:
    """A JPEG for a request's body.  Raises ProgramCodeError."""
    scene, page, width = wanted.get("scene"), wanted.get("page", ""), wanted.get("width", DEFAULT_WIDTH)
    if not isinstance(scene, str) or not SCENE.fullmatch(scene):
        raise ProgramCodeError(40129, "invalid scene")
    if page.startswith("/") or "?" in page or (page and wanted.get("check_path", True) and page not in _pages()):
        raise ProgramCodeError(41030, "invalid page")
    if wanted.get("env_version", "release") not in VERSIONS or not isinstance(width, int) or width not in WIDTHS:
        raise ProgramCodeError(40097, "invalid args")
    return _picture(scene, width)


@cache
def _pages() -> frozenset[str]:
    app = json.loads(APP.read_text())
    packed = [f"{package['root']}/{page}" for package in app.get("subPackages", []) for page in package["pages"]]
    return frozenset([*app["pages"], *packed])


def _picture(scene: str, width: int) -> bytes:
    """Rays around a disc, as long as the scene says."""
    picture = Image.new("RGB", (width, width), "white")
    pen, middle = ImageDraw.Draw(picture), width / 2
    lengths = hashlib.sha512(scene.encode()).digest() + hashlib.sha512(scene.encode() + b"2").digest()
    for at in range(RAYS):
        angle, end = 2 * pi * at / RAYS, 0.3 + 0.16 * lengths[at] / 255
        ends = [(middle + r * width * cos(angle), middle + r * width * sin(angle)) for r in (0.27, end)]
        pen.line(ends, fill="black", width=max(2, width // 90))
    for x, y in ((0.78, 0.14), (0.86, 0.8), (0.1, 0.62)):
        for radius, colour in ((0.06, "black"), (0.045, "white"), (0.022, "black")):
            pen.ellipse(
                [(x - radius) * width, (y - radius) * width, (x + radius) * width, (y + radius) * width], colour
            )
    pen.ellipse([0.29 * width, 0.29 * width, 0.71 * width, 0.71 * width], "#0b6b4f")
    data = BytesIO()
    picture.save(data, "JPEG", quality=90)
    return data.getvalue()
