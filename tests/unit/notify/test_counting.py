"""What an event changes in the counters."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from chalicelib.notify.counter_store import CounterKey
from chalicelib.notify.counters import steps
from chalicelib.orders import events as ev
from chalicelib.orders.machine.decide import decide
from chalicelib.orders.model import Actor, EventRecord, Order, State
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
    assert sum(found.values()) == 0
    assert any(found.values())
    assert all(len(sk.encode()) <= 1024 and sk.count("#") in (1, 3) for _, sk in found)


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
    assert {sk: n for (_, sk), n in total.items() if n} == {
        "STATE#DRAFT": -1,
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
