"""Retention: deletes what is older than its task allows, and records that in the audit trail.

A run looks at the tasks of which something is due (see `looks`), the longest due first, and does what it can in its
time.  The next one goes on, since the indexes show what is left to do.  A task that has too much for one run is due
again from then on, behind those that waited for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from itertools import batched, chain

from chalicelib.delivery.model import Package, PackageState
from chalicelib.delivery.store import PackageStore
from chalicelib.orders import events as ev
from chalicelib.orders.machine.decide import NotAllowed
from chalicelib.orders.model import Actor
from chalicelib.orders.service import OrderService
from chalicelib.orders.store.lists import OrderLists
from chalicelib.orders.store.orders import Orders
from chalicelib.privacy.deletions import Deletions
from chalicelib.privacy.erasure import Erasure
from chalicelib.privacy.looks import Looks
from chalicelib.privacy.model import ENDED, REST, Rule, look_again, retention_cutoff, retention_over
from chalicelib.shared.clock import Clock
from chalicelib.shared.log import alarm, fault, log
from chalicelib.storage.objects import Objects
from chalicelib.tasks.model import Task
from chalicelib.tasks.service import Tasks

PURGE = Actor(kind="purge")
AT_ONCE = 8  # orders processed in parallel
MOST = 10 * AT_ONCE  # orders between two checks of the time left: takes seconds at most
ITEMS = 1_000  # of a list, between two checks
SPARE = 30.0  # seconds reserved for the current stretch and its record
Done = Counter[str]  # kind → how many were deleted
Stretch = tuple[Done, list[str]]  # of orders that went, their ids too
Stop = tuple[Done, datetime]  # at a task; when to look at it again
Left = Callable[[], float]


class Purge:
    """left, in the methods: returns the seconds the step still has.

    drop_people, drop_progress, drop_links: (task id, most) → number of items deleted, 0 once none is left.
    """

    def __init__(
        self,
        *,
        tasks: Tasks,
        looks: Looks,
        lists: OrderLists,
        order_store: Orders,
        orders: OrderService,
        erasure: Erasure,
        packages: PackageStore,
        objects: Objects,
        drop_people: Callable[[str, int], int],
        drop_progress: Callable[[str, int], int],
        drop_links: Callable[[str, int], int],
        deletions: Deletions,
        clock: Clock,
    ) -> None:
        self._tasks, self._looks, self._lists = tasks, looks, lists
        self._order_store, self._orders = order_store, orders
        self._erasure, self._packages, self._objects = erasure, packages, objects
        self._drop_people, self._drop_progress, self._drop_links = drop_people, drop_progress, drop_links
        self._deletions, self._clock = deletions, clock

    def run(self, left: Left) -> Done:
        """Delete what is over; returns how many, by kind.  A task that fails does not stop the others."""
        total, following, began = Done(), dict[str, datetime](), self._clock()
        try:
            self._looks.heal(began)
        except Exception as error:  # what is on the list goes all the same
            _fail(error)
        for look in self._looks.due(began):
            if left() < SPARE:
                break
            task_id = look.task_id
            if task_id not in following:
                done, following[task_id] = self._look(task_id, left)
                total += done
                self._looks.go_on(task_id, following[task_id])
            self._looks.done(look, began, following[task_id])
        log("purged", count=sum(total.values()))
        return total

    def _look(self, task_id: str, left: Left) -> Stop:
        """Purge a task.  Where something went or failed, or the time is over, the next run looks again."""
        done = Done()
        try:
            task = self._tasks.get(task_id)
            done = self._purge(task, left)
            if not done.total() and left() >= SPARE:
                return done, self._looks.following(task)
        except Exception as error:
            _fail(error, task_id=task_id)
        return done, self._clock()

    def _purge(self, task: Task, left: Left) -> Done:
        """Record each stretch before the next begins, since the step may be killed in any of them.  Second looks last:
        an order not yet erased still has all its data."""
        total = Done()
        rules: tuple[tuple[Rule, Iterator[Stretch]], ...] = (
            ("RETENTION", self._over(task, left)),
            ("LATE", self._each(self._lists.erased(task.task_id, self._clock()), left, partial(self._finish, task))),
            ("LATE", self._came_late(task, left)),
        )
        for rule, stretches in rules:
            for done, order_ids in stretches:
                self._deletions.over(task, rule, done, order_ids)
                total += done
        return total

    def _over(self, task: Task, left: Left) -> Iterator[Stretch]:
        """Packages first: they are as old as their orders, which then have no package to leave."""
        now = self._clock()
        if retention_over(task, now):
            yield from self._packages_of(task, left)
            over = (self._lists.moved_before(task.task_id, state, retention_cutoff(task, now)) for state in ENDED)
            yield from self._each(chain.from_iterable(over), left, partial(self._erase, task))
            yield from _items("roster items", partial(self._drop_people, task.task_id, ITEMS), left)
            yield from _items("progress items", partial(self._drop_progress, task.task_id, ITEMS), left)
            yield from _items("teachers' links", partial(self._drop_links, task.task_id, ITEMS), left)

    def _each(self, ids: Iterable[str], left: Left, work: Callable[[str], Done]) -> Iterator[Stretch]:
        """Process orders in stretches; one that fails does not stop the others."""

        def safely(order_id: str) -> Done:
            try:
                return work(order_id)
            except Exception as error:
                _fail(error, order_id=order_id)
                return Done()

        with ThreadPoolExecutor(AT_ONCE) as pool:
            for stretch in batched(ids, MOST):
                if left() < SPARE:
                    return
                done = list(pool.map(safely, stretch))
                yield sum(done, Done()), [order_id for order_id, its in zip(stretch, done, strict=True) if its.total()]

    def _erase(self, task: Task, order_id: str) -> Done:
        """Erase an order that ended long enough ago; one with unsettled money stays."""
        order, now = self._order_store.load(order_id), self._clock()
        if order is None or order.head.state_at > retention_cutoff(task, now):  # it changed since the index was read
            return Done()
        try:
            change = self._orders.apply(order_id, ev.Erase(actor=PURGE))
        except NotAllowed:
            return Done()
        if not change:
            return Done()
        try:
            return Done(orders=1, objects=self._erasure.sweep(change.after, now + REST))
        except Exception as error:  # it is erased all the same, and on record; the next run sweeps it
            _fail(error, order_id=order_id)
            return Done(orders=1)

    def _finish(self, task: Task, order_id: str) -> Done:
        """Delete what arrived after an erasure; a day later, with the task's retention over, the traces too."""
        order, now = self._order_store.load(order_id), self._clock()
        if order is None or order.head.erased_at is None:
            return Done()
        erased_at = order.head.erased_at
        if retention_over(task, now) and now >= erased_at + REST:
            return Done(objects=self._erasure.finish(order), traces=1)
        return Done(objects=self._erasure.sweep(order, look_again(erased_at, task, now)))

    def _packages_of(self, task: Task, left: Left) -> Iterator[Stretch]:
        for package in self._packages.of_task(task.task_id):
            if package.created_at > retention_cutoff(task, self._clock()) or package.state is PackageState.PURGED:
                continue
            yield from self._empty(package, left)
            if left() < SPARE:
                return
            self._packages.purged(package, self._clock() + REST)
            yield from self._empty(package, left)  # what came meanwhile
            yield Done(packages=1), []

    def _came_late(self, task: Task, left: Left) -> Iterator[Stretch]:
        """Delete what a step, at work while its package was purged, left if it died: no message of it need come again.
        A package that nothing came to is looked at no more."""
        for package in self._packages.to_look_at(task.task_id, self._clock()):
            found = Done()
            for done, order_ids in self._empty(package, left):
                found += done
                yield done, order_ids
            if left() < SPARE:
                return
            if not found.total():
                self._packages.clean(package)

    def _empty(self, package: Package, left: Left) -> Iterator[Stretch]:
        yield Done(objects=self._objects.delete_all(package.everything)), []
        yield from _items("package members", partial(self._packages.drop_members, package, ITEMS), left)


def _items(kind: str, drop: Callable[[], int], left: Left) -> Iterator[Stretch]:
    while left() >= SPARE and (deleted := drop()):
        yield Done({kind: deleted}), []


def _fail(error: Exception, **what: str) -> None:
    fault("not purged", error, **what)
    alarm("what may not be kept any longer could not be deleted: the next run tries again", **what)
