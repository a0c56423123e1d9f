"""Invoices as finance sees them: those that wait, those that were issued, and those whose money went back since."""

from __future__ import annotations

from collections.abc import Callable
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
from chalicelib.invoices.store import IdPage, InvoiceStore
from chalicelib.invoices.titles import is_refunding
from chalicelib.orders.labels import CHANNELS, LABELS
from chalicelib.orders.model import Order
from chalicelib.orders.number import grouped
from chalicelib.orders.store.orders import Orders
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.shared.db import Conflict, Duplicate, insist
from chalicelib.shared.money import Fen, yuan
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff

PAGE = 100  # of a list: two seconds of the staff's step
HEAD = (
    "抬头类型", "发票抬头", "税号", "接收邮箱", "金额（元）", "付款时间", "付款渠道", "付款交易号", "订单号",
    "订单状态", "采集任务", "申请时间", "发票状态", "发票号码", "开具时间",
)  # fmt: skip
STATES = {"WAITING": "待开具", "ISSUED": "已开具"}
REFUNDING, REFUNDED = "退款中", "已退款"


@dataclass(frozen=True, kw_only=True)
class InvoiceLine:
    """One invoice with the order it is for."""

    invoice: Invoice
    order: Order
    task_title: str

    @property
    def amount(self) -> Fen | None:
        """What the channel took, or None once it went back."""
        paid = self.order.paid_attempt()
        return paid.taken if paid else None

    @property
    def refunding(self) -> bool:
        return is_refunding(self.order)

    @property
    def state_label(self) -> str:
        """What finance does with it: nothing once the money is on its way back, but to reverse what was issued."""
        back = REFUNDED if self.amount is None else REFUNDING if self.refunding else ""
        if self.invoice.state == "WAITING":
            return back or STATES["WAITING"]
        return "，".join(filter(None, (STATES["ISSUED"], back)))

    @property
    def actions(self) -> list[str]:
        """What finance may do to it now."""
        if self.invoice.state == "ISSUED":
            return ["correct"]
        return [] if self.refunding or self.amount is None else ["issue"]

    @property
    def order_label(self) -> str:
        return LABELS[self.order.head.state]


InvoiceLines = tuple[list[InvoiceLine], str | None]  # a page, and where the next one starts


class InvoiceDesk:
    """Finance's side; who looked at the titles is kept."""

    def __init__(
        self, *, store: InvoiceStore, orders: Orders, title_of: Callable[[str], str], audit: Audit, clock: Clock
    ) -> None:
        self._store, self._orders, self._title_of = store, orders, title_of
        self._audit, self._clock = audit, clock

    def waiting(self, who: Staff, after: str | None) -> InvoiceLines:
        """A page of what is to be issued, the longest waiting first.  What was paid back meanwhile goes off the list:
        money is returned in many places, and finance alone looks at this one."""
        self._audit.note(who, "view_invoices", f"staff {who.staff_id}", state="WAITING")
        lines, following = self._lines(self._store.waiting(who.branch, limit=PAGE, after=after))
        for line in lines:
            if line.amount is None:
                with suppress(Conflict):  # the order moved: looked at the next time
                    self._store.off_list(line.invoice, [self._orders.stays(line.order.head)])
        return [line for line in lines if line.amount is not None], following

    def issued(self, who: Staff, month: str, after: str | None) -> InvoiceLines:
        """A page of what was issued in a month (2026-11), the oldest first."""
        self._audit.note(who, "view_invoices", f"staff {who.staff_id}", state="ISSUED", month=month)
        return self._lines(self._store.issued(who.branch, month, limit=PAGE, after=after))

    def returned(self, who: Staff, after: str | None) -> InvoiceLines:
        """A page of what was issued before its money went back, the oldest first: it is to be reversed (冲红)."""
        self._audit.note(who, "view_invoices", f"staff {who.staff_id}", state="RETURNED")
        return self._lines(self._store.all_returned(who.branch, limit=PAGE, after=after))

    def issue(self, who: Staff, order_id: str, number: str, rev: int) -> InvoiceLine:
        """It has been issued under this number, with the title as of `rev`; saying so again is as good as once.

        Raises InvoiceUnknown, IssuedAlready, TitleChanged, RefundOpen, MoneyReturned, NumberTaken.
        """
        number = number.upper()

        def once() -> InvoiceLine:
            line = self._line(self._get(who, order_id))
            found, head = line.invoice, line.order.head
            if found.state == "ISSUED":
                if found.number != number:
                    raise IssuedAlready(field="number", number=found.number)
                return line
            if found.rev != rev:
                raise TitleChanged
            if line.refunding:
                raise RefundOpen
            paid = line.order.paid_attempt()
            if paid is None:
                raise MoneyReturned
            issued = replace(
                found, state="ISSUED", number=number, issued_at=self._clock(), attempt_no=paid.attempt_no
            )  # fmt: skip
            rows = self._audit.rows(who, "issue_invoice", f"order {order_id}", number=number)
            self._store.issue(issued, [self._orders.stays(head), *rows])
            return replace(line, invoice=issued)

        return _numbering(once, number)

    def correct(self, who: Staff, order_id: str, number: str, rev: int, reason: str) -> InvoiceLine:
        """The number was mistyped; rev: of the invoice as it was read.  Saying so again is as good as once.

        Raises InvoiceUnknown, NotIssued, NumberTaken.
        """
        number = number.upper()

        def once() -> InvoiceLine:
            found = self._get(who, order_id)
            if found.state == "ISSUED" and found.number == number:
                return self._line(found)
            if found.state != "ISSUED" or found.rev != rev:
                raise NotIssued
            fresh = replace(found, number=number, rev=rev + 1)
            rows = self._audit.rows(
                who, "correct_invoice", f"order {order_id}", reason=reason, number=number, instead_of=found.number
            )
            self._store.correct(found, fresh, rows)
            return self._line(fresh)

        return _numbering(once, number)

    def _get(self, who: Staff, order_id: str) -> Invoice:
        found = self._store.get(order_id)
        if found is None or found.branch != who.branch:
            raise InvoiceUnknown
        return found

    def _lines(self, page: IdPage) -> InvoiceLines:
        ids, following = page
        return [self._line(invoice) for invoice in map(self._store.get, ids) if invoice], following

    def _line(self, invoice: Invoice) -> InvoiceLine:
        order = self._orders.load(invoice.order_id)
        if order is None:
            raise InvoiceUnknown
        return InvoiceLine(invoice=invoice, order=order, task_title=self._title_of(order.head.task_id))


def _numbering(once: Callable[[], InvoiceLine], number: str) -> InvoiceLine:
    try:
        return insist(once)
    except Duplicate as error:
        raise NumberTaken(field="number", number=number) from error


def row(line: InvoiceLine) -> tuple[str, ...]:
    """Of the table finance works with, under HEAD."""
    invoice, order = line.invoice, line.order
    title, paid = invoice.title, order.paid_attempt()
    return (
        KIND_LABELS[title.kind], title.title, title.tax_no, title.email,
        yuan(line.amount) if line.amount is not None else REFUNDED,
        _when(paid.paid_at) if paid else "", CHANNELS.get(paid.channel, paid.channel) if paid else "",
        paid.transaction_id if paid else "", grouped(order.head.shown_number), line.order_label, line.task_title,
        _when(invoice.asked_at), line.state_label, invoice.number, _when(invoice.issued_at),
    )  # fmt: skip


def _when(at: datetime | None) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S") if at else ""
