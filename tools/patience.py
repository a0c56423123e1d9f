"""How long anything is waited for here.  It bounds what never comes; a slow machine is no failure."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 60.0  # seconds
PAUSE = 0.02  # seconds between two looks


def wait_for[T](look: Callable[[], T], what: str) -> T:
    """The first answer of `look` that is true.  Raises TimeoutError that names `what` and the last answer."""
    give_up = time.monotonic() + PATIENCE
    while not (seen := look()):
        if time.monotonic() > give_up:
            raise TimeoutError(f"{what} did not come within {PATIENCE:.0f} s; last seen: {seen!r}")
        time.sleep(PAUSE)
    return seen
