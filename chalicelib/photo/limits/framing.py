"""Limits of the geometry: they speak up only where no crop of the picture can do what the standard wants."""

from __future__ import annotations

from ..crop import ENLARGEMENT
from ..model import Allowed, Range, Spec
from .row import Bad, Evidence, Part, Row, Whens

ROUNDING = 0.5  # px
CUT = 4.0  # px above the crown: with less its top is missing, whatever else is
STANDARD = Evidence(source="standard")
NOT_TOO_LARGE: Whens = (("missing_across", "<=", 0), ("missing_down", "<=", 0))


def framing_rows(spec: Spec) -> tuple[Row, ...]:
    """px of the frame but the face's own width, which is in px of the source."""
    off = spec.centre_offset
    return (
        _row(
            "head_too_small", "head_width", "low", spec.face_width[0] / ENLARGEMENT, part="face",
            needs=(("whole_width", "<", spec.face_width[0]),),
            means="the face's width in the source, where it also takes too small a share of the picture",
        ),
        *(
            _row(
                "head_too_large", side, "high", 0, part="face", tells="whole_width", allowed=spec.face_width,
                means="even the whole picture shows too little on two opposite sides",
            )
            for side in ("missing_across", "missing_down")
        ),
        _row(
            "crown_margin", "missing_top", "high", 0, tells="crown_room", allowed=spec.crown,
            needs=(("missing_across", "<=", 0),), unless=(("missing_bottom", ">", 0), ("crown_room", ">", CUT)),
            means="room above the head",
        ),
        *_within("eyes_at", spec.eyes, spec.eyes, "the eyes' row"),
        *_within("crown_at", spec.crown, spec.eyes, "the crown's row, if no size puts both right"),
        _row(
            "off_centre", "off_centre", "either", 0, allowed=(-off, off), needs=NOT_TOO_LARGE,
            means="room beside the head",
        ),
        _row(
            "shoulders_cut", "missing_bottom", "high", 0, tells="shown", allowed=(spec.height, None),
            needs=NOT_TOO_LARGE, means="room below",
        ),
    )  # fmt: skip


def _within(measure: str, allowed: Range, told: Range, means: str) -> tuple[Row, ...]:
    low, high = allowed[0] - ROUNDING, allowed[1] + ROUNDING
    return (
        _row("eye_line", measure, "low", low, tells="eyes_at", allowed=told, means=means),
        _row("eye_line", measure, "high", high, tells="eyes_at", allowed=told, means=means),
    )


def _row(
    code: str,
    measure: str,
    bad: Bad,
    fail: float,
    *,
    means: str,
    part: Part = "",
    needs: Whens = (),
    unless: Whens = (),
    tells: str = "",
    allowed: Allowed | None = None,
) -> Row:
    return Row(
        code=code,
        measure=measure,
        bad=bad,
        warn=fail,
        fail=fail,
        unit="px",
        means=means,
        rests_on=STANDARD,
        part=part,
        needs=needs,
        unless=unless,
        tells=tells,
        allowed=allowed,
    )
