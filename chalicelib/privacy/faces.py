"""How many faces are stored: everything in the bucket is counted once a day, and held against the orders.

A count lists the bucket by the names of its objects and looks whose each order is, some thousand objects at a time;
after each thousand it notes how far it is, so a run that stops is gone on with, and nothing counts twice.  A picture
whose order was erased more than a day before, or is not there, is left over: it should not be there, and is told.
So is a file of a package whose time is over; the files of others are not counted, their pictures stand elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.orders.store.whose import Whose
from chalicelib.privacy.model import REST
from chalicelib.shared.clock import Clock
from chalicelib.shared.db import Conflict
from chalicelib.shared.log import alarm
from chalicelib.shared.metrics import measured
from chalicelib.storage.objects import Objects

ORIGINAL, STANDARD = "original", "standard"
OF_ORDERS = (ORIGINAL, STANDARD)
OF_NOBODYS_BRANCH = ("avatars", "in/photo", "in/avatar", "in/qr")
PACKAGES = "packages"
KINDS = (*OF_ORDERS, *OF_NOBODYS_BRANCH, PACKAGES)  # folders of the bucket, in the order they are counted in
LEFT_OVER, PEOPLE = "left", "people"  # of an erased order or none; orders with an original
PAGE = 1_000  # objects of one request
EVERY = timedelta(days=1)
SPARE = 10.0  # seconds that one more page may take
Sums = dict[str, int]
Left = Callable[[], float]


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a count found of a branch.  at: when it began; sums: originals, standards, people and what is left over;
    shared: of all branches together: avatars, uploads of the last day, what belongs to no order, and files of packages
    that should have none."""

    at: datetime
    sums: Sums
    shared: Sums

    @property
    def left_over(self) -> int:
        return self.sums.get(LEFT_OVER, 0)


@dataclass(frozen=True, kw_only=True)
class FoundByTask:
    """The same by task id."""

    at: datetime
    tasks: dict[str, Sums]


@dataclass(frozen=True, kw_only=True)
class Count:
    """A count under way.  kind: the folder it is in, over when it is beyond the last; after: the last name seen; order:
    the last order seen; branches: branch → task id → sums; shared: of no branch."""

    began: datetime
    rev: int = 0
    kind: int = 0
    after: str = ""
    order: str = ""
    branches: dict[str, dict[str, Sums]] = field(default_factory=dict)
    shared: Sums = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        return self.kind >= len(KINDS)


class Kept(Protocol):
    """Where counts are kept (`FaceStore`)."""

    def now(self) -> Count | None: ...

    def go_on(self, count: Count) -> Count: ...

    def keep(self, branch: str, found: Found, tasks: FoundByTask) -> None: ...


class FaceCount:
    """whose: order ids → whose they are, without those that are not there; over: package ids → those that should have
    no files; branches: all there are."""

    def __init__(
        self,
        *,
        kept: Kept,
        objects: Objects,
        whose: Callable[[Collection[str]], Mapping[str, Whose]],
        over: Callable[[Collection[str]], Collection[str]],
        branches: Callable[[], Iterable[str]],
        clock: Clock,
    ) -> None:
        self._kept, self._objects, self._whose, self._over = kept, objects, whose, over
        self._branches, self._clock = branches, clock

    def run(self, left: Left) -> bool:
        """Goes on with the count, or begins one a day after the last began; True when one was finished.

        left: returns the seconds that may still be used.
        """
        count = self._kept.now()
        if count is None or (count.is_over and self._clock() >= count.began + EVERY):
            count = Count(began=self._clock(), rev=count.rev if count else 0)
        if count.is_over:
            return False
        try:
            while not count.is_over:
                if left() < SPARE:
                    return False
                count = self._step(count)
        except Conflict:  # another run goes on
            return False
        return True

    def _step(self, count: Count) -> Count:
        folder = f"{KINDS[count.kind]}/"
        names = self._objects.names(folder, after=count.after, most=PAGE)
        following = replace(self._counted(count, names), after=names[-1] if names else "")
        if len(names) < PAGE:
            following = replace(following, kind=count.kind + 1, after="", order="")
        if following.is_over:
            self._finish(following)
        return self._kept.go_on(following)

    def _counted(self, count: Count, names: list[str]) -> Count:
        kind = KINDS[count.kind]
        if kind in OF_NOBODYS_BRANCH:
            return replace(count, shared=_more(count.shared, {kind: len(names)}))
        owners = Counter(name.split("/")[1] for name in names)
        if kind == PACKAGES:
            over = self._over(owners.keys()) if owners else ()
            return replace(count, shared=_more(count.shared, {kind: sum(owners[one] for one in over)}))
        return _of_orders(count, owners, self._whose(owners.keys()) if owners else {})

    def _finish(self, count: Count) -> None:
        """Before the count is over: what stops in between is done again."""
        left, people = count.shared.get(LEFT_OVER, 0), 0
        for branch in {*self._branches(), *count.branches}:
            tasks = count.branches.get(branch, {})
            sums = sum(map(Counter, tasks.values()), Counter[str]())
            left, people = left + sums[LEFT_OVER], people + sums[PEOPLE]
            self._kept.keep(
                branch,
                Found(at=count.began, sums=dict(sums), shared=count.shared),
                FoundByTask(at=count.began, tasks=tasks),
            )
        if left:
            alarm("pictures of erased orders, or of none, are still stored", count=left)
        if files := count.shared.get(PACKAGES):
            alarm("files of purged packages, or of none, are still stored", count=files)
        measured("faces counted", {"StoredFaces": people}, count=sum(count.shared.values()))


def _of_orders(count: Count, orders: Counter[str], known: Mapping[str, Whose]) -> Count:
    """orders: how many pictures of each are on the page, in the order of their names."""
    kind = KINDS[count.kind]
    branches, shared = {branch: dict(tasks) for branch, tasks in count.branches.items()}, count.shared
    for order_id, pictures in orders.items():
        owner = known.get(order_id)
        more = {kind: pictures}
        if kind == ORIGINAL and order_id != count.order:  # one whose pictures end the page before counts once
            more[PEOPLE] = 1
        if owner is None:
            shared = _more(shared, {LEFT_OVER: pictures})
            continue
        if owner.erased_at is not None and owner.erased_at + REST <= count.began:  # a younger one is still being swept
            more[LEFT_OVER] = pictures
        tasks = branches.setdefault(owner.branch, {})
        tasks[owner.task_id] = _more(tasks.get(owner.task_id, {}), more)
    return replace(count, branches=branches, shared=shared, order=next(reversed(orders), count.order))


def _more(sums: Mapping[str, int], more: Mapping[str, int]) -> Sums:
    return {name: sums.get(name, 0) + more.get(name, 0) for name in {**sums, **more}}
