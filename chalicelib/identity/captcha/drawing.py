"""The picture of a captcha: signs in two rows, a die beside each that tells its place in the answer.

Programs that read text find no order in it.  The signs have no ink of their own: everything is striped, and inside a
sign dark and bright change places, so that a threshold finds stripes and no strokes.  The eye, which sees where stripes
break, is helped by a bright edge and by a little darkness.  How many are read is measured by tools/captcha_strength.
The letters are of the font that comes with Pillow.
"""

from __future__ import annotations

import base64
import io
import math
import secrets
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

if TYPE_CHECKING:
    from random import Random

ALPHABET = "3469ACDEFHJKMNPRTWXY"  # without look-alikes: 0/O/Q, 1/I/L, 2/Z, 5/S, 7/T, 8/B, C/G, U/V
SIGNS = (4, 6, 6)  # by level
ROWS = 2
CELL = (100, 70)  # px, of a sign and its die
EDGE = 4  # px around all cells
HINT_HEIGHT = 22  # px below them
SIZES = range(72, 77)  # px of a letter
BOLD = (2, 3)  # px around it
WIDEST = 58  # px
PERIODS = (9.5, 10, 10.5)  # px from stripe to stripe: a stroke crosses one or two
DIFFERENCE = 51  # grey levels by which a sign is darker than what is around it, for the eye
DIE = 28  # px
FOLDS = 12  # columns of the grid that bends the picture
MOST_BENT = 3  # px
GREYS = 17  # from grey to grey: sixteen fill half a byte
EFFORT = 60  # of WebP, of 100: about 4 KB, or 6 with six signs
PIPS = {  # of a die's faces, in halves of its side
    1: ((0, 0),),
    2: ((-1, -1), (1, 1)),
    3: ((-1, -1), (0, 0), (1, 1)),
    4: ((-1, -1), (1, -1), (-1, 1), (1, 1)),
    5: ((-1, -1), (1, -1), (0, 0), (-1, 1), (1, 1)),
    6: ((-1, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (1, 1)),
}
# “按点数顺序输入字符”: the words below, since a step that draws has no Chinese font.
HINT = (
    "iVBORw0KGgoAAAANSUhEUgAAAJIAAAASAgMAAADNpW/FAAAADFBMVEX////u7u6vr68jIyPmTe6oAAAB/0lEQVR42p2SzUtUYRyFn/f16jhzvc"
    "5A9kGhDhpRVkwLSSGtKy4yMJgWd9ykf0ArkUoLw2suimgxLYKgdWBNQWSLqMxLCoEwMUjoBAaOoAljdQU18GN+LUTaRmd1zvI5PPCfuYr2tAuA"
    "diEZApQXsGGO4Ok7WNaYQCPaMzNUAWoOlSkHjYo7NtUFrQzwOqZN+SSdTTVL/HAJF6q3dSwnLvtmRFwWnENvHztW+vhT03GcwMPVmK0zlDtOpz"
    "l6YwFicq/IZY6Y/JKL6YGCaUMgMCYuPhZY5ZX+S4ypCUOUsGrJwIccKxHOja3tf9IClLIlTJ6pix5GI9Fh8ikv1BcHtMd463KRfjaENvid6O7d"
    "6vfBQF3i43SivurndtnOE6Mtkbbi16h5SI0+UA3CoObYtWYbmLk1bANw1LuyYmTBeAHUUrKRuOkRW/L7lMhqTIZ8K93z2RwQ4ZWMYJ53YyKFcC"
    "5Tj85/DTZKInH5y33xw4AxWHmW0gnY8y6+mFjs2JAo6O9y5JQaHF8qrXABVQb0VttN0FWI5lP51G/ugoblA3plfW29K5iN8OhgGNo332RRfaR3"
    "aJ6DLtYjDW1u87zStdexay+Ei+MsspwJzdJj7wXI2eigqsm2vpfNk7cnv7UzObVZkgTKTlR0M0udD4T6//pSQVJFSKrdbewW+5+V+wOil70IL0"
    "rjVQAAAABJRU5ErkJggg=="
)


def draw(text: str) -> str:
    """The text as a WebP picture in a data URL.  text: an even number of signs, at most as many as a die has faces."""
    return "data:image/webp;base64," + base64.b64encode(packed(picture(text, secrets.SystemRandom()))).decode()


def packed(drawn: Image.Image) -> bytes:
    """The picture as WebP without loss: stripes of few greys are smaller so."""
    out = io.BytesIO()
    drawn.save(out, format="WEBP", lossless=True, quality=EFFORT, method=4)
    return out.getvalue()


def picture(text: str, dice: Random) -> Image.Image:
    """The text drawn, grey.  dice: thrown for all that differs from picture to picture."""
    columns = len(text) // ROWS
    size = (CELL[0] * columns + 2 * EDGE, CELL[1] * ROWS + 2 * EDGE)
    cells = list(range(len(text)))
    dice.shuffle(cells)
    signs, faces = Image.new("L", size), []
    for place, (sign, cell) in enumerate(zip(text, cells, strict=True), start=1):
        left, top = EDGE + CELL[0] * (cell % columns), EDGE + CELL[1] * (cell // columns)
        middle = top + CELL[1] / 2 + dice.uniform(-1, 1)
        signs = _with(signs, _sign(sign, dice), (left + CELL[0] * 0.63 + dice.uniform(-2, 2), middle))
        face = _die(place, bright=dice.random() < 0.5).rotate(
            dice.uniform(-25, 25), Image.Resampling.BICUBIC, expand=True
        )
        faces.append((face, left, middle))
    drawn = _striped(_bent(signs, dice), dice)
    for face, left, middle in faces:
        corner = (round(left + DIE / 2 - face.width / 2), round(middle + dice.uniform(-14, 14) - face.height / 2))
        drawn.paste(face.getchannel("L"), corner, face.getchannel("A"))
    whole = Image.new("L", (size[0], size[1] + HINT_HEIGHT), 255)
    whole.paste(drawn)
    hint = _hint()
    whole.paste(hint, ((size[0] - hint.width) // 2, size[1] + (HINT_HEIGHT - hint.height) // 2))
    return whole.point([round(grey / GREYS) * GREYS for grey in range(256)])


def _with(signs: Image.Image, sign: Image.Image, middle: tuple[float, float]) -> Image.Image:
    """The signs with one more: where two meet, both are away."""
    layer = Image.new("L", signs.size)
    layer.paste(sign, (round(middle[0] - sign.width / 2), round(middle[1] - sign.height / 2)))
    return ImageChops.difference(signs, layer)


def _sign(sign: str, dice: Random) -> Image.Image:
    """A letter, no wider than its place, slanted and turned: 255 inside."""
    size, bold = dice.choice(SIZES), dice.choice(BOLD)
    side, font = int(size * 1.7), _font(size)
    image = Image.new("L", (side, side))
    pen, at = ImageDraw.Draw(image), (side / 2, side / 2)
    pen.text(at, sign, font=font, fill=255, anchor="mm", stroke_width=bold, stroke_fill=255)
    squeezed = max(dice.uniform(0.9, 1.05), font.getlength(sign) / WIDEST)
    slant = dice.uniform(-0.15, 0.15)
    slanted = (squeezed, slant, (1 - squeezed - slant) * side / 2, 0, 1, 0)
    image = image.transform(image.size, Image.Transform.AFFINE, slanted, Image.Resampling.BILINEAR)
    return image.rotate(dice.uniform(-9, 9), Image.Resampling.BILINEAR)


def _striped(signs: Image.Image, dice: Random) -> Image.Image:
    """Stripes all over: inside the signs dark and bright have changed places and are a little darker."""
    inside, stripes = signs.point(_in_two(0, 255)), _stripes(signs.size, dice)
    dark, bright = stripes.point(_in_two(255 - DIFFERENCE, 0)), stripes.point(_in_two(DIFFERENCE, 255))
    striped = Image.composite(dark, bright, inside)
    striped.paste(255, mask=ImageChops.difference(inside, inside.filter(ImageFilter.MaxFilter(3))))
    return striped


def _stripes(size: tuple[int, int], dice: Random) -> Image.Image:
    """Waves of brightness, in one direction nearly: few along the upright strokes that most letters have."""
    side, begin, period = math.ceil(math.hypot(*size)) + 2, dice.uniform(0, math.tau), dice.choice(PERIODS)
    waves = (math.sin(math.tau * x / period + begin) for x in range(side))
    stripe = Image.frombytes("L", (side, 1), bytes(round(127.5 + 127.5 * wave) for wave in waves))
    square = stripe.resize((side, side)).rotate(dice.uniform(-45, 45) + 90, Image.Resampling.BILINEAR)
    left, top = (side - size[0]) // 2, (side - size[1]) // 2
    return _bent(square.crop((left, top, left + size[0], top + size[1])), dice)


def _in_two(low: int, high: int) -> list[int]:
    """A table that makes two greys of all."""
    return [low] * 128 + [high] * 128


def _bent(image: Image.Image, dice: Random) -> Image.Image:
    """The image on a cloth that is not quite flat."""
    width, height = image.size
    begins = [dice.uniform(0, math.tau) for _ in range(3)]

    def moved(x: float, y: float) -> tuple[float, float]:
        across = math.sin(math.tau * y / height + begins[0]) + math.sin(2 * math.tau * x / width + begins[1]) / 2
        return x + MOST_BENT * across, y + MOST_BENT * math.sin(2 * math.tau * x / width + begins[2])

    xs = [round(width * step / FOLDS) for step in range(FOLDS + 1)]
    ys = [round(height * step / FOLDS * 2) for step in range(FOLDS // 2 + 1)]
    mesh = [
        ((x0, y0, x1, y1), (*moved(x0, y0), *moved(x0, y1), *moved(x1, y1), *moved(x1, y0)))
        for x0, x1 in pairwise(xs)
        for y0, y1 in pairwise(ys)
    ]
    return image.transform(image.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The font that comes with Pillow."""
    return ImageFont.load_default(size)


@cache
def _die(face: int, *, bright: bool) -> Image.Image:
    """A die's face, dark on white or white on dark, with what is around it in its second channel."""
    middle, half = DIE * 2, DIE * 2 - 4  # four times as large, for smooth edges
    body, dots = (255, 20) if bright else (25, 255)
    image = Image.new("LA", (middle * 2, middle * 2))
    pen = ImageDraw.Draw(image)
    box = (middle - half, middle - half, middle + half, middle + half)
    pen.rounded_rectangle(box, radius=16, fill=(body, 255), outline=(dots, 255), width=6)
    for across, down in PIPS[face]:
        x, y = middle + across * half / 2, middle + down * half / 2
        pen.ellipse((x - 11, y - 11, x + 11, y + 11), fill=(dots, 255))
    return image.resize((DIE, DIE), Image.Resampling.LANCZOS)


@cache
def _hint() -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(HINT))).convert("L")
