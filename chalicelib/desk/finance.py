"""The finance desk (财务): a branch's refunds, and the channels' daily bills against the ledger.

The merchant accounts belong to the deployment, so a bill belongs to no branch: finance of every branch sees it, but
cannot open an order of another branch by its number.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.desk.errors import BillDayWrong, BillUnknown
from chalicelib.desk.money.bill_lines import LineNow, attempt_of, line_now
from chalicelib.desk.money.payments import Wanted
from chalicelib.desk.possible_actions import Impossible, money_actions, money_refusals
from chalicelib.orders.labels import CHANNELS
from chalicelib.orders.model import Order
from chalicelib.orders.money_model import Attempt, Refund
from chalicelib.orders.store.index_keys import RefundGroup, refund_group
from chalicelib.orders.store.lists import OrderLists, RefundKey
from chalicelib.orders.store.orders import Orders
from chalicelib.pay.bills.model import BillDifference, BillReport
from chalicelib.pay.bills.store import BillReports
from chalicelib.pay.model import KEPT
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.shared.errors import Invalid
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff
from chalicelib.tasks.model import Task
from chalicelib.tasks.service import Tasks

PAGE = 30
ANY = Wanted()


@dataclass(frozen=True, kw_only=True)
class RefundFound:
    """actions: what two people of finance may do about it now; refused: what of it waits for the channel; invoice: the
    number of an invoice issued before the refund, or empty."""

    order: Order
    task: Task
    attempt: Attempt
    refund: Refund
    actions: tuple[str, ...]
    refused: tuple[Impossible, ...]
    invoice: str


@dataclass(frozen=True, kw_only=True)
class BillDay:
    """One channel's bill of one day; report: None while nobody has matched it."""

    channel: str
    day: date
    report: BillReport | None


