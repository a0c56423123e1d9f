"""Issued invoices whose payment was returned: finance must reverse them (冲红) in its own system."""

from __future__ import annotations

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

    def invoice_of(self, order: Order, attempt_no: int) -> str:
        """The number of the invoice issued for this payment attempt; empty if there is none."""
        invoice, paid = self._store.get(order.head.order_id), order.paid_attempt()
        if invoice is None:
            return ""
        invoiced_no = invoice.attempt_no or (paid.attempt_no if paid else attempt_no)
        return invoice.number if invoiced_no == attempt_no else ""
