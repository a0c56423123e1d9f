"""Invoices for finance: those to issue, those issued, and those whose payment was returned since."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.invoices.errors import (
    InvoiceUnknown,
    IssuedAlready,
    MoneyReturned,
    NotIssued,
    NumberTaken,
    RefundOpen,
    TitleChanged,
)
from chalicelib.invoices.model import KIND_LABELS, Invoice
from chalicelib.invoices.store import RETURNED, WAITING, InvoiceStore
from chalicelib.invoices.titles import is_refunding
from chalicelib.orders.labels import CHANNELS, LABELS
from chalicelib.orders.model import Order
from chalicelib.orders.money_model import RETURNED as RETURNED_PAYMENT
from chalicelib.orders.money_model import Attempt
from chalicelib.orders.number import grouped
from chalicelib.orders.store.orders import Orders
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.shared.db import Conflict, Duplicate, insist
from chalicelib.shared.money import Fen, yuan
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff
from chalicelib.tasks.model import Task
from chalicelib.tasks.service import Tasks

PAGE = 100  # lines of a page
HEAD = (
    "抬头类型", "发票抬头", "税号", "接收邮箱", "金额（元）", "付款时间", "付款渠道", "付款交易号", "订单号",
    "订单状态", "采集任务", "申请时间", "发票状态", "发票号码", "开具时间", "开具金额（元）", "开具后退款（元）",
)  # fmt: skip
STATES = {"WAITING": "待开具", "ISSUED": "已开具"}
REFUNDING, REFUNDED = "退款中", "已退款"


@dataclass(frozen=True, kw_only=True)
class InvoiceLine:
    """An invoice with its order."""

    invoice: Invoice
    order: Order
    task_title: str

    @property
    def amount(self) -> Fen | None:
        """The amount paid, or None once it was returned."""
        paid = self.order.paid_attempt()
        return paid.taken if paid else None

    @property
    def refunding(self) -> bool:
        return is_refunding(self.order)

    @property
    def invoiced(self) -> Fen | None:
        """The amount it was issued for; None while it waits."""
        return self._billed.taken if self.invoice.state == "ISSUED" and self._billed else None

    @property
    def returned(self) -> Fen:
        """How much of what was invoiced has gone back: all or nothing, as payments are returned whole."""
        return (self.invoiced or Fen(0)) if self._is_back else Fen(0)

    @property
    def _billed(self) -> Attempt | None:
        """The payment it was issued for, or will be.  Old invoices do not name it: then what pays for the order, or
        once did."""
        if self.invoice.attempt_no is not None:
            return self.order.attempt(self.invoice.attempt_no)
        once = [attempt for attempt in self.order.attempts if attempt.paid_amount is not None]
        return self.order.paid_attempt() or (once[-1] if once else None)

    @property
    def _is_back(self) -> bool:
        return self._billed is None or self._billed.state in RETURNED_PAYMENT

    @property
    def going_back(self) -> str:
        """Whether its payment was returned or is being; empty if neither."""
        goes = self.refunding or self.amount is None
        return "" if not goes else REFUNDED if self._is_back else REFUNDING

    @property
    def state_label(self) -> str:
        """Its state for finance: waiting or issued, and whether the payment is being or was returned."""
        back = self.going_back
        if self.invoice.state == "WAITING":
            return back or STATES["WAITING"]
        return "，".join(filter(None, (STATES["ISSUED"], back)))

    @property
    def actions(self) -> list[str]:
        """The actions finance may take now."""
        if self.invoice.state == "ISSUED":
            return ["correct"]
        return [] if self.refunding or self.amount is None else ["issue"]

    @property
    def order_label(self) -> str:
        return LABELS[self.order.head.state]


InvoiceLines = tuple[list[InvoiceLine], str | None]  # (a page, where the next one starts or None)


class InvoiceDesk:
    """Invoices for finance.  Every look at the titles is audited."""

    def __init__(self, *, store: InvoiceStore, orders: Orders, tasks: Tasks, audit: Audit, clock: Clock) -> None:
        self._store, self._orders, self._tasks = store, orders, tasks
        self._audit, self._clock = audit, clock

    def waiting(self, who: Staff, after: str | None) -> InvoiceLines:
        """A page of invoices to issue, longest waiting first.  Orders whose payment was returned meanwhile are
        removed from the list here, since money is returned in many places and only finance reads this list."""
        self._audit.note(who, "view_invoices", f"staff {who.staff_id}", state="WAITING")
        lines, following = self.lines(who.branch, WAITING, after)
        for line in lines:
            if line.amount is None:
                with suppress(Conflict):  # the order changed: removed at the next look
                    self._store.off_list(line.invoice, [self._orders.stays(line.order.head)])
        return [line for line in lines if line.amount is not None], following

    def issued(self, who: Staff, month: str, after: str | None) -> InvoiceLines:
        """A page of the invoices issued in a month (2026-11), oldest first."""
        self._audit.note(who, "view_invoices", f"staff {who.staff_id}", state="ISSUED", month=month)
        return self.lines(who.branch, month, after)

    def returned(self, who: Staff, after: str | None) -> InvoiceLines:
        """A page of issued invoices whose payment was returned since, oldest first: they must be reversed (冲红)."""
        self._audit.note(who, "view_invoices", f"staff {who.staff_id}", state="RETURNED")
        return self.lines(who.branch, RETURNED, after)

    def lines(self, branch: str, which: str, after: str | None) -> InvoiceLines:
        """A page of a list of the store's, for whoever has recorded the look already."""
        ids, following = self._store.listed(branch, which, limit=PAGE, after=after)
        invoices = self._store.several(ids)
        orders = self._orders.without_photos(invoices)
        tasks = self._tasks.several(order.head.task_id for order in orders.values())
        listed = (invoices[order_id] for order_id in ids if order_id in invoices)
        return [_line(invoice, orders.get(invoice.order_id), tasks) for invoice in listed], following

    def how_many(self, branch: str, which: str) -> int:
        """How many invoices `lines` goes through."""
        return self._store.how_many(branch, which)

    def issue(self, who: Staff, order_id: str, number: str, rev: int) -> InvoiceLine:
        """Record that an invoice was issued under this number, with the title as of `rev`.  Idempotent.

        Raises InvoiceUnknown, IssuedAlready, TitleChanged, RefundOpen, MoneyReturned, NumberTaken.
        """
        number = number.upper()

        def issue() -> InvoiceLine:
            line = self._line(self._get(who, order_id))
            invoice, head = line.invoice, line.order.head
            if invoice.state == "ISSUED":
                if invoice.number != number:
                    raise IssuedAlready(field="number", number=invoice.number)
                return line
            if invoice.rev != rev:
                raise TitleChanged
            if line.refunding:
                raise RefundOpen
            paid = line.order.paid_attempt()
            if paid is None:
                raise MoneyReturned
            issued = replace(
                invoice, state="ISSUED", number=number, issued_at=self._clock(), attempt_no=paid.attempt_no
            )
            rows = self._audit.rows(who, "issue_invoice", f"order {order_id}", number=number)
            self._store.issue(issued, [self._orders.stays(head), *rows])
            return replace(line, invoice=issued)

        return _insist_on_number(issue, number)

    def correct(self, who: Staff, order_id: str, number: str, rev: int, reason: str) -> InvoiceLine:
        """Correct a mistyped number.  rev: of the invoice as it was read.  Idempotent.

        Raises InvoiceUnknown, NotIssued, NumberTaken.
        """
        number = number.upper()

        def correct() -> InvoiceLine:
            before = self._get(who, order_id)
            if before.state == "ISSUED" and before.number == number:
                return self._line(before)
            if before.state != "ISSUED" or before.rev != rev:
                raise NotIssued
            after = replace(before, number=number, rev=rev + 1)
            rows = self._audit.rows(
                who, "correct_invoice", f"order {order_id}", reason=reason, number=number, instead_of=before.number
            )
            self._store.correct(before, after, rows)
            return self._line(after)

        return _insist_on_number(correct, number)

    def _get(self, who: Staff, order_id: str) -> Invoice:
        invoice = self._store.get(order_id)
        if invoice is None or invoice.branch != who.branch:
            raise InvoiceUnknown
        return invoice

    def _line(self, invoice: Invoice) -> InvoiceLine:
        order = self._orders.load(invoice.order_id)
        return _line(invoice, order, self._tasks.several([order.head.task_id] if order else []))


