"""Which rules an order is under: a task may change after somebody paid."""

from __future__ import annotations

from chalicelib.orders.model import Order
from chalicelib.tasks.model import Task
from chalicelib.tasks.rules import Rules


def rules_of(order: Order, task: Task) -> Rules:
    """Those its student accepted; the task's until then, and where an older order has not kept them."""
    return order.head.rules or task.rules
