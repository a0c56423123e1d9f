"""Limits of the wall behind the head, as it is or as it is left by replacing it."""

from __future__ import annotations

from ..model import Spec
from ..shade import IN_SHADE, UNEVEN
from .row import Evidence, Row
from .sources import on_portraits


def wall_rows(spec: Spec) -> tuple[Row, ...]:
    """Of the wall that the picture shows; where the task has it replaced, of what is left of that."""
    if spec.background.policy == "normalise":
        return REPLACED
    return (*PLAIN, _colour(spec.background.tolerance), SHADOW, CLOTHES)


def _colour(tolerance: float) -> Row:
    return Row(
        code="background_colour",
        measure="wall_off",
        bad="high",
        warn=tolerance,
        fail=tolerance,
        means="distance (ΔE 1976) of the wall's median colour from the nearest that may be; the task's tolerance",
        rests_on=Evidence(source="standard"),
    )


# Spread and distance both doubtful: light that falls off, or a second wall.
PLAIN = (
    Row(
        code="background_not_plain", measure="wall_pattern", bad="high", warn=0.3, fail=0.4,
        means="share of 32 px squares with a spread over 3 of their own, shadow or not",
        rests_on=on_portraits("to 26 %", "stripes, tiles, folds from 80 %"),
    ),
    Row(
        code="background_not_plain", measure="wall_spread", bad="high", warn=6.5, fail=UNEVEN,
        means="spread of the wall's colour (ΔE)", rests_on=on_portraits("to 8.3", "half as light at one side 8.9–11"),
    ),
    Row(
        code="background_not_plain", measure="wall_parts", bad="high", warn=14.0, fail=20.0,
        means="how far parts of it are from the middle one (ΔE)",
        rests_on=on_portraits("to 16, one 18", "dark corners from 14, mostly 22"),
    ),
    Row(
        code="background_not_plain", measure="wall_spread", bad="high", warn=6.5, fail=6.5,
        needs=(("wall_parts", ">", 14.0),), means="spread where such parts are far, too: both doubtful",
        rests_on=Evidence(
            source="recipe", clean="one fails", faulty="walls that fade to half, put into measured ones",
            clean_pictures=430,
        ),
    ),
)  # fmt: skip
SHADOW = Row(
    code="background_shadow",
    measure="shadow",
    bad="high",
    warn=IN_SHADE,
    fail=8.0,
    unless=(("wall_lit", ">", UNEVEN),),
    means="how much darker (L*) the wall is beside the head than further out; not on a wall that is not plain "
    "without it",
    rests_on=on_portraits("to 5", "from 7.8"),
)
CLOTHES = Row(
    code="clothes_like_background",
    measure="clothes",
    bad="low",
    warn=6.0,
    fail=5.2,
    means="distance (ΔE) of the shoulders from the wall as it will be",
    rests_on=on_portraits("white before grey: p2 6.2, one 5.6", "the wall's colour to 3.4, with folds 5"),
)

REPLACED = (
    Row(
        code="background_not_plain", measure="old_wall_spread", bad="high", warn=12.0, fail=20.0,
        means="replaced wall: spread of the old one, in which only objects matter",
        rests_on=Evidence(
            source="recipe", clean="plain walls to 8.1", faulty="of other walls 139 over 12, 88 of these over 20",
            clean_pictures=400, faulty_pictures=200,
        ),
    ),
    Row(
        code="background_not_plain", measure="things_left", bad="high", warn=0.0015, fail=0.0025, unit="%",
        means="replaced wall: what stayed on it, as a share of it",
        rests_on=on_portraits("to 0.22 %, one whose hair went 1.5 %", "things from 5 %", pictures=164),
    ),
    Row(
        code="background_shadow", measure="shade_left", bad="high", warn=0.002, fail=0.006, unit="%",
        means="replaced wall: patches of the old one's hue, nearer to it than to the skin's, that are not of the "
        "wanted colour: on the wall, or beside the head where they were taken for the person; as a share of the wall",
        rests_on=on_portraits(
            "149 of 156 none, a shining scalp and tangled strands to 0.39 %",
            "hard shadows put in, 40 and 60 % of the light gone: mostly over 1 %", pictures=156, faults=34,
        ),
    ),
    CLOTHES,
    Row(
        code="clothes_like_background", measure="bleached", bad="high", warn=0.014, fail=0.05, unit="%",
        means="replaced wall: share of what is below the chin that is like the old one and half went with it",
        rests_on=on_portraits(
            "to 1.1 %, white before light grey four of 156 to 3.5 %", "white before white mostly from 1.9 % to 6 %",
            pictures=156, faults=17,
        ),
    ),
)  # fmt: skip
