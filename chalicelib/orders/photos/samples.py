"""Which photos serve to measure reviewers: a share drawn by a digest, so that every step draws the same ones."""

from __future__ import annotations

import hashlib

LOOKED = 0.02  # of the decisions get a second, blind look
PLANTED = 0.02  # of the photos without a finding get a copy with a fault
FAULTS = (
    "blurred",
    "colour_cast",
    "crown_margin",
    "head_tilted",
    "off_centre",
    "too_dark",
)  # see photo/pixels/spoil.py


def gets_second_look(order_id: str, photo_no: int) -> bool:
    """Whether a decision on the photo is made once more by another reviewer."""
    return _lot("look", order_id, photo_no) < LOOKED


def fault_for(order_id: str, photo_no: int) -> str | None:
    """The code of the fault that a copy of the photo gets; None for most."""
    lot = _lot("plant", order_id, photo_no)
    return FAULTS[int(lot / PLANTED * len(FAULTS))] if lot < PLANTED else None


def _lot(what_for: str, order_id: str, photo_no: int) -> float:
    """From 0 up to 1."""
    digest = hashlib.sha256(f"{what_for}#{order_id}#{photo_no}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64
