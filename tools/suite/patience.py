"""How long anything is waited for here.  It only bounds what never comes: a slow machine is no failure."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 60.0  # seconds
PAUSE, LONGEST_PAUSE = 0.02, 0.1  # seconds between two looks: at first, and at most


def wait_for[T](look: Callable[[], T], what: str, until: Callable[[T], object] = bool) -> T:
    """The first answer of `look` that holds.  Raises TimeoutError naming `what` and the last answer."""
    give_up, pause = time.monotonic() + PATIENCE, PAUSE
    while not until(seen := look()):
        if time.monotonic() > give_up:
            raise TimeoutError(f"{what} did not come within {PATIENCE:.0f} s; last seen: {seen!r}")
        time.sleep(pause)
        pause = min(LONGEST_PAUSE, 1.2 * pause)
    return seen