def _line(invoice: Invoice, order: Order | None, tasks: Mapping[str, Task]) -> InvoiceLine:
    if order is None:
        raise InvoiceUnknown
    return InvoiceLine(invoice=invoice, order=order, task_title=tasks[order.head.task_id].title)


def _insist_on_number(write: Callable[[], InvoiceLine], number: str) -> InvoiceLine:
    """Retry on conflicts.  Raises NumberTaken if another invoice has the number."""
    try:
        return insist(write)
    except Duplicate as error:
        raise NumberTaken(field="number", number=number) from error


def table_row(line: InvoiceLine) -> tuple[str, ...]:
    """A row of finance's spreadsheet, in the columns of HEAD."""
    invoice, order = line.invoice, line.order
    title, paid = invoice.title, order.paid_attempt()
    return (
        KIND_LABELS[title.kind], title.title, title.tax_no, title.email,
        yuan(line.amount) if line.amount is not None else line.going_back,
        _when(paid.paid_at) if paid else "", CHANNELS.get(paid.channel, paid.channel) if paid else "",
        grouped(paid.transaction_id) if paid else "", grouped(order.head.shown_number), line.order_label,
        line.task_title, _when(invoice.asked_at), line.state_label, invoice.number, _when(invoice.issued_at),
        yuan(line.invoiced) if line.invoiced is not None else "", yuan(line.returned) if line.returned else "",
    )  # fmt: skip


def _when(at: datetime | None) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S") if at else ""
