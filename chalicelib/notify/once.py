"""Each effect of an event happens once, however often the stream tells it: NOTICE#<effect>#<event id> in the inbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from chalicelib.identity.inbox_store import Inbox
from chalicelib.shared.clock import Clock
from chalicelib.shared.errors import OutsideBusy

AT_WORK = timedelta(minutes=2)  # after it, whoever began is taken for dead
KEPT = timedelta(days=30)  # a stream keeps its records for a day; `tools.replay` looks back as far as this
DONE = "done"
Effects = Mapping[str, Callable[[], None]]  # what is to be done, by the effect's name


class Once:
    """run: an effect that goes out of the house, where no transaction can hold it."""

    def __init__(self, inbox: Inbox, clock: Clock) -> None:
        self._inbox, self._clock = inbox, clock

    def run(self, effect: str, event_id: str, work: Callable[[], None]) -> bool:
        """Does the work unless it is done; False when it was.

        Raises OutsideBusy while another run is at it, and what the work raises: then it may be tried again at once.
        """
        pk, now = mark(effect, event_id), self._clock()
        if not self._inbox.seize(pk, now=now, until=now + AT_WORK, body=""):
            entry = self._inbox.get(pk, now=now)
            if entry is not None and entry.body == DONE:
                return False
            raise OutsideBusy
        try:
            work()
        except BaseException:
            self._inbox.drop(pk)
            raise
        self._inbox.put(pk, until=now + KEPT, body=DONE)
        return True

    def each(self, event_id: str, effects: Effects) -> bool:
        """Runs every effect; False when all were done.  One that fails holds none of the others up: the last failure is
        raised in the end, and only what failed is done when it comes again."""
        told, failed = False, None
        for effect, work in effects.items():
            try:
                told = self.run(effect, event_id, work) or told
            except Exception as error:
                failed = error
        if failed is not None:
            raise failed
        return told


def mark(effect: str, event_id: str) -> str:
    return f"NOTICE#{effect}#{event_id}"
