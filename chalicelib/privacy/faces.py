"""How many faces are stored: everything in the bucket is counted once a day, and held against the orders.

A count lists the bucket by the names of its objects and looks whose each order is, some thousand objects at a time;
after each thousand it notes how far it is, so a run that stops is gone on with, and nothing counts twice.  A picture
whose order was erased more than a day before, or is not there, is left over: it should not be there, and is told.
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
from chalicelib.shared.log import alarm, log
from chalicelib.storage.objects import Objects

ORIGINAL, STANDARD = "original", "standard"
OF_ORDERS = (ORIGINAL, STANDARD)
OF_NOBODYS_BRANCH = ("avatars", "in/photo", "in/avatar", "in/qr")
KINDS = (*OF_ORDERS, *OF_NOBODYS_BRANCH)  # folders of the bucket, in the order they are counted in
LEFT_OVER, PEOPLE = "left", "people"  # of an erased order or none; orders with an original
PAGE = 1_000  # objects of one request
EVERY = timedelta(days=1)
SPARE = 10.0  # seconds that one more page may take
Sums = dict[str, int]
Left = Callable[[], float]


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a count found of a branch.  at: when it began; sums: originals, standards, people and what is left over;
    shared: of all branches together: avatars, uploads of the last day, and what belongs to no order."""

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
    """whose: order ids → whose they are, without those that are not there; branches: all there are."""

    def __init__(
        self,
        *,
        kept: Kept,
        objects: Objects,
        whose: Callable[[Collection[str]], Mapping[str, Whose]],
        branches: Callable[[], Iterable[str]],
        clock: Clock,
    ) -> None:
        self._kept, self._objects, self._whose = kept, objects, whose
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
        following = replace(_counted(count, names, self._whose), after=names[-1] if names else "")
        if len(names) < PAGE:
            following = replace(following, kind=count.kind + 1, after="", order="")
        if following.is_over:
            self._finish(following)
        return self._kept.go_on(following)

    def _finish(self, count: Count) -> None:
        """Before the count is over: what stops in between is done again."""
        left = count.shared.get(LEFT_OVER, 0)
        for branch in {*self._branches(), *count.branches}:
            tasks = count.branches.get(branch, {})
            sums = sum(map(Counter, tasks.values()), Counter[str]())
            left += sums[LEFT_OVER]
            self._kept.keep(
                branch,
                Found(at=count.began, sums=dict(sums), shared=count.shared),
                FoundByTask(at=count.began, tasks=tasks),
            )
        if left:
            alarm("pictures of erased orders, or of none, are still stored", count=left)
        log("faces counted", count=sum(count.shared.values()))


def _counted(count: Count, names: list[str], whose: Callable[[Collection[str]], Mapping[str, Whose]]) -> Count:
    kind = KINDS[count.kind]
    if kind not in OF_ORDERS:
        return replace(count, shared=_more(count.shared, {kind: len(names)}))
    orders = Counter(name.split("/")[1] for name in names)
    known = whose(orders.keys()) if orders else {}
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
    last = names[-1].split("/")[1] if names else count.order
    return replace(count, branches=branches, shared=shared, order=last)


def _more(sums: Mapping[str, int], more: Mapping[str, int]) -> Sums:
    return {name: sums.get(name, 0) + more.get(name, 0) for name in {**sums, **more}}
