"""Counters in DynamoDB: each event once, read from a day on, and forgotten where they may tell of somebody."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.identity.inbox_store import Inbox
from chalicelib.notify.counter_store import Counted, CounterItem, CounterStore, Share
from chalicelib.notify.once import KEPT
from chalicelib.orders.model import State
from chalicelib.shared.db import Conflict
from chalicelib.shared.ids import random_id
from tests.worlds.orders import an_order

NOW = datetime(2036, 11, 24, 8, 0, tzinfo=UTC)  # ahead: the emulator drops marks that are over


@pytest.fixture
def store(aws: Any) -> CounterStore:
    return CounterStore(aws.tables["tasks"], Inbox(aws.tables["inbox"]))


def add(store: CounterStore, pk: str, *keys: str) -> bool:
    return store.count(random_id(), Counter((pk, sk) for sk in keys), None, NOW)


def test_days_are_read_from_one_on_and_other_kinds_are_left_out(store: CounterStore) -> None:
    task_id = random_id()
    keys = ["DAY#2026-06-01#DRAFT", "DAY#2026-06-02#DRAFT", "DAY#2026-06-30#IN_REVIEW", "DAYS#2026-06-03#x", "STATE#x"]
    assert add(store, f"COUNT#{task_id}", *keys)
    late = [Counted("2026-06-02#DRAFT", 1), Counted("2026-06-30#IN_REVIEW", 1)]
    assert store.of_task(task_id, "DAY", since="2026-06-02") == late
    assert store.of_task(task_id, "DAY") == [Counted("2026-06-01#DRAFT", 1), *late]
    assert store.of_task(task_id, "DAY", since="2026-07-01") == []


def test_a_branch_is_read_from_a_day_on(store: CounterStore) -> None:
    branch = random_id()
    add(store, f"WORK#{branch}", "2026-06-01#submit", "2026-06-02#approve")
    add(store, f"WORK#{branch}", "2026-06-02#approve")
    assert store.of_branch(branch, "2026-06-02") == [Counted("2026-06-02#approve", 2)]
    assert len(store.of_branch(branch, "2026-05-01")) == 2


def test_an_event_told_again_adds_nothing(store: CounterStore) -> None:
    task_id, event_id = random_id(), random_id()
    steps = Counter({(f"COUNT#{task_id}", "FIRST#PASSED"): 1})
    assert [store.count(event_id, steps, None, NOW) for _ in range(3)] == [True, False, False]
    assert store.of_task(task_id, "FIRST") == [Counted("PASSED", 1)]


def a_share(task_id: str, event_id: str, *keys: str, **head: Any) -> Share:
    moved = an_order(State.DRAFT, task_id=task_id, **head).head if head else None
    return Share(event_id=event_id, steps=Counter((f"COUNT#{task_id}", key) for key in keys), head=moved)


def test_events_counted_together_are_counted_once_each(store: CounterStore) -> None:
    task_id, mine, other = random_id(), random_id(), random_id()
    batch = [
        a_share(task_id, f"{mine}#1", "FIRST#PASSED", enrolment="e1"),
        a_share(task_id, f"{mine}#2", "FIRST#PASSED", enrolment="e1"),
        a_share(task_id, f"{other}#1", "FIRST#PASSED", "FIRST#FAILED", enrolment="e2"),
    ]
    store.count_together(batch, NOW)
    told = [Counted("FAILED", 1), Counted("PASSED", 3)]
    assert store.of_task(task_id, "FIRST") == told
    assert set(store.everybody(task_id)) == {"e1", "e2"}
    with pytest.raises(Conflict):
        store.count_together([a_share(task_id, f"{mine}#3", "FIRST#PASSED"), batch[1]], NOW)
    assert [store.count(one.event_id, one.steps, one.head, NOW) for one in batch] == [False] * 3
    assert store.of_task(task_id, "FIRST") == told
    assert store.count(f"{mine}#3", batch[0].steps, None, NOW)
    assert store.of_task(task_id, "FIRST") == [Counted("FAILED", 1), Counted("PASSED", 4)]


@pytest.mark.parametrize(
    ("part", "before"),
    [("2", "{order}#2"), ("PHOTO#1", "{order}#PHOTO#1"), ("LEDGER#n_01#4#PAID", "ledger n_01#4#PAID")],
)
def test_what_was_marked_in_an_item_of_its_own_is_not_counted_again(
    store: CounterStore, aws: Any, part: str, before: str
) -> None:
    task_id, order_id = random_id(), random_id()
    old = a_share(task_id, f"{order_id}#{part}", "FIRST#PASSED")
    Inbox(aws.tables["inbox"]).put(f"NOTICE#count#{before.format(order=order_id)}", until=NOW + KEPT, body="done")
    with pytest.raises(Conflict):
        store.count_together([old], NOW)
    assert store.count(old.event_id, old.steps, None, NOW) is False
    assert store.count(f"{order_id}#3", old.steps, None, NOW)
    with pytest.raises(Conflict):
        store.count_together([old, a_share(task_id, f"{order_id}#4", "FIRST#PASSED")], NOW)
    assert store.of_task(task_id, "FIRST") == [Counted("PASSED", 1)]


def test_counted_together_the_newest_order_of_a_student_says_how_far_they_are(store: CounterStore) -> None:
    task_id = random_id()
    rounds = [a_share(task_id, f"{random_id()}#1", enrolment="e1", round=number) for number in (2, 1)]
    store.count_together(rounds, NOW)
    older = a_share(task_id, f"{random_id()}#1", "FIRST#PASSED", enrolment="e1", round=1)
    with pytest.raises(Conflict):
        store.count_together([older], NOW)
    assert store.count(older.event_id, older.steps, older.head, NOW)
    assert store.of_task(task_id, "FIRST") == [Counted("PASSED", 1)]


def test_everybody_of_a_task_is_read_with_how_far_they_are(store: CounterStore) -> None:
    task_id = random_id()
    for enrolment, state in (("e1", State.DRAFT), ("e2", State.DONE)):
        head = an_order(state, task_id=task_id, enrolment=enrolment).head
        store.count(random_id(), Counter(), head, NOW)
    assert store.everybody(task_id) == {"e1": State.DRAFT, "e2": State.DONE}


def test_how_far_somebody_is_never_goes_back_however_late_an_event_is_counted(store: CounterStore) -> None:
    """Events of one order may be counted at the same time: each reads the order first, and writes later."""
    task_id = random_id()
    steps = Counter({(f"COUNT#{task_id}", "FIRST#PASSED"): 1})
    older, newer = (
        an_order(state, task_id=task_id, enrolment="e1", seq=seq, round=2).head
        for state, seq in ((State.AWAITING_PAYMENT, 2), (State.IN_REVIEW, 3))
    )
    assert [store.count(random_id(), steps, head, NOW) for head in (newer, older)] == [True, True]
    assert store.everybody(task_id) == {"e1": State.IN_REVIEW}
    assert store.of_task(task_id, "FIRST") == [Counted("PASSED", 2)]
    next_one = an_order(State.DRAFT, task_id=task_id, enrolment="e1", seq=1, round=3).head
    store.count(random_id(), steps, next_one, NOW)
    assert store.everybody(task_id) == {"e1": State.DRAFT}


def test_who_is_how_far_and_why_photos_were_refused_go_and_figures_stay(store: CounterStore) -> None:
    task_id = random_id()
    store.count(random_id(), Counter(), an_order(State.DRAFT, task_id=task_id).head, NOW)
    add(store, f"COUNT#{task_id}", "WHY#2026-06-01#MACHINE#blurred", "WHY#2026-06-02#MACHINE#blurred", "STATE#DRAFT")
    assert [store.forget_people(task_id, 1) for _ in range(4)] == [1, 1, 1, 0]
    assert (store.everybody(task_id), store.of_task(task_id, "WHY")) == ({}, [])
    assert store.of_task(task_id, "STATE") == [Counted("DRAFT", 1)]


def test_everybody_is_read_over_as_many_pages_as_it_takes(store: CounterStore) -> None:
    """A page ends at a megabyte."""
    task_id, long = random_id(), "e" * 900
    with CounterItem.batch_write() as batch:
        for number in range(1500):
            batch.save(CounterItem(f"PROGRESS#{task_id}", f"{long}{number:04}", state="DONE", round=1))
    found = store.everybody(task_id)
    assert (len(found), set(found.values())) == (1500, {State.DONE})


def test_entries_and_their_fen_are_one_item_and_older_ones_count_with_it(store: CounterStore) -> None:
    branch, old = random_id(), "2026-06-01#wechat#PAID#FEN"
    CounterItem(f"MONEY#{branch}", old, n=700).save()
    steps = Counter(
        {(f"MONEY#{branch}", f"2026-06-01#wechat#PAID#{unit}"): n for unit, n in (("FEN", 3000), ("COUNT", 1))}
    )
    store.count(random_id(), steps, None, NOW)
    store.count(random_id(), steps, None, NOW)
    items = {item.sk: (item.n, item.fen) for item in CounterItem.query(f"MONEY#{branch}")}
    assert items == {"2026-06-01#wechat#PAID": (2, 6000), old: (700, None)}
    read = store.money_by_day(branch, "2026-06-01", "2026-06-01")
    assert sorted((one.key[-3:], one.n) for one in read) == [("FEN", 700), ("FEN", 6000), ("UNT", 2)]
