"""Keeps task codes from being found by trying: wrong codes are counted per person and per network.

A network is never walled off, since a whole campus may share one address: when it has seen too many wrong codes,
everybody behind it gets fewer tries, and whoever types a right code first notices nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol

from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import Keys
from chalicelib.shared.errors import TooMany

WINDOW = 600  # seconds
PER_PERSON = 10  # wrong codes; 36**6 codes of six characters leave nothing to find at that pace
PER_NETWORK = 60  # wrong codes before everybody behind the address gets PER_PERSON_THEN
PER_PERSON_THEN = 2
LOOK_UPS = 60  # right and wrong ones: bounds what many requests at one instant can learn


class Counted(Protocol):
    """A counter's item."""

    @property
    def n(self) -> int: ...


class Counters(Protocol):
    """Counters every process shares, each named by its key and window."""

    def get(self, pk: str, *, now: datetime) -> Counted | None: ...

    def count(self, pk: str, *, until: datetime, most: int | None = None) -> int | None:
        """Adds one up to `most`; the new count, or None when full."""
        ...


class TooManyGuesses(TooMany):
    code = "too_many_task_codes"
    message = "特征码输入错误次数过多"
    action = "请向老师确认特征码，{when}再试"


class Guesses:
    """`begin` before every look-up of a code, `wrong` when there is no such code."""

    def __init__(self, counters: Counters, keys: Keys, clock: Clock) -> None:
        self._counters, self._keys, self._clock = counters, keys, clock

    def begin(self, person: str, ip: str) -> None:
        """Raises TooManyGuesses when this person may not look up codes now."""
        now = self._clock()
        most = PER_PERSON if self._count_of("network", ip, now) < PER_NETWORK else PER_PERSON_THEN
        if self._count_of("wrong", person, now) >= most or not self._counted("all", person, now, LOOK_UPS):
            raise self._refusal(now)

    def wrong(self, person: str, ip: str) -> None:
        """One wrong code.  Raises TooManyGuesses when others at the same instant used the last try."""
        now = self._clock()
        self._counted("network", ip, now, None)
        if not self._counted("wrong", person, now, PER_PERSON):
            raise self._refusal(now)

    def _count_of(self, kind: str, whose: str, now: datetime) -> int:
        found = self._counters.get(self._key(kind, whose, now), now=now)
        return found.n if found else 0

    def _counted(self, kind: str, whose: str, now: datetime, most: int | None) -> bool:
        until = datetime.fromtimestamp(_end(now), UTC)
        return self._counters.count(self._key(kind, whose, now), until=until, most=most) is not None

    def _key(self, kind: str, whose: str, now: datetime) -> str:
        return f"RATE#task_code#{kind}#{self._keys.digest('guesses', whose)}#{_end(now)}"

    def _refusal(self, now: datetime) -> TooManyGuesses:
        return TooManyGuesses(retry_after=max(1, _end(now) - int(now.timestamp())))


def _end(now: datetime) -> int:
    """The window's end in epoch seconds."""
    return (int(now.timestamp()) // WINDOW + 1) * WINDOW
