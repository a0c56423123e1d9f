"""A branch's payments as finance looks for them: by day, channel, state, task and amount, or by a number."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import batched

from chalicelib.desk.errors import DaysTurned
from chalicelib.desk.order_errors import NumberMistyped
from chalicelib.desk.possible_actions import money_actions
from chalicelib.orders import number
from chalicelib.orders.model import Order
from chalicelib.orders.money_model import Attempt, Refund
from chalicelib.orders.store.index_keys import PAYMENT_GROUPS, PaymentGroup
from chalicelib.orders.store.orders import Orders
from chalicelib.orders.store.payments import PaymentKey, Payments, Span
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.shared.errors import Invalid
from chalicelib.shared.ids import is_order_id, parse_out_refund_no, parse_out_trade_no
from chalicelib.staff.model import Staff
from chalicelib.tasks.model import Task
from chalicelib.tasks.service import Tasks

PAGE = 30
EXAMINED = 120  # payments that one page looks at, so that a rare filter costs no more than a common one
FIRST_YEAR, LAST_YEAR = 2020, 2100
PLACE = re.compile(r"\d{4}-\d{2}-\d{2}T[0-9:.]{12}Z#[0-9A-Za-z]{22}#\d{2}")  # of a payment, in its list


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """first, last: days in Shanghai; amount: fen taken; what is None is not asked for."""

    first: date | None = None
    last: date | None = None
    group: PaymentGroup | None = None
    channel: str | None = None
    task_id: str | None = None
    amount: int | None = None

    def fits(self, order: Order, attempt: Attempt) -> bool:
        """Whether a payment is one of those; its group is known from where it was found."""
        asked = (
            (self.group, PAYMENT_GROUPS.get(attempt.state)), (self.channel, attempt.channel),
            (self.task_id, order.head.task_id), (self.amount, attempt.taken),
        )  # fmt: skip
        return all(wanted is None or wanted == is_ for wanted, is_ in asked)

    def fits_refund(self, order: Order, attempt: Attempt, refund: Refund) -> bool:
        """Whether a refund is one of those: amount is its own."""
        asked = (
            (self.channel, attempt.channel), (self.task_id, order.head.task_id), (self.amount, refund.amount),
        )  # fmt: skip
        return all(wanted is None or wanted == is_ for wanted, is_ in asked)

    def span(self, before: str | None) -> Span:
        """Raises DaysTurned, and Invalid for a day of a year that no season is in."""
        for field, day in (("first", self.first), ("last", self.last)):
            if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
                raise Invalid(field=field)
        if self.first and self.last and self.first > self.last:
            raise DaysTurned(field="first")
        return Span(
            first=start_of(self.first) if self.first else None,
            end=start_of(self.last + timedelta(days=1)) if self.last else None,
            before=before,
        )


@dataclass(frozen=True, kw_only=True)
class PaymentFound:
    """actions: what two people of finance may do about it now."""

    order: Order
    task: Task
    attempt: Attempt
    actions: tuple[str, ...]


class PaymentsDesk:
    """channels: those that are set up."""

    def __init__(
        self,
        *,
        payments: Payments,
        store: Orders,
        tasks: Tasks,
        channels: Callable[[], Collection[str]],
        clock: Clock,
    ) -> None:
        self._payments, self._store, self._tasks = payments, store, tasks
        self._channels, self._clock = channels, clock

    def search(self, who: Staff, wanted: Wanted, after: str | None) -> tuple[list[PaymentFound], str | None]:
        """A page of payments, newest first, and where the next page starts.  A page looks at EXAMINED payments at most:
        with a rare filter it may be short, or empty, before the end.  Raises TaskUnknown, DaysTurned, and Invalid for a
        cursor that no answer gave."""
        if after is not None and not PLACE.fullmatch(after):
            raise Invalid(field="cursor")
        keys, found = self._keys(who, wanted, after), list[tuple[PaymentKey, Order, Attempt]]()
        for batch in batched(keys, PAGE):
            orders = self._store.without_photos(key.order_id for key in batch)
            found += [
                (key, order, attempt)
                for key in batch
                if (order := orders.get(key.order_id))
                and (attempt := order.attempt(key.attempt_no))
                and wanted.fits(order, attempt)
            ]
            if len(found) >= PAGE:
                break
        page = found[:PAGE]
        tasks = self._tasks.several(order.head.task_id for _, order, _ in page)
        rows = [self._row(order, attempt, tasks[order.head.task_id]) for _, order, attempt in page]
        looked = keys[: keys.index(page[-1][0]) + 1] if len(page) == PAGE else keys
        ended = len(keys) < EXAMINED and len(looked) == len(keys)
        return rows, None if ended else looked[-1].place

    def _keys(self, who: Staff, wanted: Wanted, after: str | None) -> list[PaymentKey]:
        span = wanted.span(after)
        if wanted.task_id is not None:
            self._tasks.of_branch(who.branch, wanted.task_id)
            return self._payments.of_task(wanted.task_id, span, limit=EXAMINED)
        groups = [wanted.group] if wanted.group else list(PaymentGroup)
        return self._payments.of_branch(who.branch, groups, span, limit=EXAMINED)

    def by_number(self, who: Staff, text: str) -> list[PaymentFound]:
        """The payments of the order with this number: the order's, one that we gave a payment or a refund, or the
        channel's; the newest first.  Raises Invalid for digits that are mistyped."""
        order = self.order_by_number(who, text)
        if order is None:
            return []
        task = self._tasks.get(order.head.task_id)
        found = (attempt for attempt in reversed(order.attempts) if attempt.state in PAYMENT_GROUPS)
        return [self._row(order, attempt, task) for attempt in found]

    def order_by_number(self, who: Staff, text: str) -> Order | None:
        """The branch's order that any such number leads to.  Raises Invalid for digits that are mistyped."""
        order_id = self._order_id("".join(text.split()))
        order = self._store.load(order_id) if order_id else None
        return order if order and order.head.branch == who.branch else None

    def _order_id(self, text: str) -> str | None:
        named = parse_out_trade_no(text) or parse_out_refund_no(text)
        if named:
            return named[0]
        if is_order_id(text):
            return text
        if found := self._payments.order_of_transaction(text):
            return found
        try:
            digits = number.read(text)
        except number.Mistyped as error:
            raise NumberMistyped(field="number") from error
        return self._store.id_by_number(digits) if digits else None

    def _row(self, order: Order, attempt: Attempt, task: Task) -> PaymentFound:
        actions = money_actions(order, attempt, task, self._clock(), self._channels())
        return PaymentFound(order=order, task=task, attempt=attempt, actions=actions)


def start_of(day: date) -> datetime:
    """When a day begins in Shanghai."""
    return datetime.combine(day, time(), SHANGHAI)
