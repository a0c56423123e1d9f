"""Invoice titles: the student gives one for a paid order, finance lists them and says which are issued."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.identity.model import Who
from chalicelib.invoices.errors import InvoiceUnknown, Issued, NotPaid, TitleChanged
from chalicelib.invoices.model import KIND_LABELS, Invoice, Kind, checked
from chalicelib.invoices.store import InvoiceStore
from chalicelib.orders.labels import LABELS
from chalicelib.orders.model import Order
from chalicelib.orders.service import OrderService
from chalicelib.orders.store import Orders
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.shared.db import Conflict, Duplicate, keep_trying
from chalicelib.shared.errors import Conflicting
from chalicelib.shared.money import Fen, yuan
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff

MOST = 1000  # of one list: what a step reads in a few seconds
HEAD = (
    "序号", "抬头类型", "发票抬头", "税号", "接收邮箱", "金额（元）", "付款时间", "付款渠道", "付款交易号", "订单号",
    "订单状态", "采集任务", "申请时间", "发票状态", "发票号码", "开具时间",
)  # fmt: skip
STATES = {"WAITING": "待开具", "ISSUED": "已开具"}
CHANNELS = {"wechat": "微信支付", "alipay": "支付宝"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One invoice with the order it is for."""

    invoice: Invoice
    order: Order
    task_title: str

    @property
    def amount(self) -> Fen | None:
        """What the channel took, or None once it went back."""
        paid = self.order.paid_attempt()
        if paid is None:
            return None
        return Fen(paid.amount if paid.paid_amount is None else paid.paid_amount)

    @property
    def order_label(self) -> str:
        return LABELS[self.order.head.state]


class Titles:
    """The student's side; somebody else's order is as good as none."""

    def __init__(self, *, store: InvoiceStore, orders: OrderService, order_store: Orders, clock: Clock) -> None:
        self._store, self._orders, self._order_store, self._clock = store, orders, order_store, clock

    def show(self, who: Who, order_id: str) -> Invoice:
        """Raises OrderNotFound, InvoiceUnknown."""
        self._orders.show(who, order_id)
        found = self._store.get(order_id)
        if found is None:
            raise InvoiceUnknown
        return found

    def ask(self, who: Who, order_id: str, *, kind: Kind, title: str, tax_no: str, email: str) -> Invoice:
        """Keeps the title for a paid order, instead of an earlier one.

        Raises OrderNotFound, Invalid, TaxNoNeeded, TaxNoWrong, NotPaid, Issued.
        """
        wanted = checked(kind, title, tax_no, email)

        def once() -> Invoice:
            order = self._orders.show(who, order_id)
            before = self._store.get(order_id)
            if before is not None and before.state == "ISSUED":
                raise Issued
            if order.paid_attempt() is None:
                raise NotPaid
            branch, asked_at = self._orders.task_of(order).branch, before.asked_at if before else self._clock()
            rev = before.rev + 1 if before else 1
            invoice = Invoice(order_id=order_id, branch=branch, title=wanted, asked_at=asked_at, rev=rev)
            try:
                self._store.ask(invoice, [self._order_store.stays(order.head)])
            except Duplicate as error:
                raise Conflict from error
            return invoice

        try:
            return keep_trying(once)
        except Conflict as error:
            raise Conflicting from error


class InvoiceDesk:
    """Finance's side; who looked at the titles is kept."""

    def __init__(
        self, *, store: InvoiceStore, load: Callable[[str], Order | None], title_of: Callable[[str], str],
        audit: Audit, clock: Clock,
    ) -> None:  # fmt: skip
        self._store, self._load, self._title_of = store, load, title_of
        self._audit, self._clock = audit, clock

    def waiting(self, who: Staff) -> list[Line]:
        """What is to be issued, the longest waiting first, at most MOST."""
        self._audit.note(who, "view_invoices", f"staff {who.staff_id}", state="WAITING")
        return self._lines(self._store.waiting(who.branch, limit=MOST))

    def issued(self, who: Staff, month: str) -> list[Line]:
        """What was issued in a month (2026-11), the oldest first, at most MOST."""
        self._audit.note(who, "view_invoices", f"staff {who.staff_id}", state="ISSUED", month=month)
        return self._lines(self._store.issued(who.branch, month, limit=MOST))

    def issue(self, who: Staff, order_id: str, number: str, rev: int) -> Line:
        """It has been issued under this number, with the title as of `rev`; saying so again is as good as once.

        Raises InvoiceUnknown, Issued, TitleChanged.
        """

        def once() -> Line:
            found = self._store.get(order_id)
            if found is None or found.branch != who.branch:
                raise InvoiceUnknown
            if found.state == "ISSUED" and found.number != number:
                raise Issued
            if found.rev != rev:
                raise TitleChanged
            if found.state == "WAITING":
                found = replace(found, state="ISSUED", number=number, issued_at=self._clock())
                rows = self._audit.rows(who, "issue_invoice", f"order {order_id}", number=number)
                self._store.issue(found, rows)
            return self._line(found)

        try:
            return keep_trying(once)
        except Conflict as error:
            raise Conflicting from error

    def _lines(self, ids: list[str]) -> list[Line]:
        found = (self._store.get(order_id) for order_id in ids)
        return [self._line(invoice) for invoice in found if invoice]

    def _line(self, invoice: Invoice) -> Line:
        order = self._load(invoice.order_id)
        if order is None:
            raise InvoiceUnknown
        return Line(invoice=invoice, order=order, task_title=self._title_of(order.head.task_id))


def rows(lines: list[Line]) -> list[tuple[str, ...]]:
    """The table finance works with; its first row names the columns."""
    return [HEAD, *(_row(number, line) for number, line in enumerate(lines, 1))]


def _row(number: int, line: Line) -> tuple[str, ...]:
    invoice, order = line.invoice, line.order
    title, paid = invoice.title, order.paid_attempt()
    return (
        str(number), KIND_LABELS[title.kind], title.title, title.tax_no, title.email,
        yuan(line.amount) if line.amount is not None else "已退款",
        _when(paid.paid_at) if paid else "", CHANNELS.get(paid.channel, paid.channel) if paid else "",
        paid.transaction_id if paid else "", invoice.order_id, line.order_label, line.task_title,
        _when(invoice.asked_at), STATES[invoice.state], invoice.number, _when(invoice.issued_at),
    )  # fmt: skip


def _when(at: datetime | None) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S") if at else ""
