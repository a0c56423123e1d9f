"""Each effect of an event happens once, however often the event arrives: NOTICE#<effect>#<event id> in the inbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.identity.inbox_store import Inbox
from chalicelib.shared.clock import Clock
from chalicelib.shared.errors import OutsideBusy
from chalicelib.shared.outside import Refused, TooOften

AT_WORK = timedelta(minutes=2)  # after this, whoever began the work is presumed dead
KEPT = timedelta(days=30)  # a stream keeps its records for a day; `tools.replay` looks back as far as this
DONE = "done"
Effects = Mapping[str, Callable[[], None]]  # effect name → the work to do


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Outcome of an event's effects.  done: whether this run did any; refused: effects that need a person; held:
    effects that wait for a later hour.  Refused and held effects are not marked as done."""

    done: bool = False
    refused: tuple[str, ...] = ()
    held: tuple[str, ...] = ()


class Once:
    """Runs effects on other systems, which no transaction covers, at most once each."""

    def __init__(self, inbox: Inbox, clock: Clock) -> None:
        self._inbox, self._clock = inbox, clock

    def run(self, effect: str, event_id: str, work: Callable[[], None]) -> bool:
        """Do the work unless it was done before; False when it was.

        Raises OutsideBusy while another run is doing it, and whatever the work raises: it may then be retried at once.
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

    def was(self, effect: str, event_id: str) -> bool:
        """Whether it is noted as done: one read, and nothing is begun."""
        entry = self._inbox.get(mark(effect, event_id), now=self._clock())
        return entry is not None and entry.body == DONE

    def note(self, effect: str, event_id: str) -> None:
        """Note as done what is only asked about with `was`."""
        self._inbox.put(mark(effect, event_id), until=self._clock() + KEPT, body=DONE)

    def each(self, event_id: str, effects: Effects) -> Outcome:
        """Run every effect.  A failure does not stop the others: the last one is raised at the end, and only what
        failed runs when the event comes again.  Refused and TooOften are no failures: a retry would get the same
        answer."""
        done, refused, held, failure = False, list[str](), list[str](), None
        for effect, work in effects.items():
            try:
                done = self.run(effect, event_id, work) or done
            except Refused:
                refused.append(effect)
            except TooOften:
                held.append(effect)
            except Exception as error:
                failure = error
        if failure is not None:
            raise failure
        return Outcome(done=done, refused=tuple(refused), held=tuple(held))


def mark(effect: str, event_id: str) -> str:
    return f"NOTICE#{effect}#{event_id}"
