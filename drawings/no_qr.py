"""Draws pictures without any QR code that look a little like one, or are what people send by mistake.

`KINDS` maps a kind to a painter `dice -> picture`; the same dice draw the same picture.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import numpy as np
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from drawings.hard_qr import FINDER, code, noisy, texts
from drawings.portrait import draw

PAGE = (720, 960)  # px
WORDS = ("高校毕业生图像采集", "姓名", "学号", "CHSI", "2026", "photo", "upload", "请长按保存")
OTHER_SYMBOLS = ("DataMatrix", "Aztec", "PDF417", "Code128", "MicroQRCode", "RMQRCode", "MaxiCode", "Code39")


def _numbers(dice: random.Random) -> np.random.Generator:
    return np.random.default_rng(dice.randrange(2**32))


def _grey(pixels: np.ndarray) -> Image.Image:
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def portrait(dice: random.Random) -> Image.Image:
    """The other picture a student has at hand."""
    return draw(600, 800, seed=dice.randrange(10**6)).convert("L")


def noise(dice: random.Random) -> Image.Image:
    """Every pixel by itself, or smoothed to blobs."""
    picture = _grey(_numbers(dice).normal(128, 70, PAGE[::-1]))
    return picture.filter(ImageFilter.GaussianBlur(dice.choice((0, 1, 3))))


def texture(dice: random.Random) -> Image.Image:
    """Clouds of several sizes: walls, cloth, grass."""
    numbers, sheet = _numbers(dice), np.zeros(PAGE[::-1], np.float32)
    for step in (4, 16, 64):
        coarse = _grey(numbers.normal(128, 60, (PAGE[1] // step, PAGE[0] // step)))
        sheet += np.asarray(coarse.resize(PAGE, Image.Resampling.BICUBIC), np.float32) / 3
    return _grey((sheet - 128) * 3 + 128)


def modules(dice: random.Random) -> Image.Image:
    """A grid of black and white squares without any order: a code that lost its finder patterns."""
    side, module = dice.choice((21, 25, 45)), dice.choice((3, 5, 9))
    return _on_page(_numbers(dice).integers(0, 2, (side, side)), module, dice)


def unordered(dice: random.Random) -> Image.Image:
    """Three finder patterns where a code has them, and squares without any order between."""
    version = dice.choice((1, 2, 5, 10))
    side = 17 + 4 * version
    cells = _numbers(dice).integers(0, 2, (side, side))
    for top, left in ((0, 0), (0, side - 7), (side - 7, 0)):
        cells[max(0, top - 1) : top + 8, max(0, left - 1) : left + 8] = 0
        cells[top : top + 7, left : left + 7] = FINDER
    cells[6, 8:-8] = cells[8:-8, 6] = (np.arange(side - 16) + 1) % 2
    return _on_page(cells, dice.choice((3, 5, 8)), dice)


def _on_page(cells: np.ndarray, module: int, dice: random.Random) -> Image.Image:
    drawn = np.pad(255 - 255 * np.kron(cells, np.ones((module, module))), 4 * module, constant_values=255)
    sheet = Image.new("L", (drawn.shape[1] + 120, drawn.shape[0] + 120), 255)
    sheet.paste(_grey(drawn), (dice.randint(0, 120), dice.randint(0, 120)))
    return sheet.rotate(dice.choice((0, 0, 13, 45)), Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def checkerboard(dice: random.Random) -> Image.Image:
    """Of squares of 1–16 px."""
    square = dice.choice((1, 2, 3, 5, 8, 16))
    down, across = np.mgrid[: PAGE[1], : PAGE[0]]
    return _grey(((down // square + across // square) % 2) * 255)


def finders(dice: random.Random) -> Image.Image:
    """Finder patterns all over."""
    tile = np.pad(255 - 255 * np.kron(FINDER, np.ones((dice.choice((1, 2, 4)),) * 2)), 2, constant_values=255)
    times = (PAGE[1] // len(tile) + 1, PAGE[0] // len(tile) + 1)
    return _grey(np.tile(tile, times)[: PAGE[1], : PAGE[0]])


def document(dice: random.Random) -> Image.Image:
    """Print, and a table."""
    sheet = Image.new("L", PAGE, 250)
    pen = ImageDraw.Draw(sheet)
    for row in range(30):
        line = " ".join(dice.choice(WORDS) for _ in range(9))
        pen.text((40, 30 + row * 22), line.encode("ascii", "replace").decode(), fill=20, font_size=16)
    for row in range(8):
        pen.rectangle((40, 720 + 25 * row, 680, 745 + 25 * row), outline=0)
        pen.line((200 + 10 * row, 720, 200 + 10 * row, 920), fill=0)
    return noisy(sheet.rotate(dice.uniform(-4, 4), fillcolor=250), dice, 4)


def other_symbols(dice: random.Random) -> Image.Image:
    """Bar codes, and squares that are no QR code: Micro QR, Data Matrix, Aztec."""
    sheet = Image.new("L", (1000, 1000), 255)
    for place, kind in enumerate(dice.sample(OTHER_SYMBOLS, 4)):
        format_ = getattr(zxingcpp.BarcodeFormat, kind)
        made = zxingcpp.create_barcode(f"CODE-{dice.randrange(10**5):05}", format_)
        drawn = Image.fromarray(np.array(zxingcpp.write_barcode_to_image(made, scale=4)))
        drawn.thumbnail((440, 440))
        sheet.paste(drawn, (30 + place % 2 * 490, 30 + place // 2 * 490))
    return sheet


def half_a_code(dice: random.Random) -> Image.Image:
    """A code cut off before its third finder pattern."""
    qr = code(texts(dice), dice)
    return qr.crop((0, 0, qr.width * 3 // 5, dice.choice((qr.height, qr.height // 2))))


KINDS: dict[str, Callable[[random.Random], Image.Image]] = {
    "portrait": portrait, "noise": noise, "texture": texture, "modules": modules, "unordered": unordered,
    "checkerboard": checkerboard, "finders": finders, "document": document, "other_symbols": other_symbols,
    "half_a_code": half_a_code,
}  # fmt: skip


def pictures(kind: str, count: int, *, seed: int = 1) -> Iterator[Image.Image]:
    """`count` pictures of a kind."""
    dice = random.Random(f"{kind} {seed}")  # noqa: S311 - sample data
    for _ in range(count):
        yield KINDS[kind](dice)
