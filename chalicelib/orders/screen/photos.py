"""A photo as a screen shows it: what was found in it, and links to its pictures."""

from __future__ import annotations

from typing import Annotated, Any, Protocol

import msgspec

from chalicelib.orders.appeal import appeal_about
from chalicelib.orders.labels import PHOTO_APPEALED, PHOTO_APPROVED, PHOTO_SAYS
from chalicelib.orders.model import Head, Photo, State
from chalicelib.orders.photos.comparison import before_key, standard_report
from chalicelib.storage import keys

# A report is stored as the engine wrote it, whatever its version; this type only tells clients its shape.
REPORT = msgspec.Meta(extra_json_schema={"$ref": "#/components/schemas/Report"})

MEASURED = frozenset({"measures", "models", "limits", "risk"})  # what a report keeps for staff and for the engine

WAITING = frozenset({State.AWAITING_PAYMENT, State.EXPIRED, State.IN_REVIEW})  # for its reviewer, sooner or later
# States in which a reviewer has approved the photo, and it stays.
APPROVED = frozenset({State.APPROVED, State.IN_PRODUCTION, State.DONE})


class Sign(Protocol):
    """(object key, name to save it under) → a short-lived link."""

    def __call__(self, key: str, name: str = "", /) -> str: ...


class HeadView(msgspec.Struct, frozen=True):
    """Crown and chin in the finished photo, as shares (0–1) of its height from the top."""

    top: float
    chin: float


class PhotoView(msgspec.Struct, frozen=True):
    """before: a link to the same frame and size as the finished photo, but on its original wall, if that was replaced.

    before, head and background_replaced are null for a photo of which no finished one was made, or that was judged
    before these were kept.
    save_url: a link that saves the photo under a name with the order's number, once a reviewer has approved it.
    """

    photo_no: int
    state: str
    report: Annotated[dict[str, Any], REPORT] | None
    preview_url: str | None
    save_url: str | None
    before: str | None
    head: HeadView | None
    background_replaced: bool | None
    says: str


def photo_view(photo: Photo, head: Head, sign: Sign | None) -> PhotoView:
    """sign: makes the links; None leaves the pictures out (in lists)."""
    approved = head.state in APPROVED and photo.photo_no == head.photo_no
    key = keys.standard(head.order_id, photo.photo_no, photo.standard_sha256)
    standard, before = standard_report(photo), before_key(head.order_id, photo)
    return PhotoView(
        photo_no=photo.photo_no,
        state=photo.state.value,
        report=findings_report(photo),
        preview_url=sign(key) if sign and photo.standard_sha256 else None,
        save_url=sign(key, f"毕业证件照-{head.shown_number}.jpg") if sign and approved else None,
        before=sign(before) if sign and before else None,
        head=HeadView(**standard["head"]) if standard.get("head") else None,
        background_replaced=standard.get("background_replaced"),
        says=PHOTO_APPROVED if approved else _says(photo, head),
    )


def _says(photo: Photo, head: Head) -> str:
    waits = photo.photo_no == head.photo_no and head.state in WAITING
    return PHOTO_APPEALED if waits and appeal_about(head.appeals, photo.photo_no) else PHOTO_SAYS[photo.state]


def findings_report(photo: Photo) -> dict[str, Any] | None:
    """The report as a student sees it: what was found, not what was measured."""
    return {name: part for name, part in photo.report.items() if name not in MEASURED} if photo.report else None
