"""The one clock of all services, which a test can set."""

from __future__ import annotations

from datetime import datetime

from chalicelib.shared.clock import Clock


class SettableClock:
    """Tells what its source tells; services keep this object, so that setting the source moves them all."""

    def __init__(self, source: Clock) -> None:
        self.source = source

    def __call__(self) -> datetime:
        return self.source()
