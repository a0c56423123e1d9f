"""Seconds that several questions to a channel share."""

from __future__ import annotations

from time import monotonic

from chalicelib.pay.model import LEAST


class Deadline:
    """seconds: from now on."""

    def __init__(self, seconds: float) -> None:
        self._end = monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds; below 0 once it is over."""
        return self._end - monotonic()

    @property
    def is_over(self) -> bool:
        """Whether what is left is worth no question."""
        return self.left < LEAST

    def share(self, parts: int = 1) -> float:
        """Seconds for one of `parts` questions; LEAST at least."""
        return max(self.left / parts, LEAST)
