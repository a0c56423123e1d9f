"""The one person in the picture: the face, the head, and the frame that would be printed.

Pixels are always judged in that frame, so every portrait is measured at the same size.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from .crop import Placement
from .eye_white import white_beside
from .face import (
    IRISES,
    LEFT_BROW,
    LEFT_EYE,
    LIPS,
    MID_FOREHEAD,
    OVAL,
    RIGHT_BROW,
    RIGHT_EYE,
    UNDER_EYES,
    UPPER_CHEEKS,
    Face,
)
from .head import Bust, Head
from .model import Rgb
from .normalise import normalised, sharpened
from .parts.maps import Parts
from .parts.person import PERSON, WALL, joined
from .pixels.colour import lab_of_pixels
from .pixels.figures import median_colour
from .pixels.masks import bends, colours_within, filled, hull, part_of
from .reading.window import Pixels, Points
from .shade import Shade, shade_of

BACKGROUND_EDGE = 9  # px, a side of the square around a pixel that must be all wall
FEATURE_EDGE = 0.05  # face widths around eyes, brows and lips that do not count as skin
AROUND_EYE = 0.07  # face widths around an eye that a lens, a lock of hair or a reflection covers with it
# Below the chin and beside the middle, face widths: there is the body, seen for less than that share or not.
BODY_BELOW, BODY_BESIDE, HIDDEN_BODY = 0.5, 0.75, 0.5
EVERY = slice(None, None, 2)  # of the rows and columns of wall and clothes are plenty


@dataclass(frozen=True)
class Portrait:
    """One face, its head, the bust around it, its parts, where the frame lies, and the frame's pixels.

    close_up: the brightness of the face's rectangle in the source, not resampled; wanted: the colour that its wall is
    replaced by, None where that stays; grounds: the colours that may be behind it.
    """

    width: int
    height: int
    face: Face
    head: Head
    bust: Bust
    parts: Parts
    placement: Placement
    rgb: Pixels
    close_up: Pixels
    wanted: Rgb | None
    grounds: tuple[Rgb, ...]

    @cached_property
    def finished(self) -> Pixels:
        """The frame's pixels as they are printed."""
        return self.rgb if self.wanted is None else normalised(self, self.wanted)

    @cached_property
    def person(self) -> NDArray[np.float32]:
        """How much of every px of the frame is person (0–1), as the networks see it."""
        window = self.placement.window
        body = window.draw_from(self.bust.window, self.bust.matte)
        head = window.draw_from(self.parts.window, self.parts.person)
        np.copyto(head, body, where=~self._filled([window.to_window(self.parts.window.corners())]))
        return joined(head, body, self.lightness, self.chin_row, self.placement.face_width)

    @cached_property
    def sharp_person(self) -> NDArray[np.float32]:
        """The person (0–1) with its edge on the picture's."""
        return sharpened(self)

    @cached_property
    def luma(self) -> Pixels:
        return np.asarray(cv2.cvtColor(self.rgb, cv2.COLOR_RGB2GRAY), np.uint8)

    @cached_property
    def lab(self) -> NDArray[np.float32]:
        """CIE Lab: L 0–100, a and b about -100–100."""
        return lab_of_pixels(self.rgb)

    @cached_property
    def lightness(self) -> NDArray[np.float32]:
        """L* alone."""
        return np.ascontiguousarray(self.lab[..., 0])

    @cached_property
    def oval(self) -> NDArray[np.bool_]:
        """The face without hair and ears."""
        return self._filled([self.face.outline(OVAL, self.placement.window)])

    @cached_property
    def skin(self) -> NDArray[np.bool_]:
        """The face's oval, a little inside its edge, without eyes, brows and lips."""
        window, edge = self.placement.window, self.placement.face_width * FEATURE_EDGE
        parts = [LEFT_EYE + LEFT_BROW, RIGHT_EYE + RIGHT_BROW, LIPS]
        features = self._filled([hull(self.face.outline(part, window)) for part in parts], wider=edge)
        edges = filled(self.rgb.shape[:2], [], lines=[self.face.outline(OVAL, window)], wider=edge)
        return np.asarray(self.oval & ~features & ~edges)

    @cached_property
    def skin_lab(self) -> NDArray[np.float32]:
        """The skin's colours, (n, 3)."""
        part = part_of(self.skin)
        return colours_within(self.lab[part], self.skin[part])

    @cached_property
    def face_bends(self) -> NDArray[np.float32]:
        """Second differences of the face's luma, (3, n): across, mixed, down."""
        return bends(self.luma, self.oval)

    @cached_property
    def wall_colour(self) -> NDArray[np.float32]:
        """The wall's median colour."""
        return median_colour(self.wall_lab)

    @cached_property
    def wall_lab(self) -> NDArray[np.float32]:
        """The wall's colours, (n, 3): of every other row and column."""
        return colours_within(self.lab[EVERY, EVERY], self.wall[EVERY, EVERY])

    @cached_property
    def clothes_lab(self) -> NDArray[np.float32]:
        """The shoulders' colours, (n, 3): of every other row and column."""
        return colours_within(self.lab[EVERY, EVERY], self.clothes[EVERY, EVERY])

    @cached_property
    def wall(self) -> NDArray[np.bool_]:
        """The background beside and above the head: above the chin, off the person, inside the source."""
        clear = cv2.erode((self.person < WALL).astype(np.uint8), np.ones((BACKGROUND_EDGE, BACKGROUND_EDGE)))
        clear[int(self.chin_row) :] = 0
        return np.asarray((clear > 0) & self.in_source)

    @cached_property
    def shade(self) -> Shade | None:
        """The head's shadow on the wall, on so much of it as is seen."""
        return shade_of(self.lightness, self.wall)

    @cached_property
    def in_source(self) -> NDArray[np.bool_]:
        """Pixels of the frame that show the picture rather than what lies beyond its edge."""
        if self.placement.has_room:
            return np.ones(self.rgb.shape[:2], bool)
        return self.placement.window.inside(self.width, self.height)

    @cached_property
    def eyes_lab(self) -> NDArray[np.float32]:
        """The colours (n, 3) between the lids of both eyes."""
        eyes = (self.face.outline(eye, self.placement.window) for eye in (LEFT_EYE, RIGHT_EYE))
        return np.concatenate([self._within(eye) for eye in eyes])

    @cached_property
    def bare(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The colours (Lab) of the skin close under either eye, which hair, masks and beards cover least."""
        return self._median(UNDER_EYES[0]), self._median(UNDER_EYES[1])

    @cached_property
    def cheeks(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The colours (Lab) of either upper cheek, which glasses do not reach."""
        return self._median(UPPER_CHEEKS[0]), self._median(UPPER_CHEEKS[1])

    @cached_property
    def forehead(self) -> NDArray[np.float32]:
        """The colour (Lab) just above the brows."""
        return self._median(MID_FOREHEAD)

    @cached_property
    def complexion(self) -> NDArray[np.float32]:
        """The colour (Lab) of bare skin: of five places of which glasses, a mask or hair cover two at most."""
        return median_colour(np.array([*self.bare, *self.cheeks, self.forehead]))

    @cached_property
    def around_eyes(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The colours (n, 3, Lab) of either eye and what is close around it, the picture's left first."""
        window, edge = self.placement.window, self.placement.face_width * AROUND_EYE
        left, right = (self._within(self.face.outline(eye, window), edge) for eye in (LEFT_EYE, RIGHT_EYE))
        return left, right

    @cached_property
    def eye_whites(self) -> tuple[NDArray[np.float32], ...]:
        """The median colour (Lab) of the lighter half of what surrounds either iris, where that is large enough."""
        found = (self._white(*one) for one in zip((LEFT_EYE, RIGHT_EYE), IRISES, strict=True))
        return tuple(white for white in found if white is not None)

    def _white(self, eye: tuple[int, ...], iris: tuple[int, ...]) -> NDArray[np.float32] | None:
        area, rim = (self.face.outline(line, self.placement.window) for line in (eye, iris))
        part, corner = self._around(area, 2)
        return white_beside(part, area - corner, rim - corner)

    @cached_property
    def clothes(self) -> NDArray[np.bool_]:
        """The shoulders: person below the chin and beside the neck, inside the source.

        Clothes of the wall's colour may not be told from it: then it is where a body must be.
        """
        zone = self.person > PERSON
        face, middle = self.placement.face_width, self.placement.window.width / 2
        zone[: int(self.chin_row + face * 0.3)] = False
        zone[:, int(max(0, middle - face * 0.45)) : int(middle + face * 0.45)] = False
        across = slice(int(max(0, middle - face * BODY_BESIDE)), int(middle + face * BODY_BESIDE))
        body = slice(int(self.chin_row + face * BODY_BELOW), None), across
        seen = self.person[body] > PERSON
        if seen.size and seen.mean() < HIDDEN_BODY:
            zone[body] = True
        return np.asarray(zone & self.in_source)

    @property
    def chin_row(self) -> float:
        """The chin's row in the frame."""
        placement, head = self.placement, self.head
        return float(np.clip(placement.eyes + head.chin * placement.window.scale, 0, placement.window.height))

    def _median(self, landmarks: tuple[int, ...]) -> NDArray[np.float32]:
        colours = self._within(hull(self.face.outline(landmarks, self.placement.window)))
        return median_colour(colours) if len(colours) else np.zeros(3, np.float32)

    def _within(self, area: Points, wider: float = 0.0) -> NDArray[np.float32]:
        """The colours (n, 3) within one small area, widened by that many px."""
        part, corner = self._around(area, wider + 2)
        return np.asarray(part[filled(part.shape[:2], [area - corner], wider=wider)])

    def _around(self, area: Points, reach: float) -> tuple[NDArray[np.float32], tuple[int, int]]:
        """The colours (rows, columns, 3) of the rectangle so far around an area, and its left and top."""
        left, top = (int(value) for value in np.maximum(np.floor(area.min(0) - reach), 0))
        right, bottom = (int(value) for value in np.maximum(np.ceil(area.max(0) + reach), 0))
        return self.lab[top:bottom, left:right], (left, top)

    def _filled(self, areas: list[Points], wider: float = 0.0) -> NDArray[np.bool_]:
        return filled(self.rgb.shape[:2], areas, wider=wider)
