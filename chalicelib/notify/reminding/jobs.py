"""Reminders: a schedule queues orders whose reminder may be due, and held events; whoever takes a job from the queue
decides, and sends once.

A run queues the nearest deadlines first and stops when its time is over; the next one finds what is left, as every
order is found from a day before its deadline on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from chalicelib.notify.messenger import Messenger
from chalicelib.notify.once import Once
from chalicelib.notify.reminding.held import Held
from chalicelib.notify.reminding.reminders import LEAD, PROOF_HOUR, PROOF_WINDOW, by_day, proof_due, reminder
from chalicelib.orders.claims.ownership import UNPAID
from chalicelib.orders.model import Order, State
from chalicelib.orders.store.lists import OrderLists
from chalicelib.orders.store.orders import Orders
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.shared.log import log
from chalicelib.shared.parallel import while_time_is_left
from chalicelib.tasks.model import Task
from chalicelib.tasks.service import Tasks

Job = Mapping[str, str]
_TOLD = "reminded"  # in every way: until its deadline the order is found every hour, and then costs one look at this


class ReminderQueue:
    """send: queues jobs {order_id} and, for held events, {order_id, seq}; returns how many were queued."""

    def __init__(
        self,
        *,
        orders: Orders,
        lists: OrderLists,
        tasks: Tasks,
        held: Held,
        send: Callable[[Iterable[Job]], int],
        clock: Clock,
    ) -> None:
        self._orders, self._lists, self._tasks, self._held = orders, lists, tasks, held
        self._send, self._clock = send, clock

    def run(self, left: Callable[[], float]) -> int:
        """Queue the held events, once a day the orders whose proof is due, and every order whose deadline is near;
        returns how many jobs.  At night nothing is queued.  left: returns the seconds the step still has."""
        if not by_day(self._clock()):
            return 0
        sent = while_time_is_left(self._send, self._jobs(), left)
        log("reminders queued", count=sent)
        return sent

    def _jobs(self) -> Iterator[Job]:
        """What is found every hour comes last."""
        yield from ({"order_id": order_id, "seq": str(seq)} for order_id, seq in self._held.all())
        if self._clock().astimezone(SHANGHAI).hour == PROOF_HOUR:
            yield from ({"order_id": order_id} for order_id in self._delivered())
        found = set[str]()  # an order's own deadline is never later than its task's end
        for order_id in chain(self._near(), self._ending()):
            if order_id not in found:
                found.add(order_id)
                yield {"order_id": order_id}

    def _near(self) -> Iterator[str]:
        now = self._clock()
        yield from self._orders.due_between(now, now + LEAD)

    def _ending(self) -> Iterator[str]:
        """Unpaid orders of tasks about to close: the branch may have set an earlier end than the orders know of."""
        now = self._clock()
        for task in self._tasks.all():
            if task.is_open(now) and task.closes_at <= now + LEAD:
                for state in UNPAID:
                    yield from self._lists.all_in_state(task.task_id, state)

    def _delivered(self) -> Iterator[str]:
        until = proof_due(self._clock())
        for task in self._tasks.all():
            yield from self._lists.moved_between(task.task_id, State.IN_PRODUCTION, until - PROOF_WINDOW, until)


class Reminder:
    """Handling an id twice, or late, is harmless: nothing is sent.

    on_site: (task id, enrolment) → whether the student was photographed on site and need not hand in or pay.
    """

    def __init__(
        self,
        *,
        load: Callable[[str], Order | None],
        task_of: Callable[[str], Task],
        on_site: Callable[[str, str], bool],
        once: Once,
        messenger: Messenger,
        clock: Clock,
    ) -> None:
        self._load, self._task_of, self._on_site, self._clock = load, task_of, on_site, clock
        self._once, self._messenger = once, messenger

    def remind(self, order_id: str) -> bool:
        """Send the order's reminder; False when none is due or it was already sent.

        Raises OutsideBusy: the job comes again.  A refused or too frequent message comes again an hour later.
        """
        order = self._load(order_id)
        due = reminder(order, self._task_of(order.head.task_id), self._clock()) if order else None
        if order is None or due is None or self._once.was(_TOLD, about := f"{due.event}#{due.mark}"):
            return False
        if order.head.state in UNPAID and self._on_site(order.head.task_id, order.head.enrolment):
            return False
        effects = self._messenger.effects(due.event, due.event, order, due.message, mark=due.mark)
        outcome = self._once.each(due.mark, effects)
        if not outcome.refused and not outcome.held:
            self._once.note(_TOLD, about)
        return outcome.done
