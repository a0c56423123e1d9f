"""The bands of the review queue: what kind of look a picture needs."""

from __future__ import annotations

from enum import StrEnum

from chalicelib.orders.appeal import appeal_about
from chalicelib.orders.model import Head

DOUBTFUL = 0.5  # the risk at which the engine warns (see photo/risk.py)


class Band(StrEnum):
    """In the order of work: those who have waited for somebody come first.

    ASKED: the student asked for a person; AGAIN: handed in once more after a rejection; DOUBT: the engine warned; LOW:
    it found nothing, many at a glance."""

    ASKED = "ASKED"
    AGAIN = "AGAIN"
    DOUBT = "DOUBT"
    LOW = "LOW"


BAND_LABELS = {Band.ASKED: "请人工查看", Band.AGAIN: "重新提交", Band.DOUBT: "要细看", Band.LOW: "低风险"}


def band_of(head: Head) -> Band:
    """Of the photo in review.  A person who was asked for looks first of all at that."""
    if appeal_about(head.appeals, head.photo_no):
        return Band.ASKED
    if head.priority:
        return Band.AGAIN
    return Band.DOUBT if head.risk >= DOUBTFUL else Band.LOW
