"""Views of one picture for the QR decoders: parts, sizes and corrections, each against one defect of a code.

A view function takes a Sight and yields grey pictures of at most SIDE × SIDE px.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from PIL import Image, ImageChops, ImageFilter

from .decoders import Code, Corners

SIDE: Final = 1400  # px; no decoder gets more at once: the worst picture drawn to slow it down then costs some 2 s
CLOSE: Final = 600  # px of a close-up: at least 5 px per module for most codes
PLACES: Final = 3  # unread codes that later passes look at
ENLARGED: Final = 4  # times at most
SMALLEST: Final = 400  # px² of an unread code that is worth a close-up
DARK_PAGE: Final = 100  # of 255; the median of a dark page is below this


@dataclass
class Sight:
    """The grey picture.  side: of `whole` at most, px; unread, read: the corners in `whole` of codes that were only
    located, and of those read."""

    grey: Image.Image
    side: int = SIDE
    unread: list[Corners] = field(default_factory=list)
    read: list[Corners] = field(default_factory=list)

    @functools.cached_property
    def whole(self) -> Image.Image:
        """The whole picture, shrunk if it is larger than `side`."""
        return shrink(self.grey, self.side)

    def note(self, codes: list[Code]) -> None:
        """Remembers the read codes and the largest unread ones.  codes: of a view with the size of `whole`."""
        self.read += [code.corners for code in codes if code.corners and code.text]
        unread = [code.corners for code in codes if code.corners and not code.text]
        unread = [*self.unread, *(corners for corners in unread if area(corners) >= SMALLEST)]
        largest: list[Corners] = []
        for corners in sorted(unread, key=area, reverse=True):
            if all(_are_apart(corners, other) for other in largest):
                largest.append(corners)
        self.unread = largest[:PLACES]


def area(corners: Corners) -> float:
    """The area inside the corners in px²."""
    pairs = zip(corners, (*corners[1:], corners[0]), strict=True)
    return abs(sum(x * down - across * y for (x, y), (across, down) in pairs)) / 2


def _are_apart(corners: Corners, other: Corners) -> bool:
    """Whether the centres of two codes are more than 10 px apart along an axis."""
    return any(abs(sum(a[axis] - b[axis] for a, b in zip(corners, other, strict=True))) > 40 for axis in (0, 1))


def whole(sight: Sight) -> Iterator[Image.Image]:
    """The picture as it is."""
    yield sight.whole


def tiles(sight: Sight) -> Iterator[Image.Image]:
    """A large picture at full size, in tiles that overlap by half: shrinking it would lose small codes."""
    grey = sight.grey
    if max(grey.size) <= sight.side:
        return
    for top in _starts(grey.height):
        for left in _starts(grey.width):
            yield grey.crop((left, top, min(left + SIDE, grey.width), min(top + SIDE, grey.height)))


def _starts(length: int) -> list[int]:
    return [*range(0, max(1, length - SIDE), SIDE // 2), max(0, length - SIDE)] if length > SIDE else [0]


def stretch_dark(sight: Sight) -> Iterator[Image.Image]:
    """The dark tones stretched, all others white: for dark ink on a dark page, and underexposure."""
    for factor in (3, 6):
        yield sight.whole.point([min(255, value * factor) for value in range(256)])


def threshold(sight: Sight) -> Iterator[Image.Image]:
    """Black where darker than the mean around it, first by some margin, then by any: for uneven light and glare."""
    for offset in (5, 0):
        yield _threshold_by(sight.whole, offset)


def _threshold_by(grey: Image.Image, offset: int) -> Image.Image:
    mean = grey.filter(ImageFilter.BoxBlur(max(7, min(grey.size) // 40)))
    return ImageChops.subtract(grey, mean, offset=offset).point(lambda value: 255 if value > 0 else 0)


def smooth(sight: Sight) -> Iterator[Image.Image]:
    """Each pixel the mean of 5 × 5: against grain and moiré."""
    yield sight.whole.filter(ImageFilter.BoxBlur(2))


def enlarge(sight: Sight) -> Iterator[Image.Image]:
    """A small picture scaled up to SIDE: for tiny modules."""
    if max(sight.grey.size) < SIDE:
        yield scale(sight.grey, min(SIDE, ENLARGED * max(sight.grey.size)))


def even_out_contrast(sight: Sight) -> Iterator[Image.Image]:
    """The same contrast everywhere, as CLAHE does: for faint ink."""
    yield even_contrast(sight.whole)


def even_contrast(grey: Image.Image) -> Image.Image:
    """Each pixel less the mean around it, divided by the mean deviation there."""
    import numpy as np

    around = ImageFilter.BoxBlur(max(10, min(grey.size) // 20))
    off = np.asarray(grey, np.float32) - np.asarray(grey.filter(around), np.float32)
    spread = np.minimum(255, abs(off) * 4).astype(np.uint8)
    off *= 320 / (np.asarray(Image.fromarray(spread).filter(around), np.float32) + 8)
    off += 128
    return Image.fromarray(off.clip(0, 255).astype(np.uint8))


def close_ups(sight: Sight) -> Iterator[Image.Image]:
    """Each unread code by itself, enlarged: unchanged, sharpened, and with even contrast."""
    for corners in sight.unread:
        close = _around(sight.whole, corners)
        yield close
        yield close.filter(ImageFilter.UnsharpMask(8, 300, 0))
        yield even_contrast(close)


def _around(grey: Image.Image, corners: Corners) -> Image.Image:
    xs, ys = zip(*corners, strict=True)
    edge = 0.35 * max(max(xs) - min(xs), max(ys) - min(ys))
    box = max(0, min(xs) - edge), max(0, min(ys) - edge)
    end = min(grey.width, max(xs) + edge), min(grey.height, max(ys) + edge)
    return scale(grey.crop((round(box[0]), round(box[1]), round(end[0]), round(end[1]))), CLOSE)


def flatten(grey: Image.Image, corners: Corners, side: int, margin: int) -> Image.Image | None:
    """The code as a square of `side` px with a margin of `margin` px; None if the corners form no quadrilateral."""
    import numpy as np

    inner, outer = margin, margin + side
    rows, seen = [], []
    for (x, y), (u, v) in zip(((inner, inner), (outer, inner), (outer, outer), (inner, outer)), corners, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        seen += [u, v]
    try:
        turn = np.linalg.solve(np.array(rows, float), np.array(seen, float))
    except np.linalg.LinAlgError:
        return None
    size = (inner + outer, inner + outer)
    return grey.transform(size, Image.Transform.PERSPECTIVE, tuple(turn), Image.Resampling.BICUBIC, fillcolor=255)


def quiet_zone(sight: Sight) -> Iterator[Image.Image]:
    """A quiet zone for codes on a page as dark as their ink: all more than a module away from light turns white."""
    import numpy as np

    grey = sight.whole
    pixels = np.asarray(grey)
    if np.median(pixels) >= DARK_PAGE:
        return
    light = pixels > 128
    module = _module_size(light)
    page = ~_grow(light, module)
    page = _grow(~_grow(~page, module), module)  # except the speck left in the centre of a finder pattern
    yield Image.fromarray(np.where(light | page, 255, 0).astype(np.uint8))


def _grow(mask: Any, reach: int) -> Any:
    """The mask grown by `reach` px along both axes."""
    import numpy as np

    around = Image.fromarray(mask.astype(np.uint8) * 255).filter(ImageFilter.BoxBlur(min(reach, 10)))
    return np.asarray(around) > 0


def _module_size(light: Any) -> int:
    """The commonest length in px of a run of light along the rows: a module, if the picture is mostly a code."""
    import numpy as np

    edges = np.diff(np.pad(np.asarray(light, np.int8), ((0, 0), (1, 1))).ravel())
    runs = np.flatnonzero(edges == -1) - np.flatnonzero(edges == 1)
    return int(np.bincount(runs[(runs > 1) & (runs < 40)], minlength=3).argmax()) or 2


def soften(sight: Sight) -> Iterator[Image.Image]:
    """Shrunk to 800 px and slightly smoothed: zbar then reads more, and faster."""
    yield shrink(sight.grey, 800).filter(ImageFilter.BoxBlur(1))


def shrink(grey: Image.Image, side: int) -> Image.Image:
    """The picture with its longer side at most `side` px."""
    return grey if max(grey.size) <= side else scale(grey, side)


def scale(grey: Image.Image, side: int) -> Image.Image:
    """The picture with its longer side exactly `side` px."""
    factor = side / max(grey.size)
    size = (max(1, round(grey.width * factor)), max(1, round(grey.height * factor)))
    return grey.resize(size, Image.Resampling.BICUBIC if factor > 1 else Image.Resampling.BOX)
