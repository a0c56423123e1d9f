"""Invoices whose money went back after they were issued: finance reverses them (冲红) in its own system."""

from __future__ import annotations

from chalicelib.invoices.store import InvoiceStore
from chalicelib.orders.model import Order


class Returns:
    """Told of every change of an order, maybe twice.  None is issued once money is on its way back, so what is found
    here stays so."""

    def __init__(self, store: InvoiceStore) -> None:
        self._store = store

    def note(self, order: Order) -> None:
        """Puts the order's invoice on finance's list when the money it shows is not there any more."""
        if order.paid_attempt() is None and any(one.paid_amount is not None for one in order.attempts):
            invoice = self._store.get(order.head.order_id)
            if invoice is not None and invoice.state == "ISSUED":
                self._store.returned(invoice)

    def invoice_of(self, order: Order, attempt_no: int) -> str:
        """The number of the invoice that was issued for what this attempt paid; empty where there is none."""
        invoice, paid = self._store.get(order.head.order_id), order.paid_attempt()
        if invoice is None:
            return ""
        known = invoice.attempt_no or (paid.attempt_no if paid else attempt_no)
        return invoice.number if known == attempt_no else ""
