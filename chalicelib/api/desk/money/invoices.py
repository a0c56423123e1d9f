"""Routes of finance: invoice titles that wait, issued invoices, and those whose money has gone back since."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.desk.door import FINANCE, MANAGER, Reason, staff
from chalicelib.api.endpoint import routes
from chalicelib.invoices.desk import HEAD, InvoiceLine, InvoiceLines, table_row
from chalicelib.shared.clock import iso
from chalicelib.shared.sheets import BOM, csv_bytes
from chalicelib.staff.model import Staff
from chalicelib.wire import wire

InvoiceNumber = Annotated[str, Meta(pattern=r"^[0-9A-Za-z-]{4,40}\Z")]
Rev = Annotated[int, Meta(ge=1, le=100_000)]


class WhichInvoices(Struct, frozen=True, forbid_unknown_fields=True):
    """month: of those issued, such as 2026-11; without it: those that wait; cursor: of the answer before."""

    cursor: Annotated[str, Meta(max_length=100)] | None = None
    month: Annotated[str, Meta(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")] | None = None


class ReturnedPage(Struct, frozen=True, forbid_unknown_fields=True):
    """cursor: of the answer before."""

    cursor: Annotated[str, Meta(max_length=100)] | None = None


class DeskInvoice(Struct, frozen=True):
    """amount: fen, null once the money goes back; invoiced: fen it was issued for, null while it waits; returned: fen
    of those that have gone back since, 0 while they are on their way; order_state, state_label: as shown; rev: what
    issuing and correcting must name; actions: of `issue` and `correct`, what whoever asked may do."""

    order_id: str
    kind: str
    title: str
    tax_no: str
    email: str
    amount: int | None
    invoiced: int | None
    returned: int
    order_state: str
    task_title: str
    asked_at: str
    state: str
    state_label: str
    number: str
    rev: int
    actions: list[str]


class InvoiceList(Struct, frozen=True):
    """csv: the same as a table for spreadsheets, to be saved as UTF-8 as it is.  The first page's begins with a BOM and
    the columns' names, so those of all pages, one after the other, are one table."""

    invoices: list[DeskInvoice]
    cursor: str | None
    csv: str


class IssueInvoice(Struct, frozen=True, forbid_unknown_fields=True):
    """number: of the invoice; rev: of the title it was made out to."""

    number: InvoiceNumber
    rev: Rev


class CorrectInvoice(Struct, frozen=True, forbid_unknown_fields=True):
    """number: the right one; rev: of the invoice as listed; reason: kept in the audit trail."""

    number: InvoiceNumber
    rev: Rev
    reason: Reason


@routes.route("/api/staff/invoices", methods=["GET"], name="staff")
@staff(MANAGER, FINANCE, query=WhichInvoices, answer=InvoiceList)
def list_invoices(who: Staff, query: WhichInvoices) -> InvoiceList:
    """List invoice titles that wait, or a month's invoices.  In pages, each with its part of one table; what was paid
    back goes off the waiting list."""
    desk, after = wire().desk.invoices, query.cursor
    return _list(who, desk.issued(who, query.month, after) if query.month else desk.waiting(who, after), after)


@routes.route("/api/staff/invoices/returned", methods=["GET"], name="staff")
@staff(MANAGER, FINANCE, query=ReturnedPage, answer=InvoiceList)
def list_returned_invoices(who: Staff, query: ReturnedPage) -> InvoiceList:
    """List invoices whose money went back after they were issued.  They are to be reversed (冲红); the oldest first, in
    pages."""
    return _list(who, wire().desk.invoices.returned(who, query.cursor), query.cursor)


@routes.route("/api/staff/invoices/{order_id}/issue", methods=["POST"], name="staff")
@staff(FINANCE, body=IssueInvoice, answer=DeskInvoice)
def issue_invoice(who: Staff, body: IssueInvoice, order_id: str) -> DeskInvoice:
    """Record that an invoice was issued.  Under the title as it was read; a number is used once in the deployment."""
    return _view(who, wire().desk.invoices.issue(who, order_id, body.number, body.rev))


@routes.route("/api/staff/invoices/{order_id}/correct", methods=["POST"], name="staff")
@staff(FINANCE, body=CorrectInvoice, answer=DeskInvoice)
def correct_invoice(who: Staff, body: CorrectInvoice, order_id: str) -> DeskInvoice:
    """Correct the number of an issued invoice.  With a reason; the number before stays in the audit trail."""
    return _view(who, wire().desk.invoices.correct(who, order_id, body.number, body.rev, body.reason))


def _list(who: Staff, page: InvoiceLines, after: str | None) -> InvoiceList:
    lines, following = page
    head = [HEAD] if after is None else []
    text = csv_bytes([*head, *map(table_row, lines)]).decode()
    return InvoiceList([_view(who, line) for line in lines], following, text if head else text.removeprefix(BOM))


def _view(who: Staff, line: InvoiceLine) -> DeskInvoice:
    invoice, title = line.invoice, line.invoice.title
    return DeskInvoice(
        order_id=invoice.order_id,
        kind=title.kind,
        title=title.title,
        tax_no=title.tax_no,
        email=title.email,
        amount=line.amount,
        invoiced=line.invoiced,
        returned=line.returned,
        order_state=line.order_label,
        task_title=line.task_title,
        asked_at=iso(invoice.asked_at),
        state=invoice.state,
        state_label=line.state_label,
        number=invoice.number,
        rev=invoice.rev,
        actions=line.actions if who.has(FINANCE) else [],
    )
