"""What a picture holds besides the codes already read: the places where there may be one more.

A code changes in both directions everywhere in a square; lines, print and faces do so only in small places.  Such
squares are searched for in several sizes of the picture, in a few ms, and only they are worth another look.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .views import CLOSE, SIDE, Sight, shrink

FINE_SIDE: Final = 2 * SIDE  # px, so that a code of 2 px a module is still seen in a phone's photo
SHRINKS: Final = (1, 2, 4, 8, 16)  # a code's modules are 1–4 px in at least one of these sizes
CELL: Final = 4  # px
REACH: Final = 3  # cells around one: a square of 7 × 7, some 32 px with what their means take in
# Grey levels from one px to the next, on average.  A square of 317 codes has more, mostly 10–40, except in one with ink
# and paper 12 levels apart; 138 of 212 photos have less everywhere beside their code, and 35 of 38 drawn pages.
LEAST_CHANGE: Final = 2.5
GAIN: Final = 4  # of changes before they are averaged, which rounds
MAP_SIDE: Final = 24  # cells
EDGE: Final = 2  # cells of the map around a place
LEAST_SIDE: Final = 520  # px of a place: zxing-cpp looks at half the size too from 500 px on
PAINTED: Final = 1.1  # a read code's size is taken as this many times what the decoder says

Quad = Sequence[tuple[float, float]]  # corners, px

_MEAN_OF_4 = ImageFilter.Kernel((3, 3), (0, 0, 0, 0, 1, 1, 0, 1, 1), 4)
_MORE = [255 * (value >= LEAST_CHANGE * GAIN) for value in range(256)]
_GAIN = [min(255, value * GAIN) for value in range(256)]
_ANY = [255 * (value > 0) for value in range(256)]
_ALL = [255 * (value == 255) for value in range(256)]


def remainder(sight: Sight) -> Iterator[Sight]:
    """Each place that may hold another code, the read ones in it painted over."""
    grey, zoom = sight.grey, sight.grey.width / sight.whole.width
    cell = max(grey.size) / MAP_SIDE
    for box in _boxes(_map(sight)):
        (left, right), (top, bottom) = (
            _span(box[axis] * cell, box[axis + 2] * cell, zoom * LEAST_SIDE, grey.size[axis]) for axis in (0, 1)
        )
        place = grey.crop((left, top, right, bottom))
        _paint_over(place, [[(x * zoom - left, y * zoom - top) for x, y in code] for code in sight.read])
        yield Sight(place, side=max(CLOSE, round(max(place.size) / zoom)))


def _span(begin: float, end: float, least: float, limit: int) -> tuple[int, int]:
    """Where a place begins and ends: at least `least` px long, and within the picture's `limit`."""
    more = max(0, least - (end - begin)) / 2
    return max(0, round(begin - more)), min(limit, round(end + more))


def _map(sight: Sight) -> Image.Image:
    """The picture in at most MAP_SIDE × MAP_SIDE cells, white around where there may be another code."""
    fine = shrink(sight.grey, FINE_SIDE).copy()
    zoom, cell = fine.width / sight.whole.width, max(fine.size) / MAP_SIDE
    _paint_over(fine, [[(x * zoom, y * zoom) for x, y in code] for code in sight.read])
    places = Image.new("L", (max(1, round(fine.width / cell)), max(1, round(fine.height / cell))))
    for times in SHRINKS:
        small = fine.reduce(times)
        if min(small.size) > 2 * REACH * CELL:
            places = ImageChops.lighter(places, _squares(small).resize(places.size, Image.Resampling.BOX).point(_ANY))
    pen = ImageDraw.Draw(places)
    for code in sight.unread:
        pen.polygon([(x * zoom / cell, y * zoom / cell) for x, y in code], fill=255)
    return places.filter(ImageFilter.BoxBlur(EDGE)).point(_ANY)


def _squares(grey: Image.Image) -> Image.Image:
    """A map of cells: white in squares that change everywhere, in either direction."""
    here = grey.crop((0, 0, grey.width - 1, grey.height - 1))
    beside, below = grey.crop((1, 0, grey.width, grey.height - 1)), grey.crop((0, 1, grey.width - 1, grey.height))
    across, down = (
        ImageChops.difference(here, other).point(_GAIN).reduce(CELL).filter(_MEAN_OF_4) for other in (beside, below)
    )
    inner = ImageChops.darker(across, down).point(_MORE).filter(ImageFilter.BoxBlur(REACH)).point(_ALL)
    return inner.filter(ImageFilter.BoxBlur(REACH)).point(_ANY)


def _boxes(places: Image.Image) -> Iterator[tuple[int, int, int, int]]:
    """The box around each connected white area."""
    while white := places.getbbox():
        left, top, right, _ = white
        column = next(column for column in range(left, right) if places.getpixel((column, top)))
        others = places.copy()
        ImageDraw.floodfill(others, (column, top), 0)
        yield ImageChops.subtract(places, others).getbbox() or white
        places = others


def _paint_over(grey: Image.Image, codes: Sequence[Quad]) -> None:
    """Paints each code in the mean brightness at its corners."""
    pen, last = ImageDraw.Draw(grey), (grey.width - 1, grey.height - 1)
    for corners in codes:
        middle = [sum(corner[axis] for corner in corners) / 4 for axis in (0, 1)]
        x, y = ([middle[axis] + (corner[axis] - middle[axis]) * PAINTED for corner in corners] for axis in (0, 1))
        grown = [*zip(x, y, strict=True)]
        inside = [tuple(min(max(0, round(at)), end) for at, end in zip(corner, last, strict=True)) for corner in grown]
        near = sum(grey.getpixel(place) for place in inside)  # type: ignore[arg-type, misc]
        pen.polygon(grown, fill=round(near / 4))
