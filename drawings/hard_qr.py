"""Draws QR pictures as they really arrive: out of focus, shaken, glaring, worn, recompressed; nothing real in them.

`KINDS` maps what went wrong to a painter `(text, dice) -> picture`; the same dice draw the same picture.
"""

from __future__ import annotations

import functools
import io
import random
from collections.abc import Callable, Iterator

import numpy as np
import segno
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from drawings.qr_card import chsi_like_text

PAGE = (720, 960)  # px, a phone's screenshot at half size
FINDER = ((1,) * 7, (1, 0, 0, 0, 0, 0, 1), *((1, 0, 1, 1, 1, 0, 1),) * 3, (1, 0, 0, 0, 0, 0, 1), (1,) * 7)
Painter = Callable[[str, random.Random], Image.Image]


def texts(dice: random.Random) -> str:
    """A text of one of the three sizes met: a bare code, a link, a student's JSON."""
    bare = f"CJ{dice.randrange(10**14):014d}"
    return dice.choice((bare, f"https://my.chsi.com.cn/cjm?cjm={bare}", chsi_like_text(seed=dice.randrange(10**6))))


def code(
    text: str, dice: random.Random, *, module: int | None = None, border: int = 4, error: str = "m"
) -> Image.Image:
    """The QR alone, grey, 4–7 px a module unless told."""
    side = module or dice.randint(4, 7)
    modules = Image.fromarray(np.uint8(255) - 255 * np.pad(_modules(text, error), border))
    return modules.resize((modules.width * side, modules.height * side), Image.Resampling.NEAREST)


@functools.cache
def _modules(text: str, error: str) -> NDArray[np.uint8]:
    """1 dark, 0 light; to find the best of eight masks takes as long as most of what is done to a picture after it."""
    made = segno.make(text, error=error, micro=False, boost_error=False)
    return np.array([[bool(cell) for cell in row] for row in made.matrix], np.uint8)


def page(qr: Image.Image, dice: random.Random, ground: int = 255, size: tuple[int, int] = PAGE) -> Image.Image:
    """A page with the code somewhere on it and lines of print above."""
    sheet = Image.new("L", (max(size[0], qr.width + 40), max(size[1], qr.height + 240)), ground)
    pen = ImageDraw.Draw(sheet)
    for row in range(5):
        length = dice.randint(80, sheet.width - 80)
        pen.rectangle((40, 30 + 30 * row, length, 42 + 30 * row), fill=(ground + 128) % 256)
    sheet.paste(qr, (dice.randint(20, sheet.width - qr.width - 20), dice.randint(210, sheet.height - qr.height - 20)))
    return sheet


def _plain(text: str, dice: random.Random) -> Image.Image:
    return page(code(text, dice), dice)


def dark_page(text: str, dice: random.Random) -> Image.Image:
    """No quiet zone, and the page as dark as the modules, or nearly."""
    return page(code(text, dice, border=0), dice, ground=dice.choice((0, 20, 45)))


def motion(text: str, dice: random.Random) -> Image.Image:
    """Shaken by 9–15 px, up to three modules, along one of four directions."""
    qr = code(text, dice, module=dice.randint(5, 8))
    return _shaken(page(qr, dice), dice.choice((9, 12, 15)), dice.choice((0, 45, 90, 135)))


def _shaken(picture: Image.Image, length: int, degrees: int) -> Image.Image:
    pixels = np.asarray(picture, np.float32)
    steps = np.arange(length) - length // 2
    across, down = round(np.cos(np.deg2rad(degrees))), round(np.sin(np.deg2rad(degrees)))
    reach = 1 if 0 in (across, down) else 2**0.5
    moves = sorted({round(step / reach) for step in steps})
    mean = np.mean([np.roll(pixels, (down * move, across * move), (0, 1)) for move in moves], axis=0)
    return Image.fromarray(mean.astype(np.uint8))


