"""How the head came to lie in the frame that suits it best, and what of the frame the picture does not show."""

from __future__ import annotations

from ..model import Measures
from ..portrait import Portrait


def framing(portrait: Portrait) -> Measures:
    """px.  head_width: of the face in the source; whole_width: of the face if the frame held the whole picture;
    crown_at, eyes_at: rows in the frame; crown_room: above the crown, seen of the picture; shown: rows above what is
    missing below; missing_top, missing_bottom, missing_across, missing_down: what reaches beyond one side, or beyond
    both opposite ones; off_centre: how far off the middle the face would lie, to the right positive."""
    at = portrait.placement
    return {
        "head_width": portrait.head.width,
        "whole_width": at.whole_width,
        "crown_at": at.crown,
        "eyes_at": at.eyes,
        "crown_room": at.crown - at.top,
        "shown": at.window.height - at.bottom,
        "missing_top": at.top,
        "missing_bottom": at.bottom,
        "missing_across": min(at.left, at.right),
        "missing_down": min(at.top, at.bottom),
        "off_centre": -at.left if at.left > at.right else at.right,
    }
