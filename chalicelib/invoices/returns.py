"""Issued invoices whose payment was returned: finance must reverse them (冲红) in its own system."""

from __future__ import annotations

from collections.abc import Collection

from chalicelib.invoices.model import Invoice
from chalicelib.invoices.store import InvoiceStore
from chalicelib.orders.model import Order


class Returns:
    """Called after every change of an order, perhaps twice.  No invoice is issued once a refund has begun, so an
    invoice listed here stays listed."""

    def __init__(self, store: InvoiceStore) -> None:
        self._store = store

    def note(self, order: Order) -> None:
        """Put the order's issued invoice on finance's list if its payment was returned.  Idempotent."""
        if order.paid_attempt() is None and any(attempt.paid_amount is not None for attempt in order.attempts):
            invoice = self._store.get(order.head.order_id)
            if invoice is not None and invoice.state == "ISSUED":
                self._store.mark_returned(invoice)

    def invoices_of(self, payments: Collection[tuple[Order, int]]) -> list[str]:
        """For each payment, an order's attempt, the number of the invoice issued for it; empty if there is none."""
        invoices = self._store.several(order.head.order_id for order, _ in payments)
        return [_number(invoices.get(order.head.order_id), order, attempt_no) for order, attempt_no in payments]


def _number(invoice: Invoice | None, order: Order, attempt_no: int) -> str:
    if invoice is None:
        return ""
    paid = order.paid_attempt()
    invoiced_no = invoice.attempt_no or (paid.attempt_no if paid else attempt_no)
    return invoice.number if invoiced_no == attempt_no else ""