class FinanceDesk:
    """send: queues a day for the step that matches bills; invoices_of: (order, attempt number) of some payments
    → for each the number of the invoice issued for it, or empty."""

    def __init__(
        self,
        *,
        lists: OrderLists,
        store: Orders,
        tasks: Tasks,
        reports: Callable[[], BillReports],
        channels: Callable[[], Collection[str]],
        invoices_of: Callable[[Collection[tuple[Order, int]]], Sequence[str]],
        send: Callable[[date], None],
        audit: Audit,
        clock: Clock,
    ) -> None:
        self._lists, self._store, self._tasks, self._reports = lists, store, tasks, reports
        self._channels, self._send, self._audit, self._clock = channels, send, audit, clock
        self._invoices_of = invoices_of

    # -- refunds ---------------------------------------------------------------------------------------------------

    def refunds(
        self, who: Staff, group: RefundGroup, after: str | None, wanted: Wanted = ANY
    ) -> tuple[list[RefundFound], str | None]:
        """A page of the branch's refunds, whoever asked for them, newest first, and where the next page starts.  With a
        rare filter a page may be empty before the end: each looks at PAGE refunds.  Raises DaysTurned, and Invalid for
        a cursor of other days."""
        span = wanted.span(None)
        if after and not span.holds(after.partition("#")[0]):
            raise Invalid(field="cursor")
        keys, following = self._lists.refunds(who.branch, group, limit=PAGE, after=after, span=(span.first, span.end))
        refunds = self._found(self._store.without_photos(key.order_id for key in keys), keys)
        return [each for each in refunds if _is_of(each, group, wanted)], following

    def refunds_of(self, order: Order) -> list[RefundFound]:
        """One order's refunds of every group, the newest first."""
        newest = sorted(order.refunds, key=lambda one: (one.requested_at, one.attempt_no, one.try_no), reverse=True)
        keys = [RefundKey(order.head.order_id, one.attempt_no, one.try_no) for one in newest]
        return self._found({order.head.order_id: order}, keys)

    def _found(self, orders: Mapping[str, Order], keys: Iterable[RefundKey]) -> list[RefundFound]:
        """Those of the refunds that the orders have, with what else is told of them, read for all of them at once."""
        refunds = [
            (order, attempt, refund)
            for key in keys
            if (order := orders.get(key.order_id))
            and (attempt := order.attempt(key.attempt_no))
            and (refund := order.refund(key.attempt_no, key.try_no))
        ]
        tasks = self._tasks.several(order.head.task_id for order, _, _ in refunds)
        invoices = self._invoices_of([(order, attempt.attempt_no) for order, attempt, _ in refunds])
        return [
            RefundFound(
                order=order,
                task=tasks[order.head.task_id],
                attempt=attempt,
                refund=refund,
                actions=self._actions(order, attempt, refund, tasks[order.head.task_id]),
                refused=self._refused(order, attempt, refund),
                invoice=invoice,
            )
            for (order, attempt, refund), invoice in zip(refunds, invoices, strict=True)
        ]

    def _actions(self, order: Order, attempt: Attempt, refund: Refund, task: Task) -> tuple[str, ...]:
        if refund != order.refund_of(refund.attempt_no):
            return ()
        return money_actions(order, attempt, task, self._clock(), self._channels())

    def _refused(self, order: Order, attempt: Attempt, refund: Refund) -> tuple[Impossible, ...]:
        is_newest = refund == order.refund_of(refund.attempt_no)
        return money_refusals(order, attempt, self._channels()) if is_newest else ()

    # -- bills -----------------------------------------------------------------------------------------------------

    def days(self, before: date | None) -> list[BillDay]:
        """PAGE days of every channel, newest first, from `before` (not included) or yesterday backwards.  For a channel
        that is no longer set up: only the days that were matched."""
        today = self._clock().astimezone(SHANGHAI).date()
        newest = min(before or today, today) - timedelta(days=1)
        entries = []
        for channel in CHANNELS:
            matched = self._reports().between(channel, newest - timedelta(PAGE - 1), newest)
            reports = {report.day: report for report in matched}
            days = [newest - timedelta(days=number) for number in range(PAGE)]
            days = [day for day in days if day in reports or channel in self._channels()]
            entries += [BillDay(channel=channel, day=day, report=reports.get(day)) for day in days]
        return sorted(entries, key=lambda entry: (entry.day, entry.channel), reverse=True)

    def bill(self, channel: str, day: date) -> BillReport:
        """The report of a day.  Raises BillUnknown when there is none."""
        report = self._reports().of(channel, day) if channel in CHANNELS else None
        if report is None:
            raise BillUnknown
        return report

    def lines(self, who: Staff, report: BillReport) -> list[LineNow]:
        """The report's lines as they stand now."""
        orders = self._store.without_photos(line.order_id for line in report.lines if line.order_id)
        own = {line.order_id for line in report.lines if line.returned and line.order_id in orders}
        own = {order_id for order_id in own if orders[order_id].head.branch == who.branch}
        tasks = self._tasks.several(orders[order_id].head.task_id for order_id in own)
        found = [(line, orders.get(line.order_id)) for line in report.lines]
        return [
            line_now(line, order, who.branch, order is not None and self._is_recordable(line, order, tasks))
            for line, order in found
        ]

    def _is_recordable(self, line: BillDifference, order: Order, tasks: Mapping[str, Task]) -> bool:
        """tasks: of the branch's orders whose money went back."""
        task, named = tasks.get(order.head.task_id), attempt_of(line, order)
        if task is None or not line.returned:
            return False
        attempts = (named,) if named else order.attempts
        possible = (money_actions(order, attempt, task, self._clock(), self._channels()) for attempt in attempts)
        return any("returned_on_page" in actions for actions in possible)

    def match(self, who: Staff, day: date, reason: str) -> None:
        """Queues the day's bills to be fetched and matched again.  Raises BillDayWrong."""
        today = self._clock().astimezone(SHANGHAI).date()
        if not today - KEPT <= day < today:
            raise BillDayWrong(field="day")
        self._audit.note(who, "match_bills", f"bill {day.isoformat()}", reason=reason)
        self._send(day)


def _is_of(found: RefundFound, group: RefundGroup, wanted: Wanted) -> bool:
    """Whether a refund is in the group now, as the index lags behind, and is one of those wanted."""
    is_wanted = wanted.fits_refund(found.order, found.attempt, found.refund)
    return is_wanted and refund_group(found.order, found.refund) is group
