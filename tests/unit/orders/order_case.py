"""One line of the order machine's truth: an order, an event, and exactly what is different afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from chalicelib.orders.events import Event
from chalicelib.orders.machine.decide import TABLE, Change, Table, decide
from chalicelib.orders.machine.rows import Row
from chalicelib.orders.machine.situation import Known, Situation
from chalicelib.orders.model import Order, State
from chalicelib.tasks.model import Task
from tests.worlds.orders import HOUR, T0, a_task

NOW = T0 + HOUR


def rows_that_apply(situation: Situation, rows: Table = TABLE) -> list[Row[Any]]:
    known = rows.get((situation.order.head.state, situation.event.name), ())
    return [row for row in known if all(guard(situation) for guard in row.guards)]


@dataclass(frozen=True, kw_only=True)
class Case:
    """head, attempt and refund: the fields that change, with their new values; all others must stay.

    refund_no: of the refund that changes, where it is not the one of all the money.
    new: parts that are there afterwards and were not before, by the field of the order; moved: what the record holds
    beside the event's own fields.
    """

    order: Order
    event: Event
    to: State | None = None
    head: Mapping[str, Any] = field(default_factory=dict)
    attempt: Mapping[str, Any] = field(default_factory=dict)
    refund: Mapping[str, Any] = field(default_factory=dict)
    refund_no: int = 0
    new: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    moved: Mapping[str, Any] = field(default_factory=dict)
    now: datetime = NOW
    task: Task = field(default_factory=a_task)
    owns_claim: bool = True
    quiet: bool = False
    alarm: bool = False
    claim: bool = False

    def decide(self, rows: Table = TABLE) -> Change:
        """Raises NotAllowed."""
        return decide(self.order, self.event, self.now, task=self.task, owns_claim=self.owns_claim, rows=rows)

    def rows(self, rows: Table = TABLE) -> list[Row[Any]]:
        """Every row that applies."""
        around = Known(task=self.task, owns_claim=self.owns_claim)
        return rows_that_apply(Situation(order=self.order, event=self.event, now=self.now, around=around), rows)

    def expected(self) -> Order:
        """The order afterwards, whole."""
        if self.quiet:
            return self.order
        order, head = self.order, self.order.head
        number = getattr(self.event, "attempt_no", 1)
        if self.attempt:
            attempt = order.attempt(number)
            assert attempt is not None
            order = order.with_attempt(replace(attempt, **self.attempt))
        if self.refund:
            refund = order.refund(number, self.refund_no) if self.refund_no else order.refund_of(number)
            assert refund is not None
            order = order.with_refund(replace(refund, **self.refund))
        new: dict[str, Any] = {name: (*getattr(order, name), *parts) for name, parts in self.new.items()}
        order = replace(order, **new)
        state_at = self.now if self.to not in (None, head.state) else head.state_at
        return order.but(state=self.to or head.state, seq=head.seq + 1, state_at=state_at, **self.head)
