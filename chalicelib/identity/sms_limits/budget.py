"""How many SMS go out in a day, to everybody together: a part is kept for numbers that were here before.

OPEN of the budget is for whoever comes.  The rest is for numbers with an account and for networks from which the day's
codes are entered: when a flood has used up the open part, they still get theirs, and others are told of the way by
WeChat.  A counter that does not answer lets nothing out (it fails closed).
"""

from __future__ import annotations

from collections.abc import Callable

from chalicelib.identity.inbox_store import Inbox
from chalicelib.identity.sms_limits.errors import SmsBudgetOver
from chalicelib.identity.sms_limits.windows import day_of, seconds_until
from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import Keys
from chalicelib.shared.log import alarm

DAILY = 300_000  # 10 million students in 60 days are 170,000 logins a day
OPEN = 60  # per cent of it
SHARD = 10_000  # SMS one counter item may count: a single item takes 1,000 writes a second
MOST_SHARDS = 32


class Budget:
    """`RATE#budget#…` in the inbox: a number belongs to one of a day's counters, each with its share of both parts, so
    that a claim is one write, whichever part it is of."""

    def __init__(self, store: Inbox, keys: Keys, clock: Clock, daily: int = DAILY) -> None:
        self._store, self._keys, self._clock = store, keys, clock
        self._shards = min(MOST_SHARDS, max(1, daily // SHARD))
        self._most = daily // self._shards
        self._open = self._most * OPEN // 100

    def claim(self, phone: str, is_known: Callable[[], bool]) -> None:
        """Claim one SMS of today's.  is_known: whether the number may have one of those kept, asked only when the open
        part is used up.  Raises SmsBudgetOver.  Alarms at 80 % of either part and at the first refusal of the day."""
        now = self._clock()
        day, until = day_of(now)
        pk = self._pk(phone, day)
        used = self._store.count(pk, until=until, most=self._open)
        if used is None and is_known():
            used = self._store.count(pk, until=until, most=self._most)
        if used is None:
            if self._store.seize(f"RATE#budget#{day}#over", now=now, until=until, body=""):
                alarm("sms_budget_over", count=self._open * self._shards)
            raise SmsBudgetOver(retry_after=seconds_until(until, now))
        if used in (self._open * 4 // 5, self._most * 4 // 5):
            alarm("sms_budget_nearly_over", count=used * self._shards)

    def undo(self, phone: str) -> None:
        """Undo a claim: the SMS was not sent."""
        self._store.return_one(self._pk(phone, day_of(self._clock())[0]))

    def _pk(self, phone: str, day: str) -> str:
        shard = int(self._keys.digest("budget", phone)[:8], 16) % self._shards
        return f"RATE#budget#{day}#{shard}"
