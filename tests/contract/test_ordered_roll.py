"""Rosters in their order: whole at any size, as the lists are now, and smaller as people begin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import chain
from typing import Any, cast

import pytest

from chalicelib.notify.counter_store import CounterItem, CounterStore
from chalicelib.notify.roster_counts import RosterCounts
from chalicelib.orders.model import State
from chalicelib.shared.crypto import sha256_hex
from chalicelib.shared.errors import Invalid
from chalicelib.shared.ids import random_id
from chalicelib.tasks.roster import RosterRow
from chalicelib.teachers import roll, roll_store
from chalicelib.teachers.ordered_roll import KEPT, OrderedRoll
from chalicelib.teachers.roll import Roll, Wanted
from chalicelib.teachers.roll_store import Kind, RollItem, RollStore
from tests.worlds.db_calls import counted
from tests.worlds.identity import at_once
from tests.worlds.tasks import TasksWorld

BLOCK = 10


def flat(pages: Iterable[list[str]]) -> list[str]:
    return list(chain.from_iterable(pages))


class Rolls:
    """One task's."""

    def __init__(self, aws: Any) -> None:
        self.tasks_world = TasksWorld(aws.tables["tasks"], aws.tables["inbox"])
        self.counters = CounterStore(aws.tables["tasks"], self.tasks_world.inbox)
        self.store, self.task_id = RollStore(aws.tables["tasks"]), random_id(12)
        self.tasks, self.clock = self.tasks_world.tasks, self.tasks_world.clock

    def rows(self, numbers: Sequence[int], college: str = "") -> list[RosterRow]:
        return [
            RosterRow(
                digest=sha256_hex(f"{self.task_id}{no}".encode()),
                shown=f"{no:04}",
                college=college or f"学院{no % 3}",
                class_name=f"班{no % 4}",
            )
            for no in numbers
        ]

    def put(self, numbers: Sequence[int], import_id: str = "first", **more: Any) -> None:
        captured = more.pop("captured", False)
        self.tasks.put_roster(self.task_id, import_id, self.rows(numbers, **more), captured=captured)

    def begin(self, numbers: Sequence[int]) -> None:
        with CounterItem.batch_write() as batch:
            for row in self.rows(numbers):
                batch.save(CounterItem(f"PROGRESS#{self.task_id}", row.digest, state="IN_REVIEW", round=1))

    @property
    def roll(self) -> Roll:
        """As another process has it."""
        ordered = OrderedRoll(self.store, self.tasks, self.counters, self.clock)
        return Roll(self.tasks, self.counters, RosterCounts(self.tasks, self.counters, self.clock), ordered)

    def pages(self, most: int, **wanted: Any) -> list[list[str]]:
        pages, cursor = [], None
        while True:
            people, cursor = self.roll.people(self.task_id, Wanted(**wanted), cursor, most)
            pages.append([person.row.shown for person in people])
            if cursor is None:
                return pages

    def not_begun(self, most: int = 7) -> list[str]:
        return flat(self.pages(most, only="NOT_BEGUN"))

    def items(self, kind: Kind = "NOT_BEGUN") -> list[RollItem]:
        return list(RollItem.query(f"ROLL#{self.task_id}#{kind}", consistent_read=True))


@pytest.fixture
def rolls(aws: Any, monkeypatch: pytest.MonkeyPatch) -> Rolls:
    monkeypatch.setattr(roll_store, "BLOCK", BLOCK)
    return Rolls(aws)


