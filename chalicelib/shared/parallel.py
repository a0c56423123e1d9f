"""Work on many things at once, in threads that log under the request they work for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from itertools import batched

from chalicelib.shared.log import log

THREADS, TOGETHER = 8, 10  # a request to a queue takes ten
STRETCH = 5 * THREADS * TOGETHER  # between two looks at the clock: seconds at most
SPARE = 10.0  # seconds kept for the stretch under way


def at_once[A, B](work: Callable[[A], B], things: Iterable[A], threads: int) -> list[B]:
    """The results, in the order of the things.  Raises what the first of them raised, after all are done."""
    contexts = ((copy_context(), thing) for thing in things)  # one each: no two threads may be in the same
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda pair: pair[0].run(work, pair[1]), contexts))


def while_time_is_left[A](take: Callable[[tuple[A, ...]], int], things: Iterable[A], left: Callable[[], float]) -> int:
    """Pass all things to `take`, ten at a time, until none or no time is left; returns the sum of what it returned.

    left: returns the seconds that the step still has.  Raises what `take` raised, after the stretch under way.
    """
    total = 0
    for stretch in batched(things, STRETCH):
        total += sum(at_once(take, batched(stretch, TOGETHER), THREADS))
        if left() < SPARE:
            log("time is over", count=total)
            break
    return total
