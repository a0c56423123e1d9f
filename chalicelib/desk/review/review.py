"""Review (人工审核) of one picture: a reviewer takes it, and approves it or rejects it with every reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from chalicelib.desk.order_errors import ConsentTakenBack, LeasedByOther
from chalicelib.desk.orders import DeskOrders, EventMaker, staff_actor
from chalicelib.desk.review.reasons import ReasonNeeded, rejection
from chalicelib.identity.texts import ConsentKind
from chalicelib.orders import events as ev
from chalicelib.orders.model import EventRecord, Order, State
from chalicelib.shared.clock import Clock
from chalicelib.staff.model import Staff

DECIDING = frozenset({"approve", "reject", "recall"})
LEASE = timedelta(minutes=5)  # to look at a picture; its links live as long


class _TookBack(Exception):
    """A consent was taken back, and the order goes on as if not."""


class Review:
    """A reviewer may hold many pictures, each under a lease of its own, whatever window or machine she took them with.

    took_back: whether a person took back a consent of that kind.
    """

    def __init__(self, orders: DeskOrders, took_back: Callable[[str, ConsentKind], bool], clock: Clock) -> None:
        self._orders, self._took_back, self._clock = orders, took_back, clock

    def take(self, who: Staff, order_id: str, *, anew: bool = False) -> Order:
        """Takes this picture, or prolongs the lease on it.  anew: only if not even she holds it, as another window of
        hers shows it already.  Raises LeasedByOther, NotInThisState, ConsentTakenBack."""

        def event(order: Order) -> ev.Event:
            lease, now = order.head.lease, self._clock()
            if anew and lease and lease.until > now:
                raise LeasedByOther
            return ev.Take(actor=staff_actor(who), until=now + LEASE)

        return self._act(who, order_id, event, lambda order: {"photo_no": order.head.photo_no})

    def let_go(self, who: Staff, order_id: str) -> Order:
        """Puts the picture back into the queue.  Raises LeaseLost."""
        return self._orders.act(who, order_id, ev.LetGo(actor=staff_actor(who)))

    def approve(self, who: Staff, order_id: str, photo_no: int, taken: int | None = None) -> Order:
        """taken: of the lease under which she looked.  Raises LeaseLost when the lease is over, or somebody else had
        the order since, or it has another photo by now; and ConsentTakenBack."""
        event = ev.Approve(actor=staff_actor(who), photo_no=photo_no, taken=taken)
        return self._act(who, order_id, lambda _: event, lambda order: _approval(order, photo_no))

    def reject(
        self, who: Staff, order_id: str, photo_no: int, codes: list[str], note: str | None, taken: int | None = None
    ) -> Order:
        """codes: all reasons at once; taken: as in approve.  Raises ReasonNeeded, UnknownReason, NoteNeeded,
        LeaseLost."""
        if not codes:
            raise ReasonNeeded(field="reasons")
        answer = rejection(codes, note)
        event = ev.Reject(
            actor=staff_actor(who), photo_no=photo_no, reasons=answer.reasons, note=answer.note, taken=taken
        )
        return self._orders.act(who, order_id, event, photo_no=photo_no, reasons=codes)

    def recall(self, who: Staff, order_id: str, reason: str) -> Order:
        """Puts an approved picture back into review.  Raises InPackage."""
        return self._orders.act(who, order_id, ev.Recall(actor=staff_actor(who), reason=reason), reason=reason)

    def consented(self, who: Staff, order_id: str) -> Order:
        """The order, whose photo may be looked at.  Raises OrderNotFound, ConsentTakenBack."""
        order, _ = self._orders.show(who, order_id)
        try:
            self._require_consent(order)
        except _TookBack as gone:
            raise self._stopped(who, order_id) from gone
        return order

    def _act(self, who: Staff, order_id: str, event: EventMaker, noted: Callable[[Order], dict[str, Any]]) -> Order:
        def consented(order: Order) -> ev.Event:
            self._require_consent(order)
            return event(order)

        try:
            return self._orders.act(who, order_id, consented, noted=noted)
        except _TookBack as gone:
            raise self._stopped(who, order_id) from gone

    def _require_consent(self, order: Order) -> None:
        head = order.head
        if head.stopped:
            raise ConsentTakenBack
        if head.state is State.IN_REVIEW and self._took_back(head.person_id, ConsentKind.FACE):
            raise _TookBack

    def _stopped(self, who: Staff, order_id: str) -> ConsentTakenBack:
        """Withdrawing a consent stops a student's orders one by one; one that it did not reach is stopped here."""
        self._orders.act(who, order_id, ev.Stop(actor=staff_actor(who)))
        return ConsentTakenBack()


def stands(history: Iterable[EventRecord], staff_id: str, photo_no: int, *, approved: bool) -> bool:
    """Whether the last decision on an order is this one, by her.  history: the order's, oldest first."""
    last = [record for record in history if record.event in DECIDING][-1:]
    wanted = ("approve" if approved else "reject", staff_id, photo_no)
    return [(one.event, one.actor.id, one.data.get("photo_no")) for one in last] == [wanted]


def _approval(order: Order, photo_no: int) -> dict[str, Any]:
    """For the audit trail: the photo, and the codes that the machine failed it for if the student appealed."""
    photo, about = order.photo(photo_no), {"photo_no": photo_no}
    if photo is None or photo.report is None or not photo.appealable:
        return about
    return about | {"overruled": [one["code"] for one in photo.report["findings"] if one["severity"] == "fail"]}
