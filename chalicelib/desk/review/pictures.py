"""What a reviewer is shown of an order's photo, and what she compares it with: links that end, no contact data."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from chalicelib.desk.review.check import Check, CheckKind, disguised
from chalicelib.desk.review.review import LEASE, Review
from chalicelib.identity.texts import ConsentKind
from chalicelib.orders.appeal import Appeal, appeal_about
from chalicelib.orders.errors import PhotoNotFound
from chalicelib.orders.machine.effects import DOUBTED
from chalicelib.orders.model import Order, Photo, State
from chalicelib.orders.store.first_pictures import FirstPictures
from chalicelib.orders.store.orders import Orders
from chalicelib.orders.store.sealed_fields import SealedFields, appeal_field
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff
from chalicelib.storage import keys
from chalicelib.tasks.model import Task
from chalicelib.tasks.service import Tasks

LINK_SECONDS = int(LEASE.total_seconds())
LIKE_OTHER = "same_as_other_person"


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """A photo of the order that was rejected.  reasons: codes; link: as in Picture."""

    photo_no: int
    at: datetime
    reasons: list[str]
    link: str | None


@dataclass(frozen=True, kw_only=True)
class Recalled:
    """The approval that was taken back.  by: the name of who did; reason: as they typed it."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Same:
    """Another enrolment's order in the task that brought the same picture, or one that looks like it, first."""

    order: Order
    photo: Photo
    link: str | None


@dataclass(frozen=True, kw_only=True)
class Picture:
    """link, original: to the standard portrait and to the upload, as long as a lease; None when there is none; appeal:
    the student asked for a person about this photo; said: the sentence with which they did, or ""; earlier: oldest
    first; recalled: why it is reviewed once more, None if it waits for another cause."""

    order: Order
    task: Task
    photo: Photo
    link: str | None
    original: str | None
    appeal: Appeal | None
    said: str
    earlier: list[Earlier]
    same: Same | None
    recalled: Recalled | None


