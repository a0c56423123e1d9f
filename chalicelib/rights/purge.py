"""Retention: what is older than its task allows goes, and a deletion record says so.

A run takes what it can in its time; the next one goes on, since what is left to do is what the indexes still show.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import batched

from chalicelib.delivery.model import PackageState
from chalicelib.delivery.store import PackageStore
from chalicelib.orders import events as ev
from chalicelib.orders.desk_store import DeskStore
from chalicelib.orders.machine import NotAllowed
from chalicelib.orders.model import Actor, State
from chalicelib.orders.remains_store import Remains
from chalicelib.orders.service import OrderService
from chalicelib.orders.store import Orders
from chalicelib.photo.s3 import Objects
from chalicelib.rights.erasing import Erasing
from chalicelib.rights.model import retention_over
from chalicelib.shared.clock import Clock
from chalicelib.shared.log import fault, log
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff
from chalicelib.tasks.model import Task
from chalicelib.tasks.service import Tasks

PURGE = Actor(kind="purge")
ENDED = (State.CANCELLED, State.CLOSED, State.REFUNDED, State.EXPIRED, State.IN_PRODUCTION, State.DONE)
SECOND_LOOK = timedelta(days=3)  # so long after erasing, pictures that came late are looked for
REST = timedelta(days=1)  # an upload form and what it brought to quarantine do not live longer
AT_ONCE = 8  # orders worked on at a time
SPARE = 20.0  # seconds kept for the order at hand and the record
Done = Counter[str]  # how many went, by kind
Left = Callable[[], float]


class Purge:
    """left: seconds the step still has."""

    def __init__(
        self, *, tasks: Tasks, desk: DeskStore, order_store: Orders, orders: OrderService, erasing: Erasing,
        remains: Remains, packages: PackageStore, objects: Objects, drop_people: Callable[[str], int],
        drop_progress: Callable[[str], int], audit: Audit, clock: Clock,
    ) -> None:  # fmt: skip
        self._tasks, self._desk, self._order_store, self._orders = tasks, desk, order_store, orders
        self._erasing, self._remains, self._packages, self._objects = erasing, remains, packages, objects
        self._drop_people, self._drop_progress = drop_people, drop_progress
        self._audit, self._clock = audit, clock

    def run(self, left: Left) -> Done:
        """What went, by kind.  A task that fails does not stop the others."""
        total: Done = Counter()
        for task in self._tasks.all():
            if left() < SPARE:
                break
            done: Done = Counter()
            try:
                for some in self._task(task, left):
                    done += some
            except Exception as error:
                fault("not purged", error, task_id=task.task_id)
            finally:
                self._record(task, done)
            total += done
        log("purged", count=sum(total.values()))
        return total

    def _task(self, task: Task, left: Left) -> Iterator[Done]:
        yield from self._each(self._desk.all_erased(task.task_id), left, lambda id_: self._finish(task, id_))
        if not self._over(task):
            return
        for state in ENDED:
            ids = self._desk.all_in_state(task.task_id, state)
            yield from self._each(ids, left, lambda id_: self._erase(task, id_))
        yield from self._packages_of(task)
        people, progress = self._drop_people(task.task_id), self._drop_progress(task.task_id)
        yield Counter({"roster items": people, "progress items": progress})

    def _over(self, task: Task) -> bool:
        return self._clock() > task.closes_at + timedelta(days=task.retention_days)

    def _each(self, ids: Iterable[str], left: Left, work: Callable[[str], Done]) -> Iterator[Done]:
        """One order that cannot be dealt with does not keep the others."""

        def safely(order_id: str) -> Done:
            try:
                return work(order_id)
            except Exception as error:
                fault("not purged", error, order_id=order_id)
                return Counter()

        with ThreadPoolExecutor(AT_ONCE) as pool:
            for some in batched(ids, AT_ONCE * 4):
                if left() < SPARE:
                    return
                yield from pool.map(safely, some)

    def _erase(self, task: Task, order_id: str) -> Done:
        """An order that is over, and long enough; one with open money stays until that is settled."""
        order = self._order_store.load(order_id)
        if order is None or not retention_over(order, task, self._clock()):
            return Counter()
        try:
            change = self._orders.apply(order_id, ev.Erase(actor=PURGE))
        except NotAllowed:
            return Counter()
        return Counter({"orders": 1, "objects": self._erasing.sweep(change.after)}) if change else Counter()

    def _finish(self, task: Task, order_id: str) -> Done:
        """What arrived after an order was erased goes; a day later, with the task's retention over, its traces too."""
        order, now = self._order_store.load(order_id), self._clock()
        if order is None or order.head.erased_at is None:
            return Counter()
        since, done = now - order.head.erased_at, Counter[str]()
        last = self._over(task) and since > REST
        if last or since < SECOND_LOOK:
            done["objects"] = self._erasing.sweep(order)
        if last:
            self._remains.bury(order)
            done["traces"] = 1
        return done

    def _packages_of(self, task: Task) -> Iterator[Done]:
        for package in self._packages.of_task(task.task_id):
            over = self._clock() > package.created_at + timedelta(days=task.retention_days)
            if over and package.state is not PackageState.PURGED:
                objects = self._objects.delete_all(f"packages/{package.package_id}/")
                self._packages.purge(package)
                yield Counter({"packages": 1, "objects": objects})

    def _record(self, task: Task, done: Done) -> None:
        found = {kind: count for kind, count in sorted(done.items()) if count}
        if found:
            who = Staff(staff_id="purge", branch=task.branch, name="到期清理", roles=frozenset())
            self._audit.note(who, "purge", f"task {task.task_id}", reason="保存期已满或学生要求删除", **found)
