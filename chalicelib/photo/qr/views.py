"""Views of one picture for the QR decoders: parts, sizes and corrections, each for something that spoils a code.

A view function takes a Sight and yields grey pictures of at most SIDE × SIDE px.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from PIL import Image, ImageChops, ImageFilter

from .decoders import Code, Corners

SIDE: Final = 1400  # px; no decoder gets more at once: the worst drawn for it then costs some 2 s
CLOSE: Final = 600  # px of a close-up: 5 or more a module for most codes
PLACES: Final = 3  # unread codes looked at again
SMALLEST: Final = 400  # px² of a place worth a close-up
DARK_PAGE: Final = 100  # of 255: a page whose median is darker


@dataclass
class Sight:
    """The grey picture, and where codes lie that were seen in its first view but not read."""

    grey: Image.Image
    unread: list[Corners] = field(default_factory=list)

    @functools.cached_property
    def whole(self) -> Image.Image:
        """All of it, reduced if it is larger than SIDE."""
        return reduced(self.grey, SIDE)

    def note(self, codes: list[Code]) -> None:
        """Remembers the largest unread codes of a view as large as the whole."""
        found = [code.corners for code in codes if code.corners and not code.text]
        found = [*self.unread, *(corners for corners in found if area(corners) >= SMALLEST)]
        kept: list[Corners] = []
        for corners in sorted(found, key=area, reverse=True):
            if all(_apart(corners, other) for other in kept):
                kept.append(corners)
        self.unread = kept[:PLACES]


def area(corners: Corners) -> float:
    """px² inside the corners."""
    pairs = zip(corners, (*corners[1:], corners[0]), strict=True)
    return abs(sum(x * down - across * y for (x, y), (across, down) in pairs)) / 2


def _apart(one: Corners, other: Corners) -> bool:
    """Whether two places have different middles, by more than 10 px."""
    return any(abs(sum(a[axis] - b[axis] for a, b in zip(one, other, strict=True))) > 40 for axis in (0, 1))


def whole(sight: Sight) -> Iterator[Image.Image]:
    """The picture as it is."""
    yield sight.whole


def tiles(sight: Sight) -> Iterator[Image.Image]:
    """A large picture in full size, in pieces that overlap by half: small codes are lost when it is reduced."""
    grey = sight.grey
    if max(grey.size) <= SIDE:
        return
    for top in _starts(grey.height):
        for left in _starts(grey.width):
            yield grey.crop((left, top, min(left + SIDE, grey.width), min(top + SIDE, grey.height)))


def _starts(length: int) -> list[int]:
    return [*range(0, max(1, length - SIDE), SIDE // 2), max(0, length - SIDE)] if length > SIDE else [0]


def lifted(sight: Sight) -> Iterator[Image.Image]:
    """The dark part drawn out, the rest turned white: ink darker than the dark page it lies on, underexposure."""
    for factor in (3, 6):
        yield sight.whole.point([min(255, value * factor) for value in range(256)])


def adaptive(sight: Sight) -> Iterator[Image.Image]:
    """Black where darker than the surroundings' mean, by a little, then by anything: uneven light, glare."""
    for offset in (5, 0):
        yield _thresholded(sight.whole, offset)


