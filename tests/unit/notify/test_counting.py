"""What an event changes in the counters."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.notify.counting import steps
from chalicelib.orders.model import Actor, EventRecord, State
from tests.worlds.orders import T0, a_task, an_order

SUBMITTED = EventRecord(
    order_id="o" * 22, seq=2, at=T0, event="submit", actor=Actor(kind="student"), source=State.DRAFT,
    to=State.AWAITING_PAYMENT,
)  # fmt: skip


def test_a_class_whose_name_is_a_page_long_has_a_key_that_the_table_takes() -> None:
    """A key above 1,024 bytes is refused for ever, and the messages behind it in the stream would wait."""
    order = an_order(State.AWAITING_PAYMENT)
    student = replace(order.head.student, college="𠮷" * 512, class_name="#" * 512)
    found = steps(SUBMITTED, order.but(student=student), a_task())
    assert sum(found.values()) == 0
    assert all(len(sk.encode()) <= 1024 and sk.count("#") in (1, 3) for _, sk in found)
