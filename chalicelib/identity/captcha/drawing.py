"""The picture of a captcha: signs in two rows, a die beside each that tells its place in the answer.

Programs that read text find no order in it, and the signs themselves are bent, solid or hollow, crossed by lines that
invert, and of no one brightness.  How many are read is measured by tools/captcha_strength.
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

from PIL import Image, ImageChops, ImageDraw, ImageFont

if TYPE_CHECKING:
    from random import Random

ALPHABET = "3469ACDEFGHJKMNPQRTWXY"  # without look-alikes: 0/O, 1/I/L, 2/Z, 5/S, 7/T, 8/B, U/V
SIGNS = (4, 6, 6)  # by level
ROWS = 2
CELL = (84, 70)  # px, of a sign and its die
EDGE = 4  # px around all cells
HINT_HEIGHT = 22  # px below them
SIZES = range(54, 63)  # px of a letter
DIE = 26  # px
FOLDS = 12  # columns of the grid that bends the picture
MOST_BENT = 3  # px
BLOB = 24  # px between two brightnesses of the ground
QUALITY = 50  # of WebP: about 5 KB
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
    out = io.BytesIO()
    picture(text, secrets.SystemRandom()).save(out, format="WEBP", quality=QUALITY, method=2)
    return "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode()


def picture(text: str, dice: Random) -> Image.Image:
    """The text drawn, grey.  dice: thrown for all that differs from picture to picture."""
    columns = len(text) // ROWS
    size = (CELL[0] * columns + 2 * EDGE, CELL[1] * ROWS + 2 * EDGE)
    cells = list(range(len(text)))
    dice.shuffle(cells)
    ink, faces = Image.new("L", size), []
    for place, (sign, cell) in enumerate(zip(text, cells, strict=True), start=1):
        left, top = EDGE + CELL[0] * (cell % columns), EDGE + CELL[1] * (cell // columns)
        middle = top + CELL[1] / 2 + dice.uniform(-4, 4)
        ink = _with(ink, _sign(sign, dice), (left + CELL[0] * 0.64 + dice.uniform(-2, 2), middle))
        faces.append((_die(place).rotate(dice.uniform(-25, 25), Image.Resampling.BICUBIC, expand=True), left, middle))
    ink = _bent(ImageChops.difference(ink, _lines(size, dice)), dice)
    drawn = Image.composite(_ground(size, 0, 110, dice), _ground(size, 130, 255, dice), ink)
    for face, left, middle in faces:
        corner = (round(left + DIE / 2 - face.width / 2), round(middle + dice.uniform(-8, 14) - face.height / 2))
        drawn.paste(face.getchannel("L"), corner, face.getchannel("A"))
    whole = Image.new("L", (size[0], size[1] + HINT_HEIGHT), 255)
    whole.paste(drawn)
    hint = _hint()
    whole.paste(hint, ((size[0] - hint.width) // 2, size[1] + (HINT_HEIGHT - hint.height) // 2))
    return whole


def _with(ink: Image.Image, sign: Image.Image, middle: tuple[float, float]) -> Image.Image:
    """The ink with a sign more: where two meet, both are away."""
    layer = Image.new("L", ink.size)
    layer.paste(sign, (round(middle[0] - sign.width / 2), round(middle[1] - sign.height / 2)))
    return ImageChops.difference(ink, layer)


def _sign(sign: str, dice: Random) -> Image.Image:
    """A letter, solid or hollow, slanted and turned: ink is 255."""
    size = dice.choice(SIZES)
    side, font = int(size * 1.7), _font(size)
    image = Image.new("L", (side, side))
    pen, at = ImageDraw.Draw(image), (side / 2, side / 2)
    if dice.random() < 0.5:
        pen.text(at, sign, font=font, fill=255, anchor="mm", stroke_width=dice.randint(0, 2), stroke_fill=255)
    else:
        pen.text(at, sign, font=font, fill=255, anchor="mm", stroke_width=3, stroke_fill=255)
        pen.text(at, sign, font=font, fill=0, anchor="mm")
    slant = dice.uniform(-0.2, 0.2)
    slanted = (1, slant, -slant * side / 2, 0, 1, 0)
    image = image.transform(image.size, Image.Transform.AFFINE, slanted, Image.Resampling.BILINEAR)
    return image.rotate(dice.uniform(-18, 18), Image.Resampling.BILINEAR)


def _lines(size: tuple[int, int], dice: Random) -> Image.Image:
    """Waves from edge to edge."""
    image = Image.new("L", size)
    pen, (width, height) = ImageDraw.Draw(image), size
    for _ in range(4):
        level, begin, waves, high = (dice.uniform(*bounds) for bounds in ((0, height), (0, 6), (5, 9), (6, 16)))
        points = [(x, level + high * math.sin(x / width * waves + begin)) for x in range(-8, width + 8, 4)]
        pen.line(points, fill=255, width=dice.randint(2, 4))
    return image


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


def _ground(size: tuple[int, int], darkest: int, brightest: int, dice: Random) -> Image.Image:
    """Clouds between two brightnesses."""
    small = (size[0] // BLOB + 2, size[1] // BLOB + 2)
    clouds = Image.frombytes("L", small, bytes(dice.randint(darkest, brightest) for _ in range(small[0] * small[1])))
    return clouds.resize(size, Image.Resampling.BICUBIC)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The font that comes with Pillow."""
    return ImageFont.load_default(size)


@cache
def _die(face: int) -> Image.Image:
    """Dark on white, with what is around it in its second channel."""
    middle, half = DIE * 2, DIE * 2 - 6  # four times as large, for smooth edges
    image = Image.new("LA", (middle * 2, middle * 2))
    pen = ImageDraw.Draw(image)
    box = (middle - half, middle - half, middle + half, middle + half)
    pen.rounded_rectangle(box, radius=16, fill=(255, 255), outline=(30, 255), width=6)
    for across, down in PIPS[face]:
        x, y = middle + across * half / 2, middle + down * half / 2
        pen.ellipse((x - 10, y - 10, x + 10, y + 10), fill=(20, 255))
    return image.resize((DIE, DIE), Image.Resampling.LANCZOS)


@cache
def _hint() -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(HINT))).convert("L")
