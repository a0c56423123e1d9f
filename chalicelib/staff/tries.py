"""Wrong logins, counted by user name and network, so that whoever guesses locks their own network out, not the owner's.

After a few free tries each further one waits longer than the last.  Where the owner did not log in from lately, more is
bounded: the attempts of one network and of all of them on a name, or many could guess the code of somebody whose
password has leaked; and those of one network on all names together, by the day, or it could try one password on each
name, and by the minute, for each try costs the work of a hash.  An unknown name is counted like any other, so that
nothing reveals which names exist.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import NoReturn, Protocol

from chalicelib.identity.network import network_of
from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import Keys
from chalicelib.shared.log import alarm
from chalicelib.staff.errors import StaffLocked
from chalicelib.staff.model import Account, fold_name

MOST_TRIES = 5  # of one network on one name, before the first wait
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
# per day, of one unknown network and of all; at 100 codes a day a guess succeeds once in 3,300 days
MOST_OF_ONE, MOST_STRANGE = 10, 100
# of one unknown network on all names.  By the minute: an office's thirty people come in twice over, and a flood of one
# address keeps a processor busy for 60 × 53 ms = 3.2 s a minute at most.
MOST_OF_MINUTE, MOST_OF_DAY = 60, 200
MOST_NETWORKS = 5  # remembered per account
ANY = 1_000_000  # as many as there are
STRANGE = "strange"
EVERY_NAME = "every name"


def wait_after(tries: int) -> timedelta:
    """How long the next attempt waits after so many wrong ones: from MOST_TRIES on, double each time."""
    if tries < MOST_TRIES:
        return timedelta(0)
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << min(tries - MOST_TRIES, 10)))


class Counted(Protocol):
    """A stored counter."""

    @property
    def n(self) -> int: ...

    @property
    def until(self) -> datetime: ...


class Counters(Protocol):
    """Counters shared by all processes; each expires by itself."""

    def get(self, pk: str, *, now: datetime) -> Counted | None: ...

    def seize(self, pk: str, *, now: datetime, until: datetime, body: str) -> bool: ...

    def spend(self, pk: str, *, now: datetime, most: int) -> Counted | None: ...

    def return_one(self, pk: str) -> None: ...

    def drop(self, pk: str) -> None: ...


class Tries:
    """Counts login attempts.  account, in the methods: of the user name, None if no active account has it."""

    def __init__(self, counters: Counters, keys: Keys, clock: Clock) -> None:
        self._counters, self._keys, self._clock = counters, keys, clock

    def claim(self, username: str, ip: str, account: Account | None) -> None:
        """Count an attempt, before anything is compared, so that simultaneous ones count too.  Raises StaffLocked."""
        name, network = self._name(username, account), self._network(ip)
        strange = account is None or network not in account.networks
        if strange:
            self._spend(_key(EVERY_NAME, f"{network}#minute"), MOST_OF_MINUTE, MINUTE, name, account)
        self._take_turn(_key(name, network), name, account)
        if strange:
            self._spend(_key(name, f"{network}#day"), MOST_OF_ONE, DAY, name, account)
            self._spend(_key(EVERY_NAME, f"{network}#day"), MOST_OF_DAY, DAY, name, account)
            self._spend(_key(name, STRANGE), MOST_STRANGE, DAY, name, account)

    def undo(self, username: str, ip: str, account: Account) -> None:
        """Undo the count of a successful login.  account: as it was before the login."""
        name, network = self._name(username, account), self._network(ip)
        self._counters.drop(_key(name, network))
        self._counters.drop(_wait_key(_key(name, network)))
        if network not in account.networks:
            self._counters.drop(_key(name, f"{network}#day"))
            for pk in (_key(name, STRANGE), _key(EVERY_NAME, f"{network}#day")):
                self._counters.return_one(pk)

    def networks(self, ip: str, account: Account) -> tuple[str, ...]:
        """The account's known networks after a login from `ip`, newest first."""
        network = self._network(ip)
        return network, *[other for other in account.networks if other != network][: MOST_NETWORKS - 1]

    def locked_until(self, account: Account) -> datetime | None:
        """Until when some network is locked out of the account, or None."""
        lock = self._counters.get(_key(self._name(account.username, account), "locked"), now=self._clock())
        return lock.until if lock else None

    def _take_turn(self, pk: str, name: str, account: Account | None) -> None:
        """Count an attempt of a network on a name.  One that must wait is not counted, so that knocking does not make
        the wait longer; of several at once that have waited, one gets the turn."""
        now = self._clock()
        while True:
            counter = self._counters.get(pk, now=now)
            if counter is None:
                self._counters.seize(pk, now=now, until=now + DAY, body="")
            elif counter.n < MOST_TRIES - 1:
                if self._counters.spend(pk, now=now, most=MOST_TRIES - 1):
                    return
            else:
                self._wait(pk, counter.n + 1, name, account)
                self._counters.spend(pk, now=now, most=ANY)
                return

    def _wait(self, pk: str, tries: int, name: str, account: Account | None) -> None:
        now = self._clock()
        while not self._counters.seize(_wait_key(pk), now=now, until=now + wait_after(tries), body=""):
            if wait := self._counters.get(_wait_key(pk), now=now):
                self._refuse(name, wait.until, account)

    def _spend(self, pk: str, most: int, within: timedelta, name: str, account: Account | None) -> None:
        now = self._clock()
        while self._counters.spend(pk, now=now, most=most) is None:
            counter = self._counters.get(pk, now=now)
            if counter is None:
                self._counters.seize(pk, now=now, until=now + within, body="")
            elif counter.n >= most:
                self._refuse(name, counter.until, account)

    def _refuse(self, name: str, until: datetime, account: Account | None) -> NoReturn:
        now = self._clock()
        first = self._counters.seize(_key(name, "locked"), now=now, until=until, body="")
        if first and account is not None:
            alarm("staff account locked", id=account.staff_id)
        raise StaffLocked(retry_after=max(1, ceil((until - now).total_seconds())))

    def _name(self, username: str, account: Account | None) -> str:
        """Digest of the user name; it changes with each unlocking, so that earlier counts no longer apply."""
        return self._keys.digest("staff tries", f"{fold_name(username)}\x00{account.unlocks if account else 0}")

    def _network(self, ip: str) -> str:
        return self._keys.digest("staff network", network_of(ip))


def _key(name: str, whose: str) -> str:
    return f"RATE#staff#{name}#{whose}"


def _wait_key(pk: str) -> str:
    return f"{pk}#wait"
