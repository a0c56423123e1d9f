"""Protects task codes against guessing: wrong codes are counted per person and per network.

A network is never blocked, since a whole campus may share one address: after too many wrong codes everybody behind it
gets fewer attempts, and whoever types the right code at once notices nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import Protocol

from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import Keys
from chalicelib.shared.errors import TooMany

WINDOW = 600  # seconds
PER_PERSON = 10  # wrong codes; at that pace 36**6 codes of six characters are safe
PER_NETWORK = 60  # wrong codes before everybody behind the address gets PER_PERSON_THEN
PER_PERSON_THEN = 2
ALL, WRONG = "all", "wrong"  # counters
LOOK_UPS = 60  # right and wrong codes: bounds what many simultaneous requests can learn


class Counters(Protocol):
    """Items of named counters shared by all processes; the key includes the time window."""

    def tallied(self, pk: str, *, now: datetime) -> Mapping[str, int]:
        """The item's counters by name."""
        ...

    def tally(
        self, pk: str, names: Collection[str], *, until: datetime, most: int | None = None
    ) -> Mapping[str, int] | None:
        """Add one to each of the names, up to `most`; all counters as they are then, or None if one is full."""
        ...


class TooManyGuesses(TooMany):
    code = "too_many_task_codes"
    message = "特征码输入错误次数过多"
    action = "请向老师确认特征码，{when}再试"


class Guesses:
    """Call `begin` before every look-up of a code, and `wrong` if there is no such code.

    network_of: an address → the network that it counts for.
    """

    def __init__(self, counters: Counters, keys: Keys, network_of: Callable[[str], str], clock: Clock) -> None:
        self._counters, self._keys, self._network_of, self._clock = counters, keys, network_of, clock

    def begin(self, person: str, ip: str) -> None:
        """Count a look-up.  Raises TooManyGuesses if this person may not look up codes now."""
        now = self._clock()
        counts = self._count("person", person, ALL, now, LOOK_UPS)
        if counts is None:
            raise self._refusal(now)
        wrong = counts.get(WRONG, 0)
        if wrong >= PER_PERSON_THEN and wrong >= self._most(ip, now):
            raise self._refusal(now)

    def wrong(self, person: str, ip: str) -> None:
        """Count a wrong code.  Raises TooManyGuesses if a simultaneous request used up the last attempt."""
        now = self._clock()
        self._count("network", self._network_of(ip), WRONG, now)
        if self._count("person", person, WRONG, now, PER_PERSON) is None:
            raise self._refusal(now)

    def _most(self, ip: str, now: datetime) -> int:
        """Wrong codes of one person in the network of this address; never fewer than PER_PERSON_THEN."""
        counts = self._counters.tallied(self._key("network", self._network_of(ip), now), now=now)
        return PER_PERSON if counts.get(WRONG, 0) < PER_NETWORK else PER_PERSON_THEN

    def _count(
        self, kind: str, whose: str, name: str, now: datetime, most: int | None = None
    ) -> Mapping[str, int] | None:
        """All counters of the person or the network; None if this one is full."""
        until = datetime.fromtimestamp(_end(now), UTC)
        return self._counters.tally(self._key(kind, whose, now), [name], until=until, most=most)

    def _key(self, kind: str, whose: str, now: datetime) -> str:
        return f"RATE#task_code#{kind}#{self._keys.digest('guesses', whose)}#{_end(now)}"

    def _refusal(self, now: datetime) -> TooManyGuesses:
        return TooManyGuesses(retry_after=max(1, _end(now) - int(now.timestamp())))


def _end(now: datetime) -> int:
    """The window's end in epoch seconds."""
    return (int(now.timestamp()) // WINDOW + 1) * WINDOW
