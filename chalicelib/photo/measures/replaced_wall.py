"""What is left of the old wall where the task has it replaced."""

from __future__ import annotations

from ..leftover import shade_left, things_left
from ..model import Measures
from ..pixels.figures import spread
from ..portrait import Portrait
from .wall import ENOUGH


def replaced_wall(portrait: Portrait) -> Measures:
    """old_wall_spread: root of the summed variances (ΔE 1976) of the wall that goes; things_left, shade_left: what
    stayed of it, as shares of the wall."""
    if portrait.wanted is None or len(portrait.wall_lab) < ENOUGH:
        return {}
    return {
        "old_wall_spread": spread(portrait.wall_lab),
        "things_left": things_left(portrait, portrait.wanted),
        "shade_left": shade_left(portrait, portrait.wanted),
    }
