"""Runs several works at once so that few rounds show a lost update.

`Free` lets the works run as the machine likes.  `InStep` stops each before every write to DynamoDB, and lets one go on
once all have stopped, so that all have read before any writes.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

from chalicelib.shared.db import connection
from chalicelib.shared.errors import DomainError
from tools.suite.patience import PATIENCE

TRANSACTION = "TransactWriteItems"
WRITES = ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", TRANSACTION)
HEAD_STARTS = (0, 0, 0.002, 0.01, 0.03)  # seconds: sometimes one is nearly through when the other begins


class InStep:
    """Works of which, once all have stopped, one at random goes on to its next write.

    at_all: they stop at single writes too, not only at transactions; loyalty: how often it is the one that went on
    last; from_start: they also stop before they begin; late, at: the work with this number goes on alone to its stop of
    this number, and from there after all others have ended.
    """

    def __init__(
        self,
        works: int,
        *,
        at_all: bool = True,
        loyalty: float = 0,
        from_start: bool = False,
        late: int | None = None,
        at: int = 1,
    ) -> None:
        self._at_all = at_all
        self._changed, self._loyalty, self._from_start = threading.Condition(), loyalty, from_start
        self._late, self._at = None if late is None else late % works, at
        self._works, self._stops = dict[int, int](), Counter[int]()
        self._moving, self._waiting, self._chosen = works, set[int](), -1

    @contextmanager
    def running(self, work: int) -> Iterator[None]:
        """The work with this number, in the thread that runs it, from its first instruction to its last."""
        self._works[threading.get_ident()] = work
        try:
            if self._from_start:
                self.stop()
            yield
        finally:
            with self._changed:
                del self._works[threading.get_ident()]
                self._stop_moving()

    def before_write(self, model: Any, **call: Any) -> None:
        """Stop before this write, if this is a stop."""
        if self._at_all or model.name == TRANSACTION:
            self.stop()

    def stop(self) -> None:
        """Wait until every work waits here or has ended, and this one is chosen.  Threads of others pass."""
        with self._changed:
            work = self._works.get(threading.get_ident())
            if work is None:
                return
            self._waiting.add(work)
            self._stops[work] += 1
            self._stop_moving()
            if not self._changed.wait_for(lambda: work not in self._waiting, PATIENCE):
                raise TimeoutError("a work of this race waits for one that may not write yet")

    def _stop_moving(self) -> None:
        self._moving -= 1
        if self._waiting and not self._moving:
            self._chosen = self._next()
            self._waiting.remove(self._chosen)
            self._moving = 1
            self._changed.notify_all()

    def _next(self) -> int:
        others = sorted(self._waiting - {self._late})
        if self._late in self._waiting and (self._stops[self._late] < self._at or not others):
            return self._late
        return self._chosen if self._chosen in others and random.random() < self._loyalty else random.choice(others)


class Free:
    """Works that begin together, some of them a little later."""

    def __init__(self, works: int) -> None:
        self._gate = threading.Barrier(works)

    @contextmanager
    def running(self, work: int) -> Iterator[None]:
        self._gate.wait(PATIENCE)
        time.sleep(random.choice(HEAD_STARTS))
        yield

    def before_write(self, **call: Any) -> None:
        """Nothing: these works never wait for each other."""


Way = Free | InStep
WAYS: Sequence[Callable[[int], Way]] = (  # of ten races
    Free,
    InStep,
    partial(InStep, at_all=False),
    *[partial(InStep, loyalty=1, late=late) for late in (0, 1)],
    *[partial(InStep, at_all=False, loyalty=1, late=late, at=at) for late in (0, 1) for at in (1, 2)],
    partial(InStep, loyalty=0.75, from_start=True),
)
IN_TURN = partial(InStep, loyalty=1, from_start=True)  # one after another, in any order
_coming: list[Callable[[int], Way]] = []  # ways of the next races
under_way = threading.Event()  # set while a race runs


def race(*works: Callable[[], Any], refusals: type[Exception] = DomainError, free: bool = False) -> list[Any]:
    """Run all works at once; returns what each returned, or the refusal it met.  Raises every other exception.

    free: not in step, for works that wait for each other's writes.  Each race has threads of its own: a pool used again
    may count a busy thread as idle, and waits for it then.
    """
    way = Free(len(works)) if free else _next_way()(len(works))

    def run(numbered: tuple[int, Callable[[], Any]]) -> Any:
        number, work = numbered
        with way.running(number):
            try:
                return work()
            except refusals as refusal:
                return refusal

    under_way.set()
    try:
        with on_writes("before-call", way.before_write), ThreadPoolExecutor(len(works)) as racers:
            return list(racers.map(run, enumerate(works)))
    finally:
        under_way.clear()


def forget() -> None:
    """Begin with all ways again, so that each test's first ten races are run in each."""
    _coming.clear()


@contextmanager
def in_turn() -> Iterator[None]:
    """Works are run one after another in the next races."""
    _coming[:] = [IN_TURN] * 10_000
    yield
    forget()


def _next_way() -> Callable[[int], Way]:
    """Return the ways in any order, and begin again after the last."""
    if not _coming:
        _coming.extend(random.sample(WAYS, len(WAYS)))
    return _coming.pop()


@contextmanager
def on_writes(moment: str, handler: Callable[..., None]) -> Iterator[None]:
    """Call `handler` at this moment, an event of botocore's, of every write of this process, in the writer's thread."""
    events = connection().client.meta.events
    for operation in WRITES:
        events.register(f"{moment}.dynamodb.{operation}", handler)
    try:
        yield
    finally:
        for operation in WRITES:
            events.unregister(f"{moment}.dynamodb.{operation}", handler)
