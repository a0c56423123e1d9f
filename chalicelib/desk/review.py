"""Review (人工审核): a reviewer takes one picture, sees its report, and approves or rejects it with every reason."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from chalicelib.desk.order_errors import ConsentTakenBack, LeasedByOther, LeaseLost
from chalicelib.desk.orders import DeskOrders, staff_actor
from chalicelib.desk.reject_reasons import rejection
from chalicelib.desk.taken_store import TakenStore
from chalicelib.identity.texts import ConsentKind
from chalicelib.orders import events as ev
from chalicelib.orders.appeal import Appeal, appeal_about
from chalicelib.orders.errors import NotInThisState, PhotoNotFound
from chalicelib.orders.model import Order, Photo, State
from chalicelib.orders.store.lists import OrderLists
from chalicelib.shared.clock import Clock
from chalicelib.shared.db import Write
from chalicelib.shared.errors import Conflicting
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff
from chalicelib.storage import keys
from chalicelib.tasks.model import Task
from chalicelib.tasks.service import Tasks

LEASE = timedelta(minutes=5)  # to look at one picture
LINK_SECONDS = 120
WINDOW = 12  # pictures a reviewer may find taken by others before the queue is read again


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A picture in a reviewer's hands.  link: to the standard portrait, short-lived; None when there is none; appeal:
    the student asked for a person about this photo; said: the sentence with which they did, or ""."""

    order: Order
    task: Task
    photo: Photo
    link: str | None
    appeal: Appeal | None
    said: str


class _HoldsAnother(Exception):
    """The reviewer already holds another picture."""


