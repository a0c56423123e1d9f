"""Moves the time of this process ahead of the real time.

The current time moves for everything in the process, including libraries that sign requests; waiting
(`time.monotonic`) stays real.  While the process is at the real time, nothing is patched.
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
    """How far the process is ahead of the real time, in seconds."""
    return _ahead


def real() -> float:
    """The machine's time: seconds since 1970."""
    with _moving:
        return _real()


def _real() -> float:
    return float(time_machine.escape_hatch.time.time() if _trip else time.time())


def go(seconds: float, *, held: bool = False) -> None:
    """Sets how many seconds the process is ahead of the real time.  held: its time stands still until the next call."""
    global _trip, _traveller, _ahead
    with _moving:
        if seconds or held:
            there = _real() + seconds
            if _traveller is None:
                _trip = time_machine.travel(there)
                _traveller = _trip.start()
            _traveller.move_to(there, tick=not held)
            time.time()  # its first call starts the ticking
        elif _trip:
            _trip.stop()
            _trip = _traveller = None
        _ahead = seconds
