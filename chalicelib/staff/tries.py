"""Wrong logins, counted by user name and network, so that whoever tries somebody's name locks her own network out and
not the owner's.

What all unknown networks try together is bounded too: otherwise many of them could guess the code of somebody whose
password is known.  One network has a tenth of that.  A network the owner came in from lately is known.  A name that
nobody has is counted like any other, so nothing tells which names there are.
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

MOST_TRIES, LOCKED = 5, timedelta(minutes=15)  # of one network; counted from the first of them
DAY = timedelta(days=1)
MOST_OF_ONE, MOST_STRANGE = 10, 100  # a day, of one unknown network and of all: 100 codes hit once in 3,300 days
MOST_NETWORKS = 5  # an account remembers
STRANGE = "strange"


class Counted(Protocol):
    """A counter's item."""

    @property
    def n(self) -> int: ...

    @property
    def until(self) -> datetime: ...


class Counters(Protocol):
    """Items every process shares, each of which ends by itself."""

    def get(self, pk: str, *, now: datetime) -> Counted | None: ...

    def seize(self, pk: str, *, now: datetime, until: datetime, body: str) -> bool: ...

    def spend(self, pk: str, *, now: datetime, most: int) -> Counted | None: ...

    def return_one(self, pk: str) -> None: ...

    def drop(self, pk: str) -> None: ...


class Tries:
    """account: of the name, None where it has none that could log in."""

    def __init__(self, counters: Counters, keys: Keys, clock: Clock) -> None:
        self._counters, self._keys, self._clock = counters, keys, clock

    def claim(self, username: str, ip: str, account: Account | None) -> None:
        """One more try, counted before anything is compared, so that many at once are no more.  Raises StaffLocked."""
        name, network = self._name(username, account), self._network(ip)
        self._spend(name, network, MOST_TRIES, LOCKED, account)
        if account is None or network not in account.networks:
            self._spend(name, f"{network}#day", MOST_OF_ONE, DAY, account)
            self._spend(name, STRANGE, MOST_STRANGE, DAY, account)

    def right(self, username: str, ip: str, account: Account) -> None:
        """Takes back what was counted of a try that was right.  account: as it was before."""
        name, network = self._name(username, account), self._network(ip)
        self._counters.drop(_key(name, network))
        if network not in account.networks:
            self._counters.drop(_key(name, f"{network}#day"))
            self._counters.return_one(_key(name, STRANGE))

    def networks(self, ip: str, account: Account) -> tuple[str, ...]:
        """Where the account came in from, now from there."""
        here = self._network(ip)
        return here, *[one for one in account.networks if one != here][: MOST_NETWORKS - 1]

    def locked_until(self, account: Account) -> datetime | None:
        """Until when somebody is refused who tried the account's name."""
        found = self._counters.get(_key(self._name(account.username, account), "locked"), now=self._clock())
        return found.until if found else None

    def _spend(self, name: str, whose: str, most: int, within: timedelta, account: Account | None) -> None:
        pk, now = _key(name, whose), self._clock()
        while self._counters.spend(pk, now=now, most=most) is None:
            found = self._counters.get(pk, now=now)
            if found is None:
                self._counters.seize(pk, now=now, until=now + within, body="")
            elif found.n >= most:
                first = self._counters.seize(_key(name, "locked"), now=now, until=found.until, body="")
                if first and account is not None:
                    alarm("staff account locked", id=account.staff_id)
                raise StaffLocked(retry_after=max(1, int((found.until - now).total_seconds())))

    def _name(self, username: str, account: Account | None) -> str:
        """Another one after each unlocking: what was counted before it counts no more."""
        return self._keys.digest("staff tries", f"{fold_name(username)}\x00{account.unlocks if account else 0}")

    def _network(self, ip: str) -> str:
        return self._keys.digest("staff network", network_of(ip))


def _key(name: str, whose: str) -> str:
    return f"RATE#staff#{name}#{whose}"


def network_of(ip: str) -> str:
    """Whose address it is: of IPv6 everybody has 2**64."""
    try:
        address = ip_address(ip)
    except ValueError:
        return ip
    return str(IPv6Network((address, 64), strict=False)) if isinstance(address, IPv6Address) else ip
