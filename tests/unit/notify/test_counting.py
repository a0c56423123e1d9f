"""What an event changes in the counters."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from chalicelib.notify.counter_store import CounterKey
from chalicelib.notify.counters import EventCounters, first_decision, needs_history, photo_steps, steps
from chalicelib.orders import events as ev
from chalicelib.orders.machine.decide import decide
from chalicelib.orders.model import Actor, EventRecord, Order, PhotoState, State
from tests.worlds.orders import HOUR, ME, T0, a_photo, a_task, an_order

SUBMITTED = EventRecord(
    order_id="o" * 22,
    seq=2,
    at=T0,
    event="submit",
    actor=Actor(kind="student"),
    source=State.DRAFT,
    to=State.AWAITING_PAYMENT,
)


def test_a_class_whose_name_is_a_page_long_has_a_key_that_the_table_takes() -> None:
    """A key above 1,024 bytes is refused for ever, and the messages behind it in the stream would wait."""
    order = an_order(State.AWAITING_PAYMENT)
    student = replace(order.head.student, college="𠮷" * 512, class_name="#" * 512)
    found = steps(SUBMITTED, order.but(student=student), a_task())
    of_task = {sk: n for (pk, sk), n in found.items() if pk == "COUNT#task1"}
    assert sum(of_task.values()) == 0
    assert any(of_task.values())
    parts = {"STATE": 1, "DAY": 2, "CLASS": 3}
    assert all(len(sk.encode()) <= 1024 and sk.count("#") == parts[sk.partition("#")[0]] for sk in of_task)


def history(*names: str) -> list[tuple[EventRecord, Order]]:
    """An order's events with the order as it was after each; `edit` puts it into another class, `refill` elsewhere."""
    order, task, found = an_order(State.DRAFT, photos=(a_photo(),)), a_task(price=0), []
    events: dict[str, ev.Event] = {
        "submit": ev.Submit(actor=ME, photo_no=1),
        "refill": ev.Refill(actor=ME, student=replace(order.head.student, class_name="2203")),
        "edit": ev.Edit(
            actor=Actor(kind="staff", id="s"), second="t", reason="x",
            student=replace(order.head.student, class_name="2202"),
        ),
        "withdraw": ev.Withdraw(actor=ME),
    }  # fmt: skip
    for name in names:
        change = decide(order, events[name], T0 + HOUR, task=task, owns_claim=True)
        assert change.record is not None
        order = change.after
        found.append((change.record, order))
    return found


@pytest.mark.parametrize("late", [False, True])
def test_a_student_who_changes_class_is_counted_there_and_nowhere_else(late: bool) -> None:
    """Also where the events come when all has happened, and in another order."""
    told = history("refill", "submit", "edit", "withdraw")
    newest = told[-1][1]
    total: Counter[CounterKey] = Counter()
    for record, order in reversed(told) if late else told:
        total.update(steps(record, newest if late else order, a_task()))
    assert {sk: n for (pk, sk), n in total.items() if n and pk == "COUNT#task1"} == {
        "STATE#DRAFT": -1,
        "DAY#2026-06-01#DRAFT": -1,
        "DAY#2026-06-01#WITHDRAWN": 1,
        "CLASS###DRAFT": -1,
        "STATE#WITHDRAWN": 1,
        "CLASS##2202#WITHDRAWN": 1,
    }


def test_an_event_of_before_there_were_groups_counts_where_the_order_is() -> None:
    order = an_order(State.AWAITING_PAYMENT)
    order = order.but(student=replace(order.head.student, college="信息学院", class_name="2201"))
    assert {sk: n for (_, sk), n in steps(SUBMITTED, order, a_task()).items() if sk.startswith("CLASS#")} == {
        "CLASS#信息学院#2201#DRAFT": -1,
        "CLASS#信息学院#2201#AWAITING_PAYMENT": 1,
    }


def decided(*events: str, actor: str = "staff") -> list[EventRecord]:
    """Events of an order in review, one after the other."""
    at = (State.IN_REVIEW, State.APPROVED)
    data = {"reject": {"reasons": ["blurred", "other"]}}
    return [
        EventRecord(
            order_id="o" * 22,
            seq=seq,
            at=T0 + seq * HOUR,
            event=event,
            actor=Actor(kind=actor, id="s"),
            source=at[event == "recall"],
            to=at[event == "approve"],
            data=data.get(event, {}),
        )
        for seq, event in enumerate(events, 1)
    ]


@pytest.mark.parametrize(
    ("events", "first"),
    [
        ([], None),
        (["take", "approve"], "approve"),
        (["reject", "resubmit", "approve"], "reject"),
        (["reject", "resubmit", "approve", "recall", "reject"], "reject"),
        (["approve", "recall"], None),
        (["approve", "recall", "reject"], "reject"),
        (["approve", "stop", "resubmit", "approve", "recall"], "approve"),
        (["approve", "recall", "approve", "deliver", "correct", "resubmit", "reject"], "approve"),
    ],
)
def test_the_first_decision_stands_whatever_order_the_events_come_in(events: list[str], first: str | None) -> None:
    told = decided(*events)
    assert first_decision(told) == first
    total: Counter[CounterKey] = Counter()
    for record in reversed(told):
        earlier = [one for one in told if one.seq < record.seq] if needs_history(record) else []
        total.update(steps(record, an_order(State.IN_REVIEW), a_task(), earlier))
    found = {sk: n for (_, sk), n in total.items() if n and sk.startswith("PASS#")}
    assert found == ({f"PASS###{first}": 1} if first else {})


