"""An order for whoever may see it and has given no reason to know whose it is."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.orders.model import Order
from chalicelib.shared.names import mask_name, mask_number


def masked(order: Order, *, number: bool = False) -> Order:
    """The same with its student's name masked, and with the student number if that is asked for; what stands for an
    erased name stays."""
    student = order.head.student
    name = student.name if order.head.erased_at else mask_name(student.name)
    student_no = mask_number(student.student_no) if number else student.student_no
    return order.but(student=replace(student, name=name, student_no=student_no))
