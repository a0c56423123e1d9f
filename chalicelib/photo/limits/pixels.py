"""Limits of what camera, movement, compressor and screens do to a picture."""

from __future__ import annotations

from .face import ENOUGH_PX
from .row import Row, Whens
from .sources import on_portraits

# Moved, and not out of focus as well: faces that are have at most 2.5, moved or not, moved ones alone more.
MOVED: Whens = (("direction", "<", 0.545), ("most_detail", ">", 2.5))

SHARPNESS = (
    Row(
        code="blurred", measure="sharpness", bad="low", warn=25.0, fail=18.0, part="face", needs=ENOUGH_PX,
        unless=MOVED, means="variance of the Laplacian of the face in the frame; nothing where movement explains it",
        rests_on=on_portraits("from 34", "out of focus to 4"),
    ),
    Row(
        code="motion_blurred", measure="direction", bad="low", warn=0.58, fail=0.545, part="face", needs=ENOUGH_PX,
        means="least by most detail over twelve directions, if there is little; 0.86 of that where there is hardly any",
        rests_on=on_portraits("from 0.57; out of focus from 0.66", "to 0.54; to 0.61"),
    ),
)  # fmt: skip

NOISE = (
    Row(
        code="noisy_or_overcompressed", measure="grain", bad="high", warn=1.4, fail=1.55,
        means="grain (L*) of the skin in the frame", rests_on=on_portraits("to 0.81, laughing to 1.27", "from 2.15"),
    ),
    Row(
        code="noisy_or_overcompressed", measure="blocks", bad="high", warn=3.2, fail=4.0,
        means="bends at block edges by all others", rests_on=on_portraits("to 2.0", "from 4.3 at quality 10"),
    ),
    Row(
        code="noisy_or_overcompressed", measure="specks", bad="high", warn=1.2, fail=2.0,
        means="single px that stand out of an even surrounding, %",
        rests_on=on_portraits("to 0.1, one sharp beard 1.2", "salt and pepper of 6 % from 4"),
    ),
    Row(
        code="not_a_real_photo", measure="wave", bad="high", warn=6.8, fail=None, unit="ratio",
        means="highest peak of the spectrum, slanting or along an axis, by its surroundings",
        rests_on=on_portraits(
            "to 5.2, one of 370 6.5", "two of 36 6.9 and 13, others from 20", pictures=370, faults=36
        ),
    ),
)  # fmt: skip
