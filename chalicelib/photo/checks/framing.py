"""Could the head be placed as the standard wants?  Speaks up only where no crop of this picture can do it."""

from __future__ import annotations

from ..codes import finding
from ..crop import Placement
from ..face import OVAL
from ..model import Finding, Range, Spec
from ..portrait import Portrait

ROUNDING = 0.5  # px
CUT = 4.0  # px above the crown: with less its top is missing, whatever else is


def head_too_small(portrait: Portrait, spec: Spec) -> Finding | None:
    """The face has too few px, and takes too small a share of the picture; measured in px of the source.

    Where it takes its share and still has too few px, the picture is too small, not the head.
    """
    least = spec.face_width[0] / spec.limits.enlargement
    if portrait.head.width >= least or portrait.placement.whole_width >= spec.face_width[0]:
        return None
    box = portrait.face.box(OVAL, portrait.width, portrait.height)
    return finding("head_too_small", "fail", measured=portrait.head.width, allowed=(least, None), unit="px", box=box)


def head_too_large(portrait: Portrait, spec: Spec) -> Finding | None:
    """Even the whole picture shows too little around the head; measured as the face's width in that frame."""
    placement = portrait.placement
    if not _too_large(placement):
        return None
    box = portrait.face.box(OVAL, portrait.width, portrait.height)
    return finding(
        "head_too_large", "fail", measured=placement.whole_width, allowed=spec.face_width, unit="px", box=box
    )


def crown_margin(portrait: Portrait, spec: Spec) -> Finding | None:
    """Room above the head, in px of the frame."""
    placement = portrait.placement
    room = placement.crown - placement.top
    beside = placement.left and placement.right
    if not placement.top or beside or (placement.bottom and room > CUT):
        return None
    return finding("crown_margin", "fail", measured=room, allowed=spec.crown, unit="px")


def shoulders_cut(portrait: Portrait, spec: Spec) -> Finding | None:
    """Room below, in px of the frame that the picture still shows."""
    placement = portrait.placement
    if _too_large(placement) or not placement.bottom:
        return None
    shown = spec.height - placement.bottom
    return finding("shoulders_cut", "fail", measured=shown, allowed=(spec.height, None), unit="px")


def off_centre(portrait: Portrait, spec: Spec) -> Finding | None:
    """Room beside the head; measured: how far off the middle the face would lie, px of the frame, right positive."""
    placement = portrait.placement
    if _too_large(placement) or not (placement.left or placement.right):
        return None
    short_left = placement.left > placement.right
    off = -placement.left if short_left else placement.right
    allowed = (-spec.centre_offset, spec.centre_offset)
    words = {"side": "左" if short_left else "右"}
    return finding("off_centre", "fail", measured=off, allowed=allowed, unit="px", words=words)


def eye_line(portrait: Portrait, spec: Spec) -> Finding | None:
    """Eyes and crown cannot both be right at any size: a hat, very high hair, or a head thrown back."""
    placement = portrait.placement
    if _within(placement.eyes, spec.eyes) and _within(placement.crown, spec.crown):
        return None
    return finding("eye_line", "fail", measured=placement.eyes, allowed=spec.eyes, unit="px")


def _within(value: float, allowed: Range) -> bool:
    return allowed[0] - ROUNDING <= value <= allowed[1] + ROUNDING


def _too_large(placement: Placement) -> bool:
    """Room lacks on two opposite sides: no shift can help, only distance."""
    return bool((placement.left and placement.right) or (placement.top and placement.bottom))
