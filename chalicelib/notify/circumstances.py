"""Predicates over a case that decide whether a message is sent; `docs/notices.md` prints their docstrings.  Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chalicelib.orders.machine.decide import ASKER
from chalicelib.orders.model import RESUBMITTABLE, EventRecord, Order, State
from chalicelib.orders.money_model import RETURNED
from chalicelib.orders.photos.rules import out_of_tries
from chalicelib.tasks.model import Task


@dataclass(frozen=True, kw_only=True)
class Case:
    """An order event, or a reminder (which has no record).  at: when the event happened; for a reminder, now."""

    order: Order
    task: Task
    at: datetime
    record: EventRecord | None = None


Circumstance = Callable[[Case], bool]


def always(case: Case) -> bool:
    """always"""
    return True


def last_rejection(case: Case) -> bool:
    """no attempts are left"""
    return out_of_tries(case.order, case.task)


def fault_named(case: Case) -> bool:
    """nothing has happened to the order since the branch asked for the correction"""
    head = case.order.head
    return head.rejection is not None and case.record is not None and head.seq == case.record.seq


def deadline_runs(case: Case) -> bool:
    """the photo has not been replaced since"""
    return case.order.head.deadline is not None


def all_back(case: Case) -> bool:
    """all of the payment is back"""
    attempt = case.order.attempt(case.record.data["attempt_no"]) if case.record else None
    return attempt is not None and attempt.state in RETURNED


def contested(case: Case) -> bool:
    """the order was contested"""
    return case.record is not None and ASKER in case.record.data


def task_open(case: Case) -> bool:
    """the task is open"""
    return case.task.is_open(case.at)


def taken_over(case: Case) -> bool:
    """by a takeover"""
    return case.record is not None and case.record.actor.kind == "takeover"


def staff_cancelled(case: Case) -> bool:
    """by staff; the order is CANCELLED"""
    return _ended(case, "staff", State.CANCELLED)


def staff_closed(case: Case) -> bool:
    """by staff; the order is CLOSED"""
    return _ended(case, "staff", State.CLOSED)


def staff_refunds(case: Case) -> bool:
    """by staff; the order is REFUNDING"""
    return _ended(case, "staff", State.REFUNDING)


def overdue_closed(case: Case) -> bool:
    """the order is CLOSED"""
    return _ended(case, "clock", State.CLOSED)


def overdue_refunds(case: Case) -> bool:
    """the order is REFUNDING"""
    return _ended(case, "clock", State.REFUNDING)


def not_handed_in(case: Case) -> bool:
    """the order is a draft and its task is open"""
    return case.order.head.state is State.DRAFT and task_open(case)


def not_paid(case: Case) -> bool:
    """the order awaits payment and its task is open"""
    return case.order.head.state is State.AWAITING_PAYMENT and task_open(case)


def to_replace(case: Case) -> bool:
    """the photo was rejected, withdrawn or needs correction, and an attempt is left"""
    return case.order.head.state in RESUBMITTABLE and not out_of_tries(case.order, case.task)


def delivered(case: Case) -> bool:
    """the order was delivered and CHSI's result has not arrived"""
    return case.order.head.state is State.IN_PRODUCTION


def _ended(case: Case, who: str, to: State) -> bool:
    """Whether this very event ended the order (it was not in state `to` before)."""
    record = case.record
    return record is not None and record.actor.kind == who and record.to is to and record.source is not to
