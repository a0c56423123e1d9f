"""How one network stands: by the codes that it had sent and that nobody entered.

A dormitory or a campus shares one address, so what counts is not how many ask but how many of the codes come back: a
flood of strangers' numbers enters none.  Beyond some, the captcha gets harder; beyond more, one code goes out in so
many seconds (the slow lane), of numbers with an account apart from others, so that a flood to strangers holds nobody up
who was here before.  Nobody is shut out for good: another network and WeChat's login know nothing of it.

What one network can spend on codes that nobody enters, an SMS being 4.5 fen.  To numbers without an account:
SLOW_FROM + 3600 / SLOW_SECONDS = 580 an hour, ¥26.10, and DAY_MOST = 2,000 a day, ¥90.  To all: 3600 / KNOWN_SECONDS
more, 2,380 an hour, ¥107.10, and DAY_MOST_KNOWN = 4,000 a day, ¥180; but five a day to one number (`numbers`), so only
to whoever knows hundreds of numbers with an account.  CREDIT codes that are entered excuse one that is not; they cost
an SMS each, too, and a phone.  A customer with a /48 of IPv6 has 65,536 networks: there the budget's reserve holds.

Counted after the captcha was solved, in one write; counting a code that was entered costs a second one, which only a
network pays that is crowded.  When the table does not answer nothing is sent: the counters fail closed, as does the
code itself, which is kept in the same table.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from chalicelib.identity.network import network_of
from chalicelib.identity.sms_limits.errors import SmsSlow
from chalicelib.identity.sms_limits.windows import day_of, hour_of, seconds_until
from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import Keys

# Codes of an hour up to which nobody counts whether they are entered: a home, an office.
QUIET = 20
# Codes of an hour that nobody entered, from which on the captcha has level 1, level 2, and the lane is slow.  3,000
# students of a campus in an hour, who take a minute each to enter theirs, have 50 on the way; a full lecture hall 150.
LEVELS = (200, 300)
SLOW_FROM = 400
SLOW_SECONDS, KNOWN_SECONDS = 20, 2
DAY_MOST, DAY_MOST_KNOWN = 2_000, 4_000  # of a day that nobody entered: numbers without an account, and all
CREDIT = 4  # so many entered codes excuse one that was not: a wrong number, a code that came late
TRUSTED_FROM = 20  # codes entered in a day, and half of all that were sent


class Counters(Protocol):
    """Counters shared by all processes; each expires by itself."""

    def tally(self, pk: str, names: Collection[str], *, until: datetime) -> Mapping[str, int] | None: ...

    def untally(self, pk: str, names: Collection[str]) -> None: ...

    def tallied(self, pk: str, *, now: datetime) -> Mapping[str, int]: ...

    def seize(self, pk: str, *, now: datetime, until: datetime, body: str) -> bool: ...


class Standing(NamedTuple):
    """A network at this hour of this day, before the code that is being counted.  network: its digest; hour_over,
    day_over: codes that nobody entered, less the credit."""

    network: str
    day: str
    hour: str
    sent: int
    hour_over: int
    day_over: int
    trusted: bool

    @property
    def level(self) -> int:
        """How hard its captcha is, 0 to 2."""
        return sum(self.hour_over >= most for most in LEVELS)

    @property
    def is_slow(self) -> bool:
        """Whether its codes go out one by one."""
        return self.hour_over >= SLOW_FROM or self.day_over >= DAY_MOST

    @property
    def mark(self) -> str:
        """By which the code's entering will be counted; "" where that makes no difference."""
        return f"{self.network}#{self.day}#{self.hour}" if self.sent >= QUIET else ""


class Networks:
    """`RATE#net#…` in the inbox, one item a network and day; `RATE#lane#…`, whose turn it is."""

    def __init__(self, store: Counters, keys: Keys, clock: Clock) -> None:
        self._store, self._keys, self._clock = store, keys, clock

    def level(self, ip: str) -> int:
        """How hard the next captcha of this network is, 0 to 2."""
        network, now = self._digest(ip), self._clock()
        day, hour = day_of(now)[0], hour_of(now)[0]
        return _standing((network, day, hour), self._store.tallied(_pk(network, day), now=now)).level

    def count(self, ip: str) -> Standing:
        """Count a code that is about to be sent; how the network stood before it."""
        network, now = self._digest(ip), self._clock()
        (day, until), hour = day_of(now), hour_of(now)[0]
        counts = self._store.tally(_pk(network, day), _sent(hour), until=until) or {}
        before = dict(counts) | {name: counts.get(name, 1) - 1 for name in _sent(hour)}
        return _standing((network, day, hour), before)

    def undo(self, standing: Standing) -> None:
        """Undo a count: the code was not sent."""
        self._store.untally(_pk(standing.network, standing.day), _sent(standing.hour))

    def entered(self, mark: str) -> None:
        """Count a code that was entered, with the network that had it sent.  mark: of Standing."""
        network, day, hour = mark.split("#")
        self._store.tally(_pk(network, day), _entered(hour), until=day_of(self._clock())[1])

    def require_turn(self, standing: Standing, is_known: Callable[[], bool]) -> None:
        """Let a code of the network pass, or in the slow lane one of several at once.  is_known: whether the number has
        an account, read only there.  Raises SmsSlow, which says the same to both lanes while a turn lasts: it costs no
        SMS, so whoever asks could find out about any number."""
        if not standing.is_slow:
            return
        now, known = self._clock(), is_known()
        if standing.day_over >= (DAY_MOST_KNOWN if known else DAY_MOST):
            raise SmsSlow(retry_after=seconds_until(day_of(now)[1], now))
        pk = f"RATE#lane#{standing.network}#{'known' if known else 'new'}"
        until = now + timedelta(seconds=KNOWN_SECONDS if known else SLOW_SECONDS)
        if not self._store.seize(pk, now=now, until=until, body=""):
            raise SmsSlow(retry_after=SLOW_SECONDS)

    def digest_for(self, phone: str, standing: Standing) -> str:
        """The network in a number's log: unlike in any other number's."""
        return self._keys.digest("sms number's network", f"{phone}\x00{standing.network}")[:16]

    def _digest(self, ip: str) -> str:
        return self._keys.digest("ip", network_of(ip))


def _standing(of: tuple[str, str, str], counts: Mapping[str, int]) -> Standing:
    """of: network, day, hour."""
    (sent, entered), (day_sent, day_entered) = ([counts.get(name, 0) for name in pair] for pair in _pairs(of[2]))
    return Standing(
        *of,
        sent=sent,
        hour_over=_over(sent, entered),
        day_over=_over(day_sent, day_entered),
        trusted=day_entered >= TRUSTED_FROM and day_entered * 2 >= day_sent,
    )


def _over(sent: int, entered: int) -> int:
    return sent - entered - entered // CREDIT


def _pairs(hour: str) -> list[tuple[str, str]]:
    return list(zip(_sent(hour), _entered(hour), strict=True))


def _sent(hour: str) -> tuple[str, str]:
    return f"s{hour}", "s"


def _entered(hour: str) -> tuple[str, str]:
    return f"e{hour}", "e"


def _pk(network: str, day: str) -> str:
    return f"RATE#net#{network}#{day}"