class Pictures:
    """took_back: whether a person took back a consent; sign: (object key, seconds) → link; fields: opens what a
    student said in an appeal."""

    def __init__(
        self,
        *,
        review: Review,
        store: Orders,
        first_pictures: FirstPictures,
        tasks: Tasks,
        audit: Audit,
        took_back: Callable[[str, ConsentKind], bool],
        sign: Callable[[str, int], str],
        fields: SealedFields,
    ) -> None:
        self._review, self._store, self._first_pictures = review, store, first_pictures
        self._tasks, self._audit, self._sign, self._fields = tasks, audit, sign, fields
        self._took_back = took_back

    def look(self, who: Staff, order_id: str, photo_no: int) -> Picture:
        """A photo of an order, outside the queue; audited.  Raises OrderNotFound, PhotoNotFound, ConsentTakenBack."""
        order = self._review.consented(who, order_id)
        photo = order.photo(photo_no)
        if photo is None:
            raise PhotoNotFound
        self._audit.note(who, "view_photo", f"order {order_id}", photo_no=photo_no, purpose="ORDER")
        return self._shown(who, order, photo, self._tasks.get(order.head.task_id))

    def taken(self, who: Staff, orders: Iterable[Order]) -> list[Picture]:
        """The photos of orders that she holds.  Another student's beside one is audited as a look at that."""
        task_of = cache(self._tasks.get)  # most are of one task
        return [
            self._shown(who, order, photo, task_of(order.head.task_id))
            for order in orders
            if (photo := order.photo(order.head.photo_no))
        ]

    def look_behind(self, who: Staff, order: Order, check: Check, photo_no: int) -> Picture:
        """As look, at a photo of the order that a check in her hand hides.  Raises PhotoNotFound."""
        picture = self.of_check(who, order, check, photo_no)
        self._audit.note(who, "view_photo", f"order {check.order_id}", photo_no=photo_no, purpose="CHECK")
        return picture

    def of_check(self, who: Staff, order: Order, check: Check, photo_no: int | None = None) -> Picture:
        """A check's picture, which looks like any other.  photo_no: of another of the order's photos.  Raises
        PhotoNotFound."""
        photo = order.photo(check.photo_no if photo_no is None else photo_no)
        if photo is None:
            raise PhotoNotFound
        shown = self._shown(who, order, photo, self._tasks.get(order.head.task_id))
        earlier = [each for each in shown.earlier if each.photo_no != check.photo_no]
        picture = replace(shown, order=disguised(order, check), earlier=earlier)
        if check.kind is CheckKind.LOOK or photo.photo_no != check.photo_no:
            return picture
        link = self._sign(keys.planted(order.head.order_id, photo.photo_no), LINK_SECONDS)
        return replace(picture, link=link, original=link)  # beside its true upload the fault would be seen at once

    def _shown(self, who: Staff, order: Order, photo: Photo, task: Task) -> Picture:
        appeal = appeal_about(order.head.appeals, photo.photo_no)
        return Picture(
            order=order,
            task=task,
            photo=photo,
            link=self._standard(order, photo),
            original=self._original(order, photo),
            appeal=appeal,
            said=self._said(order, appeal) if appeal else "",
            earlier=self._earlier(order),
            same=self._same(who, order, photo),
            recalled=self._recalled(who, order),
        )

    def _said(self, order: Order, appeal: Appeal) -> str:
        return self._fields.for_staff(order.head.order_id, appeal_field(appeal.photo_no), appeal.note)

    def _earlier(self, order: Order) -> list[Earlier]:
        """The history is read only for orders that were sent back: most never were."""
        if not order.head.rejected_sha256:
            return []
        history = self._store.history(order.head.order_id)
        return [
            Earlier(
                photo_no=record.data["photo_no"],
                at=record.at,
                reasons=record.data["reasons"],
                link=self._standard(order, order.photo(record.data["photo_no"])),
            )
            for record in history
            if record.event == "reject"
        ]

    def _recalled(self, who: Staff, order: Order) -> Recalled | None:
        """The history, which keeps no reason, and the trail are read only for orders that somebody doubted."""
        head = order.head
        if head.state is not State.IN_REVIEW or head.risk < DOUBTED:
            return None
        came = [one for one in self._store.history(head.order_id) if State.IN_REVIEW is one.to is not one.source]
        if not came or came[-1].event != "recall":
            return None
        rows, _ = self._audit.search(who, action="recall", subject=f"order {head.order_id}")
        return Recalled(at=rows[0].at, by=rows[0].name, reason=rows[0].reason) if rows else None

    def _same(self, who: Staff, order: Order, photo: Photo) -> Same | None:
        """Looked for only where the report names it."""
        if not any(one["code"] == LIKE_OTHER for one in (photo.report or {}).get("findings", ())):
            return None
        task_id = order.head.task_id
        firsts = self._first_pictures.holders(task_id, photo.source_sha256, photo.look)
        for enrolment in (firsts.content, firsts.look):
            claim = self._store.claim(task_id, enrolment) if enrolment not in (None, order.head.enrolment) else None
            other = self._store.load(claim.order_id) if claim else None
            if other and self._may_be_seen(other) and (twin := _like(other, photo)):
                seen = f"order {other.head.order_id}"
                self._audit.note(who, "view_photo", seen, photo_no=twin.photo_no, purpose="SAME")
                return Same(order=other, photo=twin, link=self._standard(other, twin))
        return None

    def _may_be_seen(self, order: Order) -> bool:
        head = order.head
        return not (head.erased_at or head.stopped or self._took_back(head.person_id, ConsentKind.FACE))

    def _standard(self, order: Order, photo: Photo | None) -> str | None:
        if photo is None or not photo.standard_sha256:
            return None
        key = keys.standard(order.head.order_id, photo.photo_no, photo.standard_sha256)
        return self._sign(key, LINK_SECONDS)

    def _original(self, order: Order, photo: Photo) -> str | None:
        if not photo.source_sha256 or not photo.standard_sha256:
            return None
        return self._sign(keys.original(order.head.order_id, photo.photo_no, photo.source_sha256), LINK_SECONDS)


def _like(order: Order, photo: Photo) -> Photo | None:
    """The order's photo that is the same as this one, or looks like it."""
    for one in order.photos:
        if one.source_sha256 == photo.source_sha256 or (photo.look and one.look == photo.look):
            return one
    return None