def in_order(numbers: Sequence[int]) -> list[str]:
    return [f"{no:04}" for no in sorted(numbers, key=lambda no: (no % 3, no % 4, no))]


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK])
def test_pages_hold_everybody_once_and_in_their_order(rolls: Rolls, size: int) -> None:
    numbers = range(size)
    rolls.put(numbers)
    for most in (1, 7, BLOCK, 50):
        for wanted in ({}, {"only": "NOT_BEGUN"}):
            pages = rolls.pages(most, **wanted)
            assert flat(pages) == in_order(numbers)
            assert len(pages) == max(1, -(-size // most))


def test_a_place_begins_and_ends_where_its_people_do(rolls: Rolls) -> None:
    numbers = range(5 * BLOCK)
    rolls.put(numbers)
    for college in range(3):
        for place in [(f"学院{college}",), *((f"学院{college}", f"班{name}") for name in range(4))]:
            among = [no for no in numbers if (f"学院{no % 3}", f"班{no % 4}")[: len(place)] == place]
            assert flat(rolls.pages(4, place=place)) == in_order(among)
            assert flat(rolls.pages(4, place=place, only="NOT_BEGUN")) == in_order(among)
    assert rolls.pages(4, place=("学院",)) == rolls.pages(4, place=("学院9",)) == [[]]


def test_every_change_of_the_lists_is_seen_at_the_next_look(rolls: Rolls) -> None:
    rolls.put(range(25))
    assert rolls.not_begun() == in_order(range(25))
    rolls.put(range(20, 30), "second")
    assert rolls.not_begun() == in_order(range(30))
    rolls.put(range(15), "site", captured=True)
    assert rolls.not_begun() == in_order(range(15, 30))
    rolls.begin(range(15, 20))
    assert rolls.not_begun() == in_order(range(20, 30))
    rolls.tasks.take_back_roster(rolls.task_id, "site", captured=True)
    assert rolls.not_begun() == in_order([*range(15), *range(20, 30)])
    rolls.tasks.take_back_roster(rolls.task_id, "first")
    assert rolls.not_begun() == in_order(range(20, 30))
    assert flat(rolls.pages(7)) == in_order(range(20, 30))


def test_who_moved_to_another_class_is_there_once(rolls: Rolls) -> None:
    rolls.put([1, 2], "first")
    assert rolls.not_begun() == ["0001", "0002"]
    rolls.put([1], "second", college="学院9")
    assert rolls.not_begun() == ["0002", "0001"]


def test_the_copy_gets_smaller_as_people_begin_and_empty_parts_cost_nothing(rolls: Rolls) -> None:
    size = 20 * BLOCK
    rolls.put(range(size))
    assert len(rolls.not_begun(50)) == size
    assert len(rolls.items()) == 1 + 20
    left = [0, size - 1]
    rolls.begin([no for no in range(size) if no not in left])
    assert rolls.not_begun() == rolls.not_begun() == in_order(left)
    assert len(rolls.items()) <= 1 + len(left)
    with counted() as seen:
        assert rolls.not_begun() == in_order(left)
    assert seen["requests"] <= 6  # the copy, the lists' revision, its blocks, how far those two blocks are, the copy
    rolls.begin(left)
    assert rolls.not_begun() == rolls.not_begun() == []


def test_many_who_look_at_once_see_the_same_and_leave_one_copy(rolls: Rolls) -> None:
    rolls.put(range(45))
    assert at_once([rolls.not_begun] * 6) == [in_order(range(45))] * 6
    assert len(rolls.items()) == 1 + 5
    rolls.begin(range(40))
    assert at_once([rolls.not_begun] * 6) == [in_order(range(40, 45))] * 6
    assert rolls.not_begun() == in_order(range(40, 45))


def test_a_page_goes_on_after_a_change_from_where_it_ended(rolls: Rolls) -> None:
    rolls.put(range(30))
    people, cursor = rolls.roll.people(rolls.task_id, Wanted(only="NOT_BEGUN"), None, 12)
    rolls.put([100], "second")
    after, end = rolls.roll.people(rolls.task_id, Wanted(only="NOT_BEGUN"), cursor, 50)
    assert [one.row.shown for one in [*people, *after]] == in_order([*range(30), 100])
    assert end is None
    for wrong in ("of-nobody", "", sha256_hex(b"nobody"), cast(str, cursor).upper()):
        with pytest.raises(Invalid):
            rolls.roll.people(rolls.task_id, Wanted(), wrong)


def test_blocks_that_were_replaced_last_can_still_be_read(rolls: Rolls) -> None:
    rolls.put(range(30))
    ordered = OrderedRoll(rolls.store, rolls.tasks, rolls.counters, rolls.clock)
    reading = ordered.blocks(rolls.task_id, "NOT_BEGUN", None)
    seen = [line.row.shown for line in next(reading).lines]
    rolls.put([100], "second")
    assert rolls.not_begun() == in_order([*range(30), 100])
    seen += [line.row.shown for block in reading for line in block.lines]
    assert seen == in_order(range(30))
    for no in range(5):
        rolls.put([200 + no], f"more{no}")
        assert len(rolls.not_begun()) == 32 + no
    generations = Counter(item.sk.split("#")[1] for item in rolls.items() if item.sk != roll_store.HEAD)
    assert len(generations) == 2  # of what counts, and of what it replaced


def test_a_page_whose_blocks_went_while_it_was_read_is_read_again(
    rolls: Rolls, monkeypatch: pytest.MonkeyPatch
) -> None:
    rolls.put(range(45))
    states, looks = rolls.counters.people, iter(range(3))

    def slowly(task_id: str, digests: Sequence[str]) -> Any:
        for number in looks:  # others look three times, after a change each, while the first part is asked about
            rolls.put([100 + number], f"more{number}")
            rolls.not_begun()
        return states(task_id, digests)

    monkeypatch.setattr(roll_store, "AT_A_TIME", 1)
    monkeypatch.setattr(rolls.counters, "people", slowly)
    assert rolls.not_begun(500) == in_order([*range(45), 100, 101, 102])


def test_a_copy_is_made_again_after_a_day_and_dropped_with_the_task(rolls: Rolls) -> None:
    rolls.put(range(5))
    assert rolls.not_begun() == in_order(range(5))
    first = rolls.store.copy(rolls.task_id, "NOT_BEGUN")
    assert rolls.not_begun() == in_order(range(5))
    assert rolls.store.copy(rolls.task_id, "NOT_BEGUN") == first
    rolls.tasks_world.now += KEPT + timedelta(seconds=1)
    assert rolls.not_begun() == in_order(range(5))
    assert rolls.store.copy(rolls.task_id, "NOT_BEGUN") != first
    assert rolls.pages(9) == [in_order(range(5))]
    while rolls.store.drop(rolls.task_id, 2):
        pass
    assert rolls.items() == rolls.items("ALL") == []


def test_a_page_that_looks_for_few_among_many_ends_early_and_goes_on(
    rolls: Rolls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roll, "MOST_ASKED", 20)
    rolls.put(range(100))
    rolls.begin(range(95))
    with CounterItem.batch_write() as batch:
        for row in rolls.rows(range(95)):
            batch.save(CounterItem(f"PROGRESS#{rolls.task_id}", row.digest, state=State.DONE.value, round=1))
    pages = rolls.pages(50, only="MUST_ACT")
    assert flat(pages) == in_order(range(95, 100))
    assert len(pages) == 100 // 20 + 1
