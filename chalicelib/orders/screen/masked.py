"""An order for whoever may see it and has given no reason to know whose it is."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.orders.model import Order
from chalicelib.shared.names import mask_name


def masked(order: Order) -> Order:
    """The same with its student's name masked; what stands for an erased name stays."""
    student = order.head.student
    name = student.name if order.head.erased_at else mask_name(student.name)
    return order.but(student=replace(student, name=name))
