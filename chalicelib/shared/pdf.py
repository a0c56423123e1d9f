"""PDFs: millimetres from a page's upper left corner, and one Chinese font, of which only what is used is embedded."""

from __future__ import annotations

import hashlib
import io
from functools import cache
from pathlib import Path
from typing import Literal

from reportlab import rl_config
from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel
from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

Align = Literal["left", "center", "right"]

A4 = (210.0, 297.0)
FONT = "NotoSansSC-Regular"
POINT = 72 / 25.4  # points in a millimetre
BLACK = "#000000"
OFFSET: dict[Align, float] = {"left": 0, "center": 0.5, "right": 1}
# A heading is outlined by this share of its size: a second, bold font would double the layer.
STRONG = 0.03

rl_config.useA85 = 0  # pictures as bytes, not as text a quarter longer


def can_show(picture: bytes) -> bool:
    """Whether these bytes are a picture, whole."""
    try:
        ImageReader(io.BytesIO(picture)).getRGBData()
    except Exception:  # whatever ReportLab, or Pillow below it, does not take
        return False
    return True


class Pdf:
    """A PDF in the making.  The same calls give the same bytes; it holds all its pages until it is finished."""

    def __init__(self, fonts: Path, *, title: str, page: tuple[float, float] = A4) -> None:
        """page: width and height in mm.  Raises reportlab's TTFError if the font is not in `fonts`."""
        self._font = _registered(fonts)
        self._height = page[1]
        self._content = io.BytesIO()
        size = (page[0] * POINT, page[1] * POINT)
        self._canvas = Canvas(self._content, pagesize=size, invariant=1, pageCompression=1)
        self._canvas.setTitle(title)
        self._pictures: dict[str, tuple[float, float]] = {}

    def width(self, text: str, size: float) -> float:
        """How wide a line is, in mm.  size: in points."""
        return float(pdfmetrics.stringWidth(text, FONT, size)) / POINT

    def lines(self, text: str, size: float, width: float) -> list[str]:
        """`text` in lines of at most `width` mm, broken between any two characters, as Chinese is."""
        found = []
        for paragraph in text.splitlines():
            line = ""
            for char in paragraph:
                if line and self.width(line + char, size) > width:
                    found.append(line)
                    line = ""
                line += char
            found.append(line)
        return found

    def lacking(self, text: str) -> str:
        """The characters that the font cannot draw; a box stands for each of them."""
        return "".join(char for char in text if char.isprintable() and ord(char) not in self._font.face.charToGlyph)

    def write(
        self,
        text: str,
        x: float,
        y: float,
        *,
        size: float,
        align: Align = "left",
        strong: bool = False,
        ink: str = BLACK,
    ) -> None:
        """Writes one line.  x, y: the start, middle or end of its base line in mm; size: in points; ink: #rrggbb."""
        self._canvas.setFillColor(HexColor(ink))
        self._canvas.setStrokeColor(HexColor(ink))
        self._canvas.setLineWidth(size * STRONG)
        line = self._canvas.beginText((x - self.width(text, size) * OFFSET[align]) * POINT, self._up(y))
        line.setFont(FONT, size)
        line.setTextRenderMode(2 if strong else 0)
        line.textOut(text)
        line.setTextRenderMode(0)
        self._canvas.drawText(line)

    def draw_picture(self, content: bytes, x: float, y: float, width: float, height: float) -> None:
        """Puts a JPEG or PNG with its upper left corner at x, y; the same picture drawn again costs nothing."""
        name, _ = self._picture(content)
        self._canvas.saveState()
        self._canvas.transform(width * POINT, 0, 0, height * POINT, x * POINT, self._up(y + height))
        self._canvas.doForm(name)
        self._canvas.restoreState()

    def cover_box(self, content: bytes, x: float, y: float, width: float, height: float) -> None:
        """As `draw_picture`, in the picture's own shape: it covers the box, and what sticks out evenly at two sides is
        not seen."""
        _, (wide, high) = self._picture(content)
        scale = max(width / wide, height / high)
        wide, high = wide * scale, high * scale
        self._canvas.saveState()
        edge = self._canvas.beginPath()
        edge.rect(x * POINT, self._up(y + height), width * POINT, height * POINT)
        self._canvas.clipPath(edge, stroke=0)
        self.draw_picture(content, x + (width - wide) / 2, y + (height - high) / 2, wide, high)
        self._canvas.restoreState()

    def draw_line(self, x: float, y: float, to_x: float, to_y: float, *, thick: float = 0.1, ink: str = BLACK) -> None:
        """A straight line; everything in mm."""
        self._canvas.setStrokeColor(HexColor(ink))
        self._canvas.setLineWidth(thick * POINT)
        self._canvas.line(x * POINT, self._up(y), to_x * POINT, self._up(to_y))

    def fill_box(self, x: float, y: float, width: float, height: float, *, ink: str) -> None:
        """A box of one colour, its upper left corner at x, y; everything in mm."""
        self._canvas.setFillColor(HexColor(ink))
        self._canvas.rect(x * POINT, self._up(y + height), width * POINT, height * POINT, stroke=0, fill=1)

    def draw_qr(self, text: str, x: float, y: float, side: float) -> None:
        """A QR code without its quiet zone (four modules, which the caller leaves white); side: in mm."""
        code = QRCode(None, QRErrorCorrectLevel.M)
        code.addData(text)
        code.make()
        count = code.getModuleCount()
        module = side / count
        for row in range(count):
            for start, length in _runs([code.isDark(row, column) for column in range(count)]):
                self.fill_box(x + start * module, y + row * module, length * module, module, ink=BLACK)

    def turn_page(self) -> None:
        """What follows stands on the next page."""
        self._canvas.showPage()

    def finish(self) -> bytes:
        """The whole file; nothing can be drawn after it."""
        self._canvas.save()
        return self._content.getvalue()

    def _picture(self, content: bytes) -> tuple[str, tuple[float, float]]:
        """(name of a form of 1 × 1 that shows it, its width and height in pixels).

        A form, since ReportLab digests all pixels of a picture each time it is drawn.
        """
        key = hashlib.sha256(content).hexdigest()
        if key not in self._pictures:
            reader = ImageReader(io.BytesIO(content))
            self._canvas.beginForm(key, 0, 0, 1, 1)
            self._canvas.drawImage(reader, 0, 0, 1, 1, mask="auto")
            self._canvas.endForm()
            self._pictures[key] = reader.getSize()
        return key, self._pictures[key]

    def _up(self, y: float) -> float:
        """Points from the lower edge, as PDF counts, of a place y mm below the upper one."""
        return (self._height - y) * POINT


def _runs(dark: list[bool]) -> list[tuple[int, int]]:
    """Start and length of each run of dark modules: one box for each, so that no hairline is printed between them."""
    found: list[tuple[int, int]] = []
    for column, is_dark in enumerate(dark):
        if is_dark and column and dark[column - 1]:
            start, length = found[-1]
            found[-1] = (start, length + 1)
        elif is_dark:
            found.append((column, 1))
    return found


@cache
def _registered(fonts: Path) -> TTFont:
    """The font, read once in a process."""
    font = TTFont(FONT, str(fonts / f"{FONT}.ttf"))
    pdfmetrics.registerFont(font)
    return font