def test_what_is_not_a_reviewers_is_no_decision() -> None:
    assert first_decision(decided("approve", actor="clock")) is None
    (record,) = decided("approve", actor="clock")
    assert all(sk.startswith(("STATE#", "CLASS#", "DAY#")) for _, sk in steps(record, an_order(State.DRAFT), a_task()))


def test_a_rejection_counts_for_its_day_its_reasons_and_the_branch() -> None:
    (record,) = decided("reject")
    found = {sk: n for (_, sk), n in steps(record, an_order(State.REJECTED), a_task()).items() if n}
    assert found == {
        "PASS###reject": 1,
        "s#reject": 1,
        "JUDGED#2026-06-01#PERSON#reject": 1,
        "WHY#2026-06-01#PERSON#blurred": 1,
        "WHY#2026-06-01#PERSON#other": 1,
        "2026-06-01#reject": 1,
    }


def test_a_night_belongs_to_the_day_in_shanghai() -> None:
    """16:00 in UTC is midnight there."""
    late = replace(SUBMITTED, at=datetime(2026, 6, 1, 16, 0, tzinfo=UTC))
    found = steps(late, an_order(State.AWAITING_PAYMENT), a_task())
    assert found["WORK#hunan", "2026-06-02#submit"] == 1
    assert found["COUNT#task1", "DAY#2026-06-02#DRAFT"] == -1


def test_a_photo_in_review_is_counted_when_it_comes_there_and_not_while_it_is_looked_at() -> None:
    paid, taken = replace(SUBMITTED, event="paid", to=State.IN_REVIEW), replace(SUBMITTED, event="take")
    taken = replace(taken, source=State.IN_REVIEW, to=State.IN_REVIEW)
    branch = [
        {sk: n for (pk, sk), n in steps(one, an_order(State.IN_REVIEW), a_task()).items() if pk == "WORK#hunan"}
        for one in (paid, taken)
    ]
    assert branch == [{"2026-06-01#queue": 1}, {}]


def test_a_refused_photo_counts_once_for_each_code_that_failed() -> None:
    findings = [{"code": code, "severity": how} for code, how in (("a", "fail"), ("b", "warn"), ("a", "fail"))]
    refused = a_photo(1, PhotoState.FAILED, report={"findings": findings})
    assert dict(photo_steps(refused, "task1")) == {
        ("COUNT#task1", "JUDGED#2026-06-01#MACHINE#FAILED"): 1,
        ("COUNT#task1", "FIRST#FAILED"): 1,
        ("COUNT#task1", "WHY#2026-06-01#MACHINE#a"): 1,
    }
    assert dict(photo_steps(a_photo(2), "task1")) == {("COUNT#task1", "JUDGED#2026-06-01#MACHINE#PASSED"): 1}
    assert photo_steps(a_photo(1, PhotoState.GONE), "task1") == {}


def test_an_event_that_changes_no_figure_is_not_marked_as_counted() -> None:
    store, waits = SimpleNamespace(), SimpleNamespace(counting=lambda *_: [])  # a store that cannot be asked
    counters = EventCounters(cast(Any, store), cast(Any, waits), lambda _: [], lambda: T0)
    started = replace(SUBMITTED, event="start", source=State.AWAITING_PAYMENT)
    assert counters.count(started, an_order(State.AWAITING_PAYMENT), a_task()) is False
    with pytest.raises(AttributeError):
        counters.count(SUBMITTED, an_order(State.AWAITING_PAYMENT), a_task())


def written(pairs: Counter[CounterKey]) -> int:
    """Items that a task's partition gets."""
    return sum(bool(n) for (pk, _), n in pairs.items() if pk == "COUNT#task1")


def test_a_seasons_busiest_hour_in_one_task_is_below_what_a_partition_takes() -> None:
    """As docs/architecture.md reckons it: 9.4 students a second hand in and pay, 14 photos a second are decided."""
    opened = replace(SUBMITTED, event="open", source=None, to=State.DRAFT)
    paid = replace(SUBMITTED, event="paid", source=State.AWAITING_PAYMENT, to=State.IN_REVIEW)
    of_student = [written(steps(one, an_order(State.IN_REVIEW), a_task())) for one in (opened, SUBMITTED, paid)]
    of_photo = written(photo_steps(a_photo(), "task1"))
    (approved,), (rejected,) = (
        [replace(one, source=State.IN_REVIEW, to=to) for one in decided(name)]
        for name, to in (("approve", State.APPROVED), ("reject", State.REJECTED))
    )
    of_decisions = [written(steps(one, an_order(State.IN_REVIEW), a_task())) for one in (approved, rejected)]
    assert (of_student, of_photo, of_decisions) == ([3, 6, 6], 2, [8, 10])
    units = 2 * (9.4 * (sum(of_student) + of_photo) + 14 * max(of_decisions))
    assert units == pytest.approx(600, abs=1)
