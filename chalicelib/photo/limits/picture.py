"""Limits of the picture as a whole: its size, the people in it, its light where no face is left, its borders."""

from __future__ import annotations

from ..model import Allowed, Spec
from .row import Evidence, Row

STANDARD = Evidence(source="standard")
DRAWN = Evidence(source="drawn", clean="none", faulty="from 1")
ONE: Allowed = (1, 1)


def picture_rows(spec: Spec) -> tuple[Row, ...]:
    """Of a picture, before any portrait is looked at."""
    return (
        _fewest_px("height", spec.height),
        _fewest_px("width", spec.width),
        Row(
            code="no_face", measure="portraits", bad="low", warn=1, fail=1, unit="count", allowed=ONE,
            needs=(("faces", "<", 1), ("turn", "<=", 0)),
            means="faces of which the detector is sure (score 0.85), or likely to be right (0.70) and the mesh sure",
            rests_on=Evidence(
                source="86", clean="86 of 86 found", faulty="no find in 101 pictures without one",
                clean_pictures=86, faulty_pictures=101,
            ),
        ),
        Row(
            code="upside_down", measure="turn", bad="high", warn=0, fail=0, unit="deg", allowed=(0, 0),
            means="degrees the picture must be turned for a face that the detector scores 0.91 or more to stand "
            "upright; asked where no upright one has that",
            rests_on=Evidence(
                source="public", clean="of 26 none told, nor masked ones, whose best is 0.893", faulty="78 of 78 told",
                clean_pictures=26, faulty_pictures=78,
            ),
        ),
        Row(
            code="multiple_faces", measure="faces", bad="high", warn=1, fail=1, unit="count", allowed=ONE,
            part="other face", means="faces in the frame, or at least a quarter as wide as the main one",
            rests_on=STANDARD,
        ),
    )  # fmt: skip


LOST = Evidence(source="drawn", clean="black hair in any light has more")
# Light may be why there is no face to be seen: these are taken only where there is none.
DARK_PICTURE = (
    Row(
        code="too_dark", measure="picture_highlights", bad="low", warn=0.0981, fail=0.0981, unit="%",
        means="what the lightest twentieth of a picture without a face reaches", rests_on=Evidence(source="OFIQ"),
    ),
    Row(
        code="too_dark", measure="picture_middle", bad="low", warn=0.0314, fail=0.0314, unit="%",
        means="median luma of its middle", rests_on=LOST,
    ),
)  # fmt: skip
BRIGHT_PICTURE = (
    Row(
        code="too_bright", measure="picture_light", bad="high", warn=0.9334, fail=0.9334, unit="%",
        means="median luma of a picture without a face",
        rests_on=Evidence(source="drawn", clean="a blank white card is told, too"),
    ),
)  # fmt: skip
BORDERS = (
    Row(
        code="has_border", measure="black_strips", bad="high", warn=0, fail=0, unit="count", tells="strips",
        allowed=(None, 0), means="black strips along the picture's edges", rests_on=DRAWN,
    ),
    Row(
        code="has_border", measure="strips", bad="high", warn=1, fail=1, unit="count", allowed=(None, 0),
        means="strips of any colour along the picture's edges", rests_on=DRAWN,
    ),
    Row(
        code="has_border", measure="strips", bad="high", warn=0, fail=None, unit="count", allowed=(None, 0),
        needs=(("portraits", ">", 0),), means="a single strip beside a portrait", rests_on=DRAWN,
    ),
)  # fmt: skip


def _fewest_px(side: str, px: int) -> Row:
    return Row(
        code="low_resolution",
        measure=side,
        bad="low",
        warn=px,
        fail=px,
        unit="px",
        means=f"{side} of the file",
        rests_on=STANDARD,
    )
