"""Each effect of an event happens once, however often the stream tells it: NOTICE#<effect>#<event id> in the inbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.identity.inbox_store import Inbox
from chalicelib.shared.clock import Clock
from chalicelib.shared.errors import OutsideBusy
from chalicelib.shared.outside import Refused, TooOften

AT_WORK = timedelta(minutes=2)  # after it, whoever began is taken for dead
KEPT = timedelta(days=30)  # a stream keeps its records for a day; `tools.replay` looks back as far as this
DONE = "done"
Effects = Mapping[str, Callable[[], None]]  # what is to be done, by the effect's name


@dataclass(frozen=True, kw_only=True)
class Told:
    """What became of an event's effects.  done: whether any was done now; the others are not marked as done: refused
    are those that wait for a person, held those that wait for a better hour."""

    done: bool = False
    refused: tuple[str, ...] = ()
    held: tuple[str, ...] = ()


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

    def each(self, event_id: str, effects: Effects) -> Told:
        """Runs every effect.  One that fails holds none of the others up: the last failure is raised in the end, and
        only what failed is done when it comes again.  One that was refused or comes too often is no failure: it would
        be told the same again."""
        done, refused, held, failed = False, list[str](), list[str](), None
        for effect, work in effects.items():
            try:
                done = self.run(effect, event_id, work) or done
            except Refused:
                refused.append(effect)
            except TooOften:
                held.append(effect)
            except Exception as error:
                failed = error
        if failed is not None:
            raise failed
        return Told(done=done, refused=tuple(refused), held=tuple(held))


def mark(effect: str, event_id: str) -> str:
    return f"NOTICE#{effect}#{event_id}"
