"""Work on many things at once, in threads that log under the request they work for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context


def at_once[A, B](work: Callable[[A], B], things: Iterable[A], threads: int) -> list[B]:
    """The results, in the order of the things.  Raises what the first of them raised, after all are done."""
    contexts = ((copy_context(), thing) for thing in things)  # one each: no two threads may be in the same
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda pair: pair[0].run(work, pair[1]), contexts))
