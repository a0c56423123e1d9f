"""Routes of the `orders` step: the invoice title of a paid order."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.endpoint import endpoint, routes
from chalicelib.identity.model import Role, Who
from chalicelib.invoices.model import Invoice, Kind
from chalicelib.shared.clock import iso
from chalicelib.wire import wire

Email = Annotated[str, Meta(pattern=r"^[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+$", max_length=100)]


class InvoiceTitle(Struct, frozen=True, forbid_unknown_fields=True):
    """tax_no: of a company; a person has none."""

    kind: Kind
    title: Annotated[str, Meta(min_length=1, max_length=100)]
    email: Email
    tax_no: Annotated[str, Meta(max_length=40)] = ""


class InvoiceView(Struct, frozen=True):
    """state: WAITING for finance, or ISSUED with its number; null, with empty texts, before a title was given."""

    order_id: str
    kind: Kind
    title: str
    tax_no: str
    email: str
    state: str | None
    asked_at: str | None
    number: str
    issued_at: str | None


@routes.route("/api/orders/{order_id}/invoice-title", methods=["GET"], name="orders")
@endpoint(role=Role.STUDENT, answer=InvoiceView)
def show_invoice_title(who: Who, order_id: str) -> InvoiceView:
    """Show whom an order's invoice is made out to.  With the invoice's number once finance issued it."""
    invoice = wire().student.titles.show(who, order_id)
    return _view(invoice) if invoice else InvoiceView(order_id, "PERSONAL", "", "", "", None, None, "", None)


@routes.route("/api/orders/{order_id}/invoice-title", methods=["PUT"], name="orders")
@endpoint(role=Role.STUDENT, body=InvoiceTitle, answer=InvoiceView)
def give_invoice_title(who: Who, body: InvoiceTitle, order_id: str) -> InvoiceView:
    """Say whom an order's invoice is made out to.  For a paid order, in place of an earlier title, until the invoice is
    issued or the money goes back."""
    given = wire().student.titles.ask(
        who, order_id, kind=body.kind, title=body.title, tax_no=body.tax_no, email=body.email
    )
    return _view(given)


def _view(invoice: Invoice) -> InvoiceView:
    issued = iso(invoice.issued_at) if invoice.issued_at else None
    return InvoiceView(
        order_id=invoice.order_id,
        kind=invoice.title.kind,
        title=invoice.title.title,
        tax_no=invoice.title.tax_no,
        email=invoice.title.email,
        state=invoice.state,
        asked_at=iso(invoice.asked_at),
        number=invoice.number,
        issued_at=issued,
    )