def low_contrast(text: str, dice: random.Random) -> Image.Image:
    """Ink and paper only 12–40 of 256 steps apart, with a camera's noise."""
    span, dark = dice.choice((12, 25, 40)), dice.randint(40, 160)
    faint = _plain(text, dice).point(lambda value: dark + value * span // 255)
    return noisy(faint, dice, 1.5)


def noisy(picture: Image.Image, dice: random.Random, sigma: float) -> Image.Image:
    """Gaussian noise of `sigma` steps."""
    noise = np.random.default_rng(dice.randrange(2**32)).normal(0, sigma, (picture.height, picture.width))
    return Image.fromarray((np.asarray(picture) + noise).clip(0, 255).astype(np.uint8))


def glare(text: str, dice: random.Random) -> Image.Image:
    """A lamp's reflection washes out a part of the code, white at its heart."""
    qr = code(text, dice, module=6)
    down, across = np.mgrid[: qr.height, : qr.width]
    middle = dice.uniform(0.25, 0.75) * qr.width, dice.uniform(0.25, 0.75) * qr.height
    reach = dice.uniform(0.15, 0.3) * qr.width
    light = 300 * np.exp(-((across - middle[0]) ** 2 + (down - middle[1]) ** 2) / (2 * (reach / 1.5) ** 2))
    shown = np.asarray(qr, np.float32) * 0.6 + 20 + light
    return page(Image.fromarray(shown.clip(0, 255).astype(np.uint8)), dice, ground=170)


def damaged(text: str, dice: random.Random) -> Image.Image:
    """Scratches and a stain over the code."""
    qr = code(text, dice)
    pen = ImageDraw.Draw(qr)
    for _ in range(3):
        ends = [dice.randrange(qr.width) for _ in range(4)]
        pen.line(ends, fill=dice.choice((0, 255)), width=3)
    left, top = (dice.randint(qr.width // 3, qr.width * 2 // 3) for _ in range(2))
    pen.ellipse((left, top, left + qr.width // 8, top + qr.width // 8), fill=dice.choice((0, 120, 255)))
    return page(qr, dice)


def perspective(text: str, dice: random.Random) -> Image.Image:
    """Seen from the side: the far edge a half to three quarters as long as the near one, turned a little."""
    qr = code(text, dice, module=7)
    short = dice.uniform(0.5, 0.75)
    inset = (1 - short) / 2 * qr.width
    tilt = (1 / short, inset / qr.width / short, -inset / short, 0, 1 / short, 0, 0, (1 / short - 1) / qr.width)
    seen = qr.transform(qr.size, Image.Transform.PERSPECTIVE, tilt, Image.Resampling.BICUBIC, fillcolor=255)
    turned = seen.rotate(dice.uniform(-40, 40), Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    return page(turned, dice)


def moire(text: str, dice: random.Random) -> Image.Image:
    """Photographed from a monitor: the raster of its dots beats with the camera's."""
    picture = _plain(text, dice).filter(ImageFilter.GaussianBlur(0.8))
    down, across = np.mgrid[: picture.height, : picture.width]
    pitch, tilt = dice.uniform(2.2, 5.5), dice.uniform(0, 0.5)
    waves = np.sin(2 * np.pi * (across + tilt * down) / pitch) + np.sin(2 * np.pi * (down - tilt * across) / pitch)
    shown = np.asarray(picture, np.float32) * (0.55 + 0.225 * waves) + 25
    return Image.fromarray(shown.clip(0, 255).astype(np.uint8))


def two_codes(text: str, dice: random.Random) -> Image.Image:
    """A screenshot with a payment code beside it, the larger of the two."""
    other = code(f"wxp://f2f0{dice.randrange(10**12)}", dice, module=8)
    mine = code(text, dice, module=3)
    sheet = Image.new("L", (max(other.width, mine.width) + 60, other.height + mine.height + 90), 255)
    sheet.paste(other, (30, 30))
    sheet.paste(mine, (30, other.height + 60))
    return sheet


def logo(text: str, dice: random.Random) -> Image.Image:
    """A badge in the middle, a fifth of the code wide."""
    qr = code(text, dice, error=dice.choice(("m", "q", "h")))
    side = round(qr.width * dice.uniform(0.15, 0.22))
    left, top = (qr.width - side) // 2, (qr.height - side) // 2
    pen = ImageDraw.Draw(qr)
    pen.rounded_rectangle((left, top, left + side, top + side), side // 5, fill=255)
    pen.ellipse((left + 4, top + 4, left + side - 4, top + side - 4), fill=110)
    return page(qr, dice)


def recompressed(text: str, dice: random.Random) -> Image.Image:
    """Sent through a messenger twice: made small, and squeezed hard."""
    picture = _plain(text, dice)
    for quality in (dice.randint(10, 25), dice.randint(8, 15)):
        small = picture.resize((picture.width * 4 // 5, picture.height * 4 // 5), Image.Resampling.BILINEAR)
        file = io.BytesIO()
        small.save(file, "JPEG", quality=quality)
        picture = Image.open(file).convert("L")
    return picture


def blurred(text: str, dice: random.Random) -> Image.Image:
    """Out of focus by 0.4–0.7 of a module."""
    module = dice.randint(5, 8)
    return page(code(text, dice, module=module), dice).filter(ImageFilter.GaussianBlur(module * dice.uniform(0.4, 0.7)))


def shadow(text: str, dice: random.Random) -> Image.Image:
    """Light that falls to a tenth across the page, and a hand's shadow."""
    picture = _plain(text, dice)
    down, across = np.mgrid[: picture.height, : picture.width]
    light = np.interp(across + dice.uniform(-1, 1) * down, (0, picture.width), (1, 0.1))
    light = light * np.where(across > dice.uniform(0.2, 0.8) * picture.width, 0.5, 1)
    return noisy(Image.fromarray((np.asarray(picture) * light + 8).clip(0, 255).astype(np.uint8)), dice, 2)


def grainy(text: str, dice: random.Random) -> Image.Image:
    """Taken in the dark: more noise than light."""
    dim = _plain(text, dice).point(lambda value: 60 + value // 3)
    return noisy(dim, dice, dice.uniform(15, 35))


def tiny(text: str, dice: random.Random) -> Image.Image:
    """A code of 2 px a module in a large photo."""
    return page(code(text, dice, module=2), dice, ground=200, size=(3000, 2400))


def moved(picture: Image.Image, across: np.ndarray, down: np.ndarray) -> Image.Image:
    """Every pixel taken from where it is displaced to, px; bilinear."""
    pixels = np.asarray(picture, np.float32)
    rows, columns = np.mgrid[: picture.height, : picture.width].astype(np.float32)
    x = (columns + across).clip(0, picture.width - 1.01)
    y = (rows + down).clip(0, picture.height - 1.01)
    left, top = x.astype(int), y.astype(int)
    x, y = x - left, y - top
    upper = pixels[top, left] * (1 - x) + pixels[top, left + 1] * x
    lower = pixels[top + 1, left] * (1 - x) + pixels[top + 1, left + 1] * x
    return Image.fromarray((upper * (1 - y) + lower * y).astype(np.uint8))


def curled(text: str, dice: random.Random) -> Image.Image:
    """On a bottle, seen a little from above: narrower towards the sides, and the rows are arcs."""
    qr = code(text, dice, module=7, border=6)
    half = qr.width / 2
    turn = np.linspace(-1, 1, qr.width)[None, :] * dice.uniform(0.8, 1)
    around = half * (np.arcsin(turn) / np.arcsin(abs(turn).max()) - np.linspace(-1, 1, qr.width)[None, :])
    arc = dice.uniform(-0.18, 0.18) * qr.width * (turn**2 - 0.5)
    bent = moved(qr, around + np.zeros((qr.height, 1)), arc + np.zeros((qr.height, 1)))
    return page(bent.rotate(dice.uniform(-20, 20), Image.Resampling.BICUBIC, expand=True, fillcolor=255), dice)


def crumpled(text: str, dice: random.Random) -> Image.Image:
    """On cloth or a sheet that was in a pocket: soft folds every 6 to 12 modules, with their shades."""
    qr = code(text, dice, module=6, border=6)
    numbers = np.random.default_rng(dice.randrange(2**32))
    cells = max(3, qr.width // dice.randint(40, 75))
    fields = []
    for reach in (dice.uniform(3, 6), dice.uniform(3, 6), 35):
        coarse = Image.fromarray((numbers.normal(0, 1, (cells, cells)) * 40 + 128).clip(0, 255).astype(np.uint8))
        smooth = np.asarray(coarse.resize(qr.size, Image.Resampling.BICUBIC), np.float32)
        fields.append((smooth - 128) / 40 * reach)
    bent = np.asarray(moved(qr, fields[0], fields[1]), np.float32) * 0.7 + 30 + fields[2]
    return page(Image.fromarray(bent.clip(0, 255).astype(np.uint8)), dice, ground=200)


KINDS: dict[str, Painter] = {
    "plain": _plain, "dark_page": dark_page, "motion": motion, "low_contrast": low_contrast, "glare": glare,
    "damaged": damaged, "perspective": perspective, "moire": moire, "two_codes": two_codes, "logo": logo,
    "recompressed": recompressed, "blurred": blurred, "shadow": shadow, "grainy": grainy, "tiny": tiny,
    "curled": curled, "crumpled": crumpled,
}  # fmt: skip


def pictures(kind: str, count: int, *, seed: int = 1) -> Iterator[tuple[str, Image.Image]]:
    """`count` pairs of a text and a picture of it."""
    dice = random.Random(f"{kind} {seed}")  # noqa: S311 - sample data
    for _ in range(count):
        text = texts(dice)
        yield text, KINDS[kind](text, dice)