def _thresholded(grey: Image.Image, offset: int) -> Image.Image:
    mean = grey.filter(ImageFilter.BoxBlur(max(7, min(grey.size) // 40)))
    return ImageChops.subtract(grey, mean, offset=offset).point(lambda value: 255 if value > 0 else 0)


def smooth(sight: Sight) -> Iterator[Image.Image]:
    """Each pixel the mean of 5 × 5: grain and moiré."""
    yield sight.whole.filter(ImageFilter.BoxBlur(2))


def enlarged(sight: Sight) -> Iterator[Image.Image]:
    """Scaled up to SIDE: tiny modules."""
    if max(sight.grey.size) < SIDE:
        yield scaled(sight.grey, SIDE)


def contrasted(sight: Sight) -> Iterator[Image.Image]:
    """Each place brought to the same contrast, as CLAHE does: faint ink."""
    yield levelled(sight.whole)


def levelled(grey: Image.Image) -> Image.Image:
    """Minus the mean of the surroundings, over their mean deviation."""
    import numpy as np

    around = ImageFilter.BoxBlur(max(10, min(grey.size) // 20))
    off = np.asarray(grey, np.float32) - np.asarray(grey.filter(around), np.float32)
    spread = np.minimum(255, abs(off) * 4).astype(np.uint8)
    off *= 320 / (np.asarray(Image.fromarray(spread).filter(around), np.float32) + 8)
    off += 128
    return Image.fromarray(off.clip(0, 255).astype(np.uint8))


def close_ups(sight: Sight) -> Iterator[Image.Image]:
    """Each unread code by itself, enlarged: as it is, sharpened, and levelled."""
    for corners in sight.unread:
        close = _around(sight.whole, corners)
        yield close
        yield close.filter(ImageFilter.UnsharpMask(8, 300, 0))
        yield levelled(close)


def _around(grey: Image.Image, corners: Corners) -> Image.Image:
    xs, ys = zip(*corners, strict=True)
    edge = 0.35 * max(max(xs) - min(xs), max(ys) - min(ys))
    box = max(0, min(xs) - edge), max(0, min(ys) - edge)
    end = min(grey.width, max(xs) + edge), min(grey.height, max(ys) + edge)
    return scaled(grey.crop((round(box[0]), round(box[1]), round(end[0]), round(end[1]))), CLOSE)


def flattened(grey: Image.Image, corners: Corners, side: int, margin: int) -> Image.Image | None:
    """The code as a square of `side` px with a margin; None if the corners are no quadrilateral."""
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


def framed(sight: Sight) -> Iterator[Image.Image]:
    """A quiet zone for codes on a page as dark as they are: what is further from light than a module turns white."""
    import numpy as np

    grey = sight.whole
    pixels = np.asarray(grey)
    if np.median(pixels) >= DARK_PAGE:
        return
    light = pixels > 128
    module = _module(light)
    page = ~_grown(light, module)
    page = _grown(~_grown(~page, module), module)  # not the speck left in the middle of a finder pattern
    yield Image.fromarray(np.where(light | page, 255, 0).astype(np.uint8))


def _grown(mask: Any, reach: int) -> Any:
    """The mask with everything within `reach` px of it, along both axes."""
    import numpy as np

    around = Image.fromarray(mask.astype(np.uint8) * 255).filter(ImageFilter.BoxBlur(min(reach, 10)))
    return np.asarray(around) > 0


def _module(light: Any) -> int:
    """px of the commonest run of light, along the rows: a module, in a picture that is mostly a code."""
    import numpy as np

    edges = np.diff(np.pad(np.asarray(light, np.int8), ((0, 0), (1, 1))).ravel())
    runs = np.flatnonzero(edges == -1) - np.flatnonzero(edges == 1)
    return int(np.bincount(runs[(runs > 1) & (runs < 40)], minlength=3).argmax()) or 2


def softened(sight: Sight) -> Iterator[Image.Image]:
    """800 px and a little smoothed: zbar reads more, and faster, so."""
    yield reduced(sight.grey, 800).filter(ImageFilter.BoxBlur(1))


def reduced(grey: Image.Image, side: int) -> Image.Image:
    """At most `side` px long."""
    return grey if max(grey.size) <= side else scaled(grey, side)


def scaled(grey: Image.Image, side: int) -> Image.Image:
    """Exactly `side` px long."""
    scale = side / max(grey.size)
    size = (max(1, round(grey.width * scale)), max(1, round(grey.height * scale)))
    return grey.resize(size, Image.Resampling.BICUBIC if scale > 1 else Image.Resampling.BOX)
