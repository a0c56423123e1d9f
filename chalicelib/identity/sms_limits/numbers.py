"""How many SMS one number gets: a sliding log of at most eight, with the network that had each sent.

One network has at most five of a day's eight sent, so that nobody alone uses up what the owner needs elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from chalicelib.identity.errors import SmsTooOften
from chalicelib.identity.inbox_store import Inbox, InboxEntry
from chalicelib.identity.sms_limits.errors import SmsUsedUpHere
from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import Keys
from chalicelib.shared.errors import Conflicting

DAY = timedelta(days=1)
# (how many, within what time): Alibaba Cloud's own limits per number and signature are 1/min, 5/h, 10/day.
PER_NUMBER = ((1, timedelta(minutes=1)), (5, timedelta(hours=1)), (8, DAY))
PER_NETWORK = ((5, DAY),)  # of one number
KEPT = PER_NUMBER[-1][0]
Bounds = Sequence[tuple[int, timedelta]]


class Claim(NamedTuple):
    """One SMS.  at: epoch seconds; network: a digest, "" where none is counted."""

    at: int
    network: str


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_CLAIMS = msgspec.json.Decoder(list[Claim])


def wait(times: Sequence[int], now: int, bounds: Bounds = PER_NUMBER) -> int:
    """Seconds until another SMS is allowed, 0 for now.  times: of earlier ones, epoch seconds, oldest first."""
    waits = [0]
    for most, within in bounds:
        if len(times) >= most:
            waits.append(times[-most] + int(within.total_seconds()) - now)
    return max(waits)


class Numbers:
    """`RATE#phone#…` in the inbox, one item a number."""

    def __init__(self, store: Inbox, keys: Keys, clock: Clock) -> None:
        self._store, self._keys, self._clock = store, keys, clock

    def claim(self, phone: str, network: str = "") -> tuple[Claim, int]:
        """Claim one SMS to this number, asked for by this network; (it, seconds until the next is allowed).  Raises
        SmsTooOften, SmsUsedUpHere."""
        pk, now = self._pk(phone), self._clock()
        claim = Claim(int(now.timestamp()), network)
        if self._write(pk, None, [claim], now):  # most numbers ask for their first in a day
            return claim, _wait([claim], claim)
        for _ in range(4):
            now = self._clock()
            entry, claim = self._store.get(pk, now=now), Claim(int(now.timestamp()), network)
            claims = _CLAIMS.decode(entry.body) if entry else []
            _require_room(claims, claim)
            claims = [*claims, claim][-KEPT:]
            if self._write(pk, entry, claims, now):
                return claim, _wait(claims, claim)
        raise Conflicting

    def require(self, phone: str, network: str) -> None:
        """Raises as `claim`, which alone uses one up."""
        now = self._clock()
        if entry := self._store.get(self._pk(phone), now=now):
            _require_room(_CLAIMS.decode(entry.body), Claim(int(now.timestamp()), network))

    def undo(self, phone: str, claim: Claim) -> None:
        """Undo a claim: its SMS was not sent."""
        pk = self._pk(phone)
        for _ in range(4):
            entry = self._store.get(pk, now=self._clock())
            if entry is None or claim not in (claims := _CLAIMS.decode(entry.body)):
                return
            claims.remove(claim)
            if self._store.swap(entry, until=entry.until, body=_body(claims)):
                return

    def _write(self, pk: str, entry: InboxEntry | None, claims: Sequence[Claim], now: datetime) -> bool:
        if entry is None:
            return self._store.seize(pk, now=now, until=now + DAY, body=_body(claims))
        return self._store.swap(entry, until=now + DAY, body=_body(claims))

    def _pk(self, phone: str) -> str:
        # A digest of another kind than the release before has, which cannot read what is written here: while both run
        # a number may get twice its SMS.
        return f"RATE#phone#{self._keys.digest('sms number', phone)}"


def _require_room(claims: Sequence[Claim], new: Claim) -> None:
    here, everywhere = _of_network(claims, new), wait([claim.at for claim in claims], new.at)
    if here > everywhere:
        raise SmsUsedUpHere(retry_after=here, field="phone")
    if everywhere:
        raise SmsTooOften(retry_after=everywhere, field="phone")


def _wait(claims: Sequence[Claim], new: Claim) -> int:
    return max(wait([claim.at for claim in claims], new.at), _of_network(claims, new))


def _of_network(claims: Sequence[Claim], new: Claim) -> int:
    """Seconds that the network of `new` waits; 0 where none is counted."""
    return wait([one.at for one in claims if new.network and one.network == new.network], new.at, PER_NETWORK)


def _body(claims: Sequence[Claim]) -> str:
    return msgspec.json.encode(claims).decode()
