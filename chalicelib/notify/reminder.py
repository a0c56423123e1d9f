"""Reminding: a schedule looks for what may be due, or was held, and queues it; whoever takes one decides and tells,
once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from chalicelib.notify.held import Held
from chalicelib.notify.messenger import Messenger
from chalicelib.notify.once import Once
from chalicelib.notify.reminders import LEAD, PROOF_HOUR, PROOF_WINDOW, by_day, proof_due, reminder
from chalicelib.orders.claims.enrolment import UNPAID
from chalicelib.orders.model import Order, State
from chalicelib.orders.store.lists import OrderLists
from chalicelib.orders.store.orders import Orders
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.shared.log import log
from chalicelib.tasks.model import Task
from chalicelib.tasks.service import Tasks

Job = Mapping[str, str]


class ReminderQueue:
    """send: queues jobs, of an order id, and of one event's number where it was held; how many were taken."""

    def __init__(
        self,
        *,
        orders: Orders,
        desk: OrderLists,
        tasks: Tasks,
        held: Held,
        send: Callable[[Iterable[Job]], int],
        clock: Clock,
    ) -> None:
        self._orders, self._desk, self._tasks, self._held = orders, desk, tasks, held
        self._send, self._clock = send, clock

    def run(self) -> int:
        """Queues what was held, every order whose deadline is near, and once a day those that were delivered long
        enough ago."""
        if not by_day(self._clock()):
            return 0
        sent = self._send(self._jobs())
        log("reminders queued", count=sent)
        return sent

    def _jobs(self) -> Iterator[Job]:
        yield from ({"order_id": order_id, "seq": str(seq)} for order_id, seq in self._held.all())
        yield from ({"order_id": order_id} for order_id in {*self._near(), *self._ending()})
        if self._clock().astimezone(SHANGHAI).hour == PROOF_HOUR:
            yield from ({"order_id": order_id} for order_id in self._delivered())

    def _near(self) -> Iterator[str]:
        now = self._clock()
        yield from self._orders.due_between(now, now + LEAD)

    def _ending(self) -> Iterator[str]:
        """What a task's end comes for: the branch may have set it sooner than its orders know."""
        now = self._clock()
        for task in self._tasks.all():
            if task.is_open(now) and task.closes_at <= now + LEAD:
                for state in UNPAID:
                    yield from self._desk.all_in_state(task.task_id, state)

    def _delivered(self) -> Iterator[str]:
        until = proof_due(self._clock())
        for task in self._tasks.all():
            yield from self._desk.moved_between(task.task_id, State.IN_PRODUCTION, until - PROOF_WINDOW, until)


class Reminder:
    """Handling an id twice, or late, is harmless: nothing is sent.  on_site: of a task and an enrolment, whether its
    student was photographed there and need not hand in or pay."""

    def __init__(
        self,
        *,
        load: Callable[[str], Order | None],
        task_of: Callable[[str], Task],
        on_site: Callable[[str, str], bool],
        once: Once,
        telling: Messenger,
        clock: Clock,
    ) -> None:
        self._load, self._task_of, self._on_site, self._clock = load, task_of, on_site, clock
        self._once, self._telling = once, telling

    def remind(self, order_id: str) -> bool:
        """False when there was nothing to say, or it was said.  Raises OutsideBusy: it comes again, and so does, an
        hour later, what was too often or refused."""
        order = self._load(order_id)
        found = reminder(order, self._task_of(order.head.task_id), self._clock()) if order else None
        if order is None or found is None:
            return False
        if order.head.state in UNPAID and self._on_site(order.head.task_id, order.head.enrolment):
            return False
        ways = self._telling.ways(found.event, found.event, order, found.message)
        return self._once.each(found.mark, ways).done
