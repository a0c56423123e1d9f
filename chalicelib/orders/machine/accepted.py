"""Which of a task's rules bind an order: a task may change after somebody paid."""

from __future__ import annotations

from chalicelib.orders.model import Order
from chalicelib.tasks.model import Task
from chalicelib.tasks.rules import Rules


def rules_of(order: Order, task: Task) -> Rules:
    """The rules that the student accepted; the task's until then, and for an older order that has not kept any."""
    return order.head.rules or task.rules
