"""Wrong logins, counted by user name and network, so that whoever guesses locks their own network out, not the owner's.

The attempts of all unknown networks together are bounded too: otherwise many of them could guess the code of somebody
whose password has leaked.  A single network has a tenth of that.  Known networks are those the owner logged in from
lately.  An unknown name is counted like any other, so that nothing reveals which names exist.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Protocol

from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import Keys
from chalicelib.shared.log import alarm
from chalicelib.staff.errors import StaffLocked
from chalicelib.staff.model import Account, fold_name

MOST_TRIES, LOCKED = 5, timedelta(minutes=15)  # of one network; the time runs from the first attempt
DAY = timedelta(days=1)
# per day, of one unknown network and of all; at 100 codes a day a guess succeeds once in 3,300 days
MOST_OF_ONE, MOST_STRANGE = 10, 100
MOST_NETWORKS = 5  # remembered per account
STRANGE = "strange"


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
        self._spend(name, network, MOST_TRIES, LOCKED, account)
        if account is None or network not in account.networks:
            self._spend(name, f"{network}#day", MOST_OF_ONE, DAY, account)
            self._spend(name, STRANGE, MOST_STRANGE, DAY, account)

    def undo(self, username: str, ip: str, account: Account) -> None:
        """Undo the count of a successful login.  account: as it was before the login."""
        name, network = self._name(username, account), self._network(ip)
        self._counters.drop(_key(name, network))
        if network not in account.networks:
            self._counters.drop(_key(name, f"{network}#day"))
            self._counters.return_one(_key(name, STRANGE))

    def networks(self, ip: str, account: Account) -> tuple[str, ...]:
        """The account's known networks after a login from `ip`, newest first."""
        network = self._network(ip)
        return network, *[other for other in account.networks if other != network][: MOST_NETWORKS - 1]

    def locked_until(self, account: Account) -> datetime | None:
        """Until when some network is locked out of the account, or None."""
        lock = self._counters.get(_key(self._name(account.username, account), "locked"), now=self._clock())
        return lock.until if lock else None

    def _spend(self, name: str, whose: str, most: int, within: timedelta, account: Account | None) -> None:
        pk, now = _key(name, whose), self._clock()
        while self._counters.spend(pk, now=now, most=most) is None:
            counter = self._counters.get(pk, now=now)
            if counter is None:
                self._counters.seize(pk, now=now, until=now + within, body="")
            elif counter.n >= most:
                first = self._counters.seize(_key(name, "locked"), now=now, until=counter.until, body="")
                if first and account is not None:
                    alarm("staff account locked", id=account.staff_id)
                raise StaffLocked(retry_after=max(1, int((counter.until - now).total_seconds())))

    def _name(self, username: str, account: Account | None) -> str:
        """Digest of the user name; it changes with each unlocking, so that earlier counts no longer apply."""
        return self._keys.digest("staff tries", f"{fold_name(username)}\x00{account.unlocks if account else 0}")

    def _network(self, ip: str) -> str:
        return self._keys.digest("staff network", network_of(ip))


def _key(name: str, whose: str) -> str:
    return f"RATE#staff#{name}#{whose}"


def network_of(ip: str) -> str:
    """The network of an address: the /64 of an IPv6 address, which one customer has; an IPv4 address itself."""
    try:
        address = ip_address(ip)
    except ValueError:
        return ip
    return str(IPv6Network((address, 64), strict=False)) if isinstance(address, IPv6Address) else ip
