"""A number of seconds that several calls to a channel share."""

from __future__ import annotations

from time import monotonic

from chalicelib.pay.model import LEAST


class Deadline:
    """seconds: counted from now."""

    def __init__(self, seconds: float) -> None:
        self._end = monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds that are left; negative once the time is over."""
        return self._end - monotonic()

    @property
    def is_over(self) -> bool:
        """Whether too little is left for another call."""
        return self.left < LEAST

    def share(self, parts: int = 1) -> float:
        """Seconds for one of `parts` calls; at least LEAST."""
        return max(self.left / parts, LEAST)
