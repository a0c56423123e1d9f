"""This process's time: the real one, or some way ahead of it.

What Python calls now moves for everything in the process, libraries that sign requests too; what is waited for
(`time.monotonic`) stays real.  At the real time nothing is patched.
"""

from __future__ import annotations

import threading
import time

import time_machine

_moving = threading.Lock()
_trip: time_machine.travel | None = None
_traveller: time_machine.Traveller | None = None
_ahead = 0.0


def ahead() -> float:
    """Seconds."""
    return _ahead


def real() -> float:
    """What the machine's clock says: seconds since 1970."""
    with _moving:
        return _real()


def _real() -> float:
    return float(time_machine.escape_hatch.time.time() if _trip else time.time())


def go(seconds: float) -> None:
    """From now on the process is so many seconds ahead."""
    global _trip, _traveller, _ahead
    with _moving:
        if seconds and _traveller:
            _traveller.shift(seconds - _ahead)
        elif seconds:
            _trip = time_machine.travel(_real() + seconds)
            _traveller = _trip.start()
            time.time()  # from its first answer on it ticks
        elif _trip:
            _trip.stop()
            _trip = _traveller = None
        _ahead = seconds
