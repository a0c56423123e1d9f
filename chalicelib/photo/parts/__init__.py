"""What the parts of a head tell: six maps, and measures of them without a threshold."""

from __future__ import annotations

from ..face import Face
from .glasses import glasses
from .hair import hair
from .head_cover import head_cover
from .jewellery import jewellery
from .maps import Part, Parts
from .occlusion import occlusion

__all__ = ["MEASURES", "Part", "Parts", "measured"]

MEASURES = (occlusion, head_cover, hair, glasses, jewellery)


def measured(parts: Parts, face: Face) -> dict[str, float | None]:
    """Every measure by its name: shares 0–1, None where there is nothing to measure."""
    return {name: value for measure in MEASURES for name, value in measure(parts, face).items()}
