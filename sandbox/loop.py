"""Repeats work in a background thread."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable
from typing import Self


class Loop:
    """A thread that calls `work` every `seconds`, and when woken, until stopped.  A failure is printed, and the next
    round runs."""

    def __init__(self, work: Callable[[], object], seconds: float, name: str) -> None:
        self._work, self._seconds = work, seconds
        self._over, self._woken = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name=name)

    def start(self) -> Self:
        self._thread.start()
        return self

    def wake(self) -> None:
        """Starts the next round now."""
        self._woken.set()

    def _run(self) -> None:
        while True:
            self._woken.wait(self._seconds)
            self._woken.clear()
            if self._over.is_set():
                return
            try:
                self._work()
            except Exception:
                if not self._over.is_set():
                    traceback.print_exc()
                    time.sleep(min(1.0, self._seconds))

    def stop(self) -> None:
        """Returns once the current round is over, at most 10 s later."""
        self._over.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(10)
