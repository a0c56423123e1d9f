"""A campus behind one address, on the morning when everybody logs in: its students notice no limit of networks."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from heapq import heapify, heappop, heappush

import pytest

from chalicelib.identity.sms_limits import networks
from chalicelib.identity.sms_limits.errors import SmsSlow
from chalicelib.identity.sms_limits.networks import DAY_MOST, SLOW_FROM, SLOW_SECONDS, Networks
from chalicelib.shared.crypto import Keys

STUDENTS, HOUR = 3_000, 3_600  # seconds
LECTURES = (300, 1_500, 2_700)  # when a hall of 150 begins, all within a minute
NOON = datetime(2027, 5, 10, 4, tzinfo=UTC)
IP = "192.0.2.1"


class Memory:
    """Counters in memory.  writes: how many."""

    def __init__(self) -> None:
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)
        self.turns: dict[str, datetime] = {}
        self.writes = 0

    def tally(self, pk: str, names: Collection[str], *, until: datetime) -> Mapping[str, int]:
        self.writes += 1
        self.counts[pk].update(names)
        return self.counts[pk]

    def untally(self, pk: str, names: Collection[str]) -> None:
        self.counts[pk].subtract(names)

    def tallied(self, pk: str, *, now: datetime) -> Mapping[str, int]:
        return self.counts[pk]

    def seize(self, pk: str, *, now: datetime, until: datetime, body: str) -> bool:
        if pk in self.turns and now < self.turns[pk]:
            return False
        self.turns[pk] = until
        return True


class Campus:
    """One network.  refused: how many were; levels: of the captchas that were asked for."""

    def __init__(self) -> None:
        self.now = NOON
        self.store = Memory()
        self.networks = Networks(self.store, Keys(bytes(32)), lambda: self.now)
        self.refused, self.levels, self.sent = 0, Counter[int](), 0

    def at(self, second: float) -> None:
        self.now = NOON + timedelta(seconds=second)

    def ask(self, *, known: bool = False) -> str | None:
        """The mark of a code that was sent; None for a refusal."""
        self.levels[self.networks.level(IP)] += 1
        standing = self.networks.count(IP)
        try:
            self.networks.require_turn(standing, lambda: known)
        except SmsSlow:
            self.networks.undo(standing)
            self.refused += 1
            return None
        self.sent += 1
        return standing.mark

    def enter(self, mark: str) -> None:
        if mark:
            self.networks.entered(mark)


def morning(seed: int) -> list[float]:
    """When each student asks."""
    dice = random.Random(seed)
    crowds = [start + dice.uniform(0, 60) for start in LECTURES for _ in range(150)]
    return crowds + [dice.uniform(0, HOUR - 1) for _ in range(STUDENTS - len(crowds))]


@pytest.mark.parametrize("seed", range(3))
def test_three_thousand_students_within_an_hour_meet_no_limit(seed: int) -> None:
    campus, dice = Campus(), random.Random(seed)
    events = [(second, "") for second in morning(seed)]
    heapify(events)
    while events:
        second, mark = heappop(events)
        campus.at(second)
        if mark:
            campus.enter(mark)
        elif (sent := campus.ask()) and dice.random() > 0.06:  # others mistyped the number, or gave up
            heappush(events, (second + dice.uniform(8, 90), sent))
    assert (campus.refused, campus.levels, campus.sent) == (0, {0: STUDENTS}, STUDENTS)


def test_a_quiet_network_pays_one_write_a_code() -> None:
    campus = Campus()
    for _ in range(networks.QUIET):
        mark = campus.ask()
        assert mark == ""
        campus.enter(mark)
    assert campus.store.writes == networks.QUIET


def test_what_a_flood_costs_in_an_hour_and_a_day() -> None:
    """The figures of the docstring: somebody who solves every captcha, asks all the time and enters nothing."""
    campus = Campus()
    for second in range(0, HOUR, 1):
        campus.at(second)
        while campus.ask() is not None:
            pass
    assert campus.sent == SLOW_FROM + HOUR // SLOW_SECONDS == 580
    for second in range(HOUR, 11 * HOUR, 5):  # until before midnight
        campus.at(second)
        while campus.ask() is not None:
            pass
    assert campus.sent == DAY_MOST == 2_000


def test_a_flood_to_strangers_leaves_a_student_who_was_here_before_alone() -> None:
    campus, refused = Campus(), 0
    for second in range(0, HOUR, 1):
        campus.at(second)
        while campus.ask() is not None:
            pass
        if second % 60 == 30:
            refused += campus.ask(known=True) is None
    assert refused == 0