class Review:
    """A reviewer holds one picture at a time, whichever task it is of and however many windows they have open.

    sign: (object key, seconds) → short-lived link; unseal: decrypts what a student said in an appeal; counted: task ids
    → roughly how many pictures of each wait; took_back: whether a person took back a consent of that kind.
    """

    def __init__(
        self,
        *,
        orders: DeskOrders,
        lists: OrderLists,
        store: TakenStore,
        tasks: Tasks,
        audit: Audit,
        sign: Callable[[str, int], str],
        unseal: Callable[[str], str],
        counted: Callable[[Sequence[str]], Mapping[str, int]],
        took_back: Callable[[str, ConsentKind], bool],
        clock: Clock,
    ) -> None:
        self._orders, self._lists, self._store, self._tasks = orders, lists, store, tasks
        self._audit, self._sign, self._counted, self._clock = audit, sign, counted, clock
        self._took_back, self._unseal = took_back, unseal

    def next(self, who: Staff, task_id: str | None = None) -> Taken | None:
        """The picture this reviewer already holds, of any task; else the next one of the task, or of the branch's first
        task that has one.  None when nothing waits.

        Resubmissions come first.  Raises TaskUnknown for a task that is not the branch's.
        """
        for order_id in self._in_order(who, task_id):
            try:
                return self._take(who, order_id, instead=False)
            except _HoldsAnother:  # another window of this reviewer was faster
                return self.next(who, task_id)
            except (LeasedByOther, NotInThisState, ConsentTakenBack, Conflicting):
                continue  # another reviewer was faster, or the index lags behind
        return None

    def _in_order(self, who: Staff, task_id: str | None) -> Iterator[str]:
        tasks = [self._tasks.of_branch(who.branch, task_id)] if task_id else None
        if last := self._store.last(who.staff_id):
            lease = self._orders.show(who, last.order_id)[0].head.lease
            if lease and lease.owner == who.staff_id and lease.until > self._clock():
                yield last.order_id
        for task in tasks or self._busy_first(who.branch):
            yield from self._candidates(task.task_id)

    def _busy_first(self, branch: str) -> list[Task]:
        """A branch has hundreds of tasks, and most have nothing to review: those come last."""
        tasks = self._tasks.all_of_branch(branch)
        counted = self._counted([task.task_id for task in tasks])
        return sorted(tasks, key=lambda task: counted.get(task.task_id, 0) <= 0)

    def _candidates(self, task_id: str) -> Iterator[str]:
        """First those whose reviewer went away, then the front of the queue, shuffled within one band so that
        reviewers do not all race for the same picture."""
        yield from self._lists.held_too_long(task_id, self._clock(), limit=3)
        front = self._lists.waiting(task_id, limit=WINDOW)
        for _, band in groupby(front, key=itemgetter(0)):
            same = [order_id for _, order_id in band]
            yield from random.sample(same, len(same))

    def take(self, who: Staff, order_id: str) -> Taken:
        """Takes this picture, or prolongs the lease on it; another picture the reviewer holds goes back in the same
        transaction.

        Raises LeasedByOther, NotInThisState, ConsentTakenBack.
        """
        return self._take(who, order_id, instead=True)

    def _take(self, who: Staff, order_id: str, *, instead: bool) -> Taken:
        """instead: give back another picture the reviewer holds; otherwise raise _HoldsAnother."""
        event = ev.Take(actor=staff_actor(who), until=self._clock() + LEASE)
        photo_no = self._consented(who, order_id).head.photo_no

        def also() -> list[Write]:
            return self._holding(who, order_id, instead)

        return self._taken(self._orders.act(who, order_id, event, also=also, photo_no=photo_no))

    def _holding(self, who: Staff, order_id: str, instead: bool) -> list[Write]:
        """The writes after which the reviewer holds this picture and no other."""
        last = self._store.last(who.staff_id)
        taking = self._store.taking(who.staff_id, order_id, last)
        if last is None or last.order_id == order_id:
            return [taking]
        try:
            back = self._orders.writes(who, last.order_id, ev.LetGo(actor=staff_actor(who)))
        except (LeaseLost, NotInThisState):  # it was decided, or its lease ran out
            return [taking]
        if not instead:
            raise _HoldsAnother
        return [taking, *back]

    def _consented(self, who: Staff, order_id: str) -> Order:
        """The order.  Raises ConsentTakenBack.

        Withdrawing a consent stops a student's orders one by one; one that it did not reach is stopped here.
        """
        order, _ = self._orders.show(who, order_id)
        if order.head.state is State.IN_REVIEW and self._took_back(order.head.person_id, ConsentKind.FACE):
            order = self._orders.act(who, order_id, ev.Stop(actor=staff_actor(who)))
        if order.head.stopped:
            raise ConsentTakenBack
        return order

    def let_go(self, who: Staff, order_id: str) -> Order:
        """Puts the picture back into the queue.  Raises LeaseLost."""
        return self._orders.act(who, order_id, ev.LetGo(actor=staff_actor(who)))

    def approve(self, who: Staff, order_id: str, photo_no: int) -> Order:
        """Raises LeaseLost when the lease is over or the order has another photo by now, and ConsentTakenBack."""
        order = self._consented(who, order_id)
        event = ev.Approve(actor=staff_actor(who), photo_no=photo_no)
        return self._orders.act(who, order_id, event, photo_no=photo_no, **_overruled(order, photo_no))

    def reject(self, who: Staff, order_id: str, photo_no: int, codes: list[str], note: str | None) -> Order:
        """codes: all reasons at once.  Raises UnknownReason, NoteNeeded, LeaseLost."""
        answer = rejection(codes, note)
        event = ev.Reject(actor=staff_actor(who), photo_no=photo_no, reasons=answer.reasons, note=answer.note)
        return self._orders.act(who, order_id, event, photo_no=photo_no, reasons=codes)

    def recall(self, who: Staff, order_id: str, reason: str) -> Order:
        """Puts an approved picture back into review.  Raises InPackage."""
        return self._orders.act(who, order_id, ev.Recall(actor=staff_actor(who), reason=reason), reason=reason)

    def look(self, who: Staff, order_id: str, photo_no: int) -> Taken:
        """A photo of an order, outside the queue; audited.  Raises OrderNotFound, PhotoNotFound, ConsentTakenBack."""
        order = self._consented(who, order_id)
        photo = order.photo(photo_no)
        if photo is None:
            raise PhotoNotFound
        self._audit.note(who, "view_photo", f"order {order_id}", photo_no=photo_no)
        return self._shown(order, photo)

    def _taken(self, order: Order) -> Taken:
        photo = order.photo(order.head.photo_no)
        assert photo is not None
        return self._shown(order, photo)

    def _shown(self, order: Order, photo: Photo) -> Taken:
        task = self._tasks.get(order.head.task_id)
        appeal = appeal_about(order.head.appeals, photo.photo_no)
        said = self._unseal(appeal.note) if appeal and appeal.note else ""
        link = self._link(order, photo)
        return Taken(order=order, task=task, photo=photo, link=link, appeal=appeal, said=said)

    def _link(self, order: Order, photo: Photo) -> str | None:
        if not photo.standard_sha256:
            return None
        key = keys.standard(order.head.order_id, photo.photo_no, photo.standard_sha256)
        return self._sign(key, LINK_SECONDS)


def _overruled(order: Order, photo_no: int) -> dict[str, Any]:
    """For the audit trail: the codes that the machine failed an appealed photo for."""
    photo = order.photo(photo_no)
    if photo is None or photo.report is None or not photo.appealable:
        return {}
    return {"overruled": [one["code"] for one in photo.report["findings"] if one["severity"] == "fail"]}
