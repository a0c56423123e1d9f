"""Invoice titles, given by students for paid orders."""

from __future__ import annotations

from chalicelib.identity.model import Who
from chalicelib.invoices.errors import Issued, NotPaid, Refunding
from chalicelib.invoices.model import Invoice, Kind, read_title
from chalicelib.invoices.store import InvoiceStore
from chalicelib.orders.model import Order
from chalicelib.orders.service import OrderService
from chalicelib.orders.store.orders import Orders
from chalicelib.shared.clock import Clock
from chalicelib.shared.db import Conflict, Duplicate, insist


class Titles:
    """Reads and writes a student's invoice titles; somebody else's order counts as not existing."""

    def __init__(self, *, store: InvoiceStore, orders: OrderService, order_store: Orders, clock: Clock) -> None:
        self._store, self._orders, self._order_store, self._clock = store, orders, order_store, clock

    def show(self, who: Who, order_id: str) -> Invoice | None:
        """Return the order's invoice, or None before a title was given.  Raises OrderNotFound."""
        self._orders.show(who, order_id)
        return self._store.get(order_id)

    def ask(self, who: Who, order_id: str, *, kind: Kind, title: str, tax_no: str, email: str) -> Invoice:
        """Store the title for a paid order, replacing an earlier one.

        Raises OrderNotFound, Invalid, TaxNoNeeded, TaxNoWrong, TaxNoMistyped, NotPaid, Refunding, Issued.
        """
        new_title = read_title(kind, title, tax_no, email)

        def write() -> Invoice:
            loaded = self._orders.find(who, order_id)
            order, before = loaded.order, self._store.get(order_id)
            if before is not None and before.state == "ISSUED":
                raise Issued
            if order.paid_attempt() is None:
                raise NotPaid
            if is_refunding(order):
                raise Refunding
            branch, asked_at = loaded.task.branch, before.asked_at if before else self._clock()
            rev = before.rev + 1 if before else 1
            invoice = Invoice(order_id=order_id, branch=branch, title=new_title, asked_at=asked_at, rev=rev)
            try:
                self._store.ask(invoice, [self._order_store.stays(order.head)])
            except Duplicate as error:
                raise Conflict from error
            return invoice

        return insist(write)


def is_refunding(order: Order) -> bool:
    """Whether the order's payment has a refund, however far that is."""
    paid = order.paid_attempt()
    return paid is not None and order.refund_of(paid.attempt_no) is not None
