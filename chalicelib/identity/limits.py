"""Rate limits: SMS per number, per network and per day; guesses of an ID tail; uploads, orders, payments.

Numbers are counted exactly, in a sliding log of at most eight times.  A network is counted in fixed windows and
never blocked, since a dormitory shares one address: it only gets a longer captcha.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

import msgspec

from chalicelib.identity.errors import (
    IdTailSpent,
    IdTailTooOften,
    LookingTooOften,
    PayingTooOften,
    SmsBudgetOver,
    SmsTooOften,
    TooManyUploads,
)
from chalicelib.identity.inbox_store import Inbox, InboxEntry
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.shared.crypto import Keys
from chalicelib.shared.errors import Conflicting, TooMany
from chalicelib.shared.log import alarm

# (how many, within what time): Alibaba Cloud's own limits per number and signature are 1/min, 5/h, 10/day.
PER_PHONE = ((1, timedelta(minutes=1)), (5, timedelta(hours=1)), (8, timedelta(days=1)))
PER_IP_HOUR, PER_IP_DAY = 300, 3_000
# Guesses of an ID's last four: of 11,000 for a stranger, but of 500 for whoever knows birthday, county and sex, since
# the last sign is a checksum and the one before it tells the sex.  A year's guesses find one in 25 of those.
ID_TAIL_PER_DAY, ID_TAIL_PER_YEAR = 5, 20
# Of an enrolment by everybody together: strangers' guesses leave its owner's, and more accounts do not find it either.
ID_TAIL_OF_ALL_PER_DAY, ID_TAIL_OF_ALL_PER_YEAR = 20, 60
UPLOADS, OPENINGS, WINDOW = 60, 60, 600  # per person in WINDOW seconds: a monitor may do forty classmates
PAYERS_OF_LINK, PAYERS_OF_NETWORK = 300, 3_000  # requests in WINDOW: one waiting screen makes forty
LOOKS_OF_LINK = 1_000  # requests in WINDOW by a teacher's link: each reads a whole roster
STARTS_OF_LINK = 40  # of the 99 payments an order may start: the rest stay for its owner, whoever has the link
PHOTOS_PER_DAY = 300  # per person, over all orders: judging a photo costs money
DAILY_BUDGET = 300_000  # SMS in total: 10 million students in 60 days are 170,000 logins a day
SHARD = 10_000  # SMS one counter item may count: a single item takes 1,000 writes a second
MOST_SHARDS = 32


def wait(times: Sequence[int], now: int) -> int:
    """Seconds until another SMS is allowed, 0 for now.  times: of earlier ones, epoch seconds, oldest first."""
    waits = [0]
    for most, within in PER_PHONE:
        seconds = int(within.total_seconds())
        if len(times) >= most:
            waits.append(times[-most] + seconds - now)
    return max(waits)


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_TIMES = msgspec.json.Decoder(list[int])


class Limits:
    """Each claim_… uses up one unit of an allowance, or raises."""

    def __init__(self, store: Inbox, keys: Keys, clock: Clock, daily_budget: int = DAILY_BUDGET) -> None:
        self._store, self._keys, self._clock = store, keys, clock
        self._shards = min(MOST_SHARDS, max(1, daily_budget // SHARD))
        self._shard_budget = daily_budget // self._shards

    def hard(self, ip: str) -> bool:
        """Whether the network has sent so many requests that it gets the long captcha."""
        now = self._clock()
        counts = self._store.tallied(self._network_key(ip, now), now=now)
        return any(counts.get(name, 0) >= most for name, most in _windows(now).items())

    def count_ip(self, ip: str) -> bool:
        """Count a request for an SMS from this network; whether it was `hard` before this one."""
        now = self._clock()
        windows, until = _windows(now), _day(now)[1]
        counts = self._store.tally(self._network_key(ip, now), list(windows), until=until) or {}
        return any(counts.get(name, 0) > most for name, most in windows.items())

    def claim_phone(self, phone: str) -> int:
        """Claim one SMS to this number; returns seconds until the next is allowed.  Raises SmsTooOften."""
        pk, now = self._phone_key(phone), self._clock()
        second = int(now.timestamp())
        if self._log(pk, None, [second], now):  # most numbers ask for their first in a day
            return wait([second], second)
        for _ in range(4):
            now = self._clock()
            entry, second = self._store.get(pk, now=now), int(now.timestamp())
            times: list[int] = _TIMES.decode(entry.body) if entry else []
            if seconds := wait(times, second):
                raise SmsTooOften(retry_after=seconds, field="phone")
            times = [*times, second][-PER_PHONE[-1][0] :]
            if self._log(pk, entry, times, now):
                return wait(times, second)
        raise Conflicting

    def return_phone(self, phone: str) -> None:
        """Undo the last claim for this number: its SMS was not sent."""
        pk = self._phone_key(phone)
        for _ in range(4):
            entry = self._store.get(pk, now=self._clock())
            if entry is None:
                return
            body = msgspec.json.encode(_TIMES.decode(entry.body)[:-1]).decode()
            if self._store.swap(entry, until=entry.until, body=body):
                return

    def return_budget(self, phone: str) -> None:
        """Undo a claim on today's budget: the SMS was not sent."""
        self._store.return_one(self._budget_key(phone, _day(self._clock())[0]))

    def claim_budget(self, phone: str) -> None:
        """Claim one SMS of today's budget.  Raises SmsBudgetOver.  Alarms at 80 % and at the first refusal."""
        now = self._clock()
        day, until = _day(now)
        used = self._store.count(self._budget_key(phone, day), until=until, most=self._shard_budget)
        if used is None:
            if self._store.seize(f"RATE#budget#{day}#over", now=now, until=until, body=""):
                alarm("sms_budget_over", count=self._shard_budget * self._shards)
            raise SmsBudgetOver(retry_after=_seconds(now, until))
        if used == self._shard_budget * 4 // 5:
            alarm("sms_budget_nearly_over", count=used * self._shards)

    def claim_upload(self, person_id: str) -> None:
        """Claim one upload that belongs to no order.  Raises TooManyUploads."""
        self._claim(f"upload#{person_id}", UPLOADS, TooManyUploads, self._slot(WINDOW))

    def claim_photo(self, person_id: str) -> None:
        """Claim one photo for an order.  Raises TooManyUploads."""
        self._claim(f"photo#{person_id}", PHOTOS_PER_DAY, TooManyUploads, _day(self._clock()))

    def claim_payer(self, ip: str, link: str) -> None:
        """Claim one request made through a payment link.  link: its digest.  Raises PayingTooOften."""
        slot = self._slot(WINDOW)
        self._claim(f"payers#{self._keys.digest('ip', ip)}", PAYERS_OF_NETWORK, PayingTooOften, slot)
        self._claim(f"payer#{link}", PAYERS_OF_LINK, PayingTooOften, slot)

    def claim_payment(self, link: str, until: datetime) -> None:
        """Claim one payment started through a link.  until: when the counter may be forgotten.  Raises
        PayingTooOften."""
        self._claim(f"payments#{link}", STARTS_OF_LINK, PayingTooOften, ("all", until))

    def claim_look(self, link: str) -> None:
        """Claim one request made by a teacher's link.  link: its digest.  Raises LookingTooOften."""
        self._claim(f"look#{link}", LOOKS_OF_LINK, LookingTooOften, self._slot(WINDOW))

    def claim_id_tail(self, person_id: str) -> None:
        """Claim one guess of the person's own ID tail.  Raises IdTailTooOften, IdTailSpent."""
        self._claim_guess(person_id, ID_TAIL_PER_DAY, ID_TAIL_PER_YEAR)

    def claim_id_tail_of(self, enrolment: str, person_id: str) -> None:
        """Claim one guess by a person of the ID tail of an enrolment that somebody else's order holds.  Raises
        IdTailTooOften, IdTailSpent."""
        self._claim_guess(f"{enrolment}#{person_id}", ID_TAIL_PER_DAY, ID_TAIL_PER_YEAR)
        self._claim_guess(enrolment, ID_TAIL_OF_ALL_PER_DAY, ID_TAIL_OF_ALL_PER_YEAR)

    def _claim_guess(self, what: str, per_day: int, per_year: int) -> None:
        day, until = _day(self._clock())
        self._claim(f"id_tail#{what}", per_day, IdTailTooOften, (day, until), field="id_tail")
        year = _year(self._clock())
        if self._store.count(f"RATE#id_tail#{what}#{year[0]}", until=year[1], most=per_year) is None:
            raise IdTailSpent(field="id_tail")

    def _claim(
        self, what: str, most: int, refusal: type[TooMany], slot: tuple[str, datetime], field: str | None = None
    ) -> None:
        """slot: (name, end) of the current time window."""
        name, until = slot
        if self._store.count(f"RATE#{what}#{name}", until=until, most=most) is None:
            raise refusal(retry_after=_seconds(self._clock(), until), field=field)

    def _slot(self, seconds: int) -> tuple[str, datetime]:
        """(name, end) of the current window of `seconds`."""
        end = (int(self._clock().timestamp()) // seconds + 1) * seconds
        return str(end), datetime.fromtimestamp(end, UTC)

    def _phone_key(self, phone: str) -> str:
        return f"RATE#phone#{self._keys.digest('phone', phone)}"

    def _budget_key(self, phone: str, day: str) -> str:
        shard = int(self._keys.digest("budget", phone)[:8], 16) % self._shards
        return f"RATE#budget#{day}#{shard}"

    def _log(self, pk: str, entry: InboxEntry | None, times: list[int], now: datetime) -> bool:
        until, body = now + PER_PHONE[-1][1], msgspec.json.encode(times).decode()
        if entry is None:
            return self._store.seize(pk, now=now, until=until, body=body)
        return self._store.swap(entry, until=until, body=body)

    def _network_key(self, ip: str, now: datetime) -> str:
        """One item a day holds the counts of its hours."""
        return f"RATE#ip#{self._keys.digest('ip', ip)}#{_day(now)[0]}"


def _windows(now: datetime) -> dict[str, int]:
    """Name of a counter of a network's item → how many requests it allows."""
    return {f"{now.astimezone(SHANGHAI):%H}": PER_IP_HOUR, "day": PER_IP_DAY}


def _day(now: datetime) -> tuple[str, datetime]:
    """The day in Shanghai and the instant it ends."""
    today = now.astimezone(SHANGHAI).date()
    end = datetime.combine(today + timedelta(days=1), time(), SHANGHAI).astimezone(UTC)
    return f"{today:%Y%m%d}", end


def _year(now: datetime) -> tuple[str, datetime]:
    """The year in Shanghai and the instant it ends."""
    year = now.astimezone(SHANGHAI).year
    return str(year), datetime(year + 1, 1, 1, tzinfo=SHANGHAI).astimezone(UTC)


def _seconds(now: datetime, until: datetime) -> int:
    return max(1, int((until - now).total_seconds()))
