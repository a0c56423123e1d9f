"""Where the parts of a head are: six maps of the window around it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..reading.window import Window

UNKNOWN = 255
SUREST = 0.916  # of wall the network ever is: on 51 even walls the medians were 0.9163–0.9167
LEAST = 0.05  # of a region: what is less is no person but the edge of one

Map = NDArray[np.float32]
Mask = NDArray[np.bool_]


class Part(IntEnum):
    """In the order of the network's outputs.  OTHERS: whatever is worn or held, from glasses to a cup."""

    WALL = 0
    HAIR = 1
    BODY_SKIN = 2
    FACE_SKIN = 3
    CLOTHES = 4
    OTHERS = 5


@dataclass(frozen=True)
class Parts:
    """maps: (6, height, width) of the window, 0–1, which add up to 1 in every px; seen: which of these show the
    picture, not what lies beyond its edge."""

    window: Window
    maps: Map
    seen: Mask

    @cached_property
    def labels(self) -> NDArray[np.uint8]:
        """The likeliest part of every px, (height, width); UNKNOWN beyond the picture."""
        surest, labels = self.maps[0].copy(), np.zeros(self.seen.shape, np.uint8)
        for part in range(1, len(self.maps)):  # a third of the time that argmax takes
            surer = self.maps[part] > surest
            np.copyto(surest, self.maps[part], where=surer)
            np.copyto(labels, part, where=surer)
        labels[~self.seen] = UNKNOWN
        return labels

    @cached_property
    def person(self) -> Map:
        """How much is not wall, (height, width): 0 where the network is as sure of that as it ever is."""
        return np.asarray(np.maximum(0, 1 - self.maps[Part.WALL] / SUREST), np.float32)

    def share(self, within: Mask, *parts: Part) -> float | None:
        """How much of a region of the window these parts are, 0–1; None where nothing of it is in the picture."""
        return _share(self._counts(within), parts)

    def share_of_person(self, within: Mask, *parts: Part) -> float | None:
        """How much of what is not wall they are there; None where there is hardly anything else."""
        counts = self._counts(within)
        least, counts[Part.WALL] = LEAST * counts.sum(), 0
        return _share(counts, parts) if counts.sum() >= least else None

    def _counts(self, within: Mask) -> NDArray[np.intp]:
        """How many px of every part there are."""
        return np.bincount(self.labels[within], minlength=len(Part))[: len(Part)]


def _share(counts: NDArray[np.intp], parts: tuple[Part, ...]) -> float | None:
    known = counts.sum()
    return float(counts[list(parts)].sum() / known) if known else None
