"""Routes of finance: invoice titles that wait, and those that were issued."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.endpoint import routes
from chalicelib.api.staff_door import FINANCE, MANAGER, staff
from chalicelib.invoices.service import Line, rows
from chalicelib.shared.clock import iso
from chalicelib.shared.sheets import csv_bytes
from chalicelib.staff.model import Staff
from chalicelib.wire import wire


class WhichInvoices(Struct, frozen=True, forbid_unknown_fields=True):
    """month: of those issued, such as 2026-11; without it: those that wait."""

    month: Annotated[str, Meta(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")] | None = None


class DeskInvoice(Struct, frozen=True):
    """amount: fen, null once the money went back; order_state: label; rev: what issuing must name."""

    order_id: str
    kind: str
    title: str
    tax_no: str
    email: str
    amount: int | None
    order_state: str
    task_title: str
    asked_at: str
    state: str
    number: str
    rev: int


class InvoiceList(Struct, frozen=True):
    """csv: the same as a table for spreadsheets, to be saved as UTF-8 as it is (it begins with a BOM)."""

    invoices: list[DeskInvoice]
    csv: str


class IssueInvoice(Struct, frozen=True, forbid_unknown_fields=True):
    """number: of the invoice; rev: of the title it was made out to."""

    number: Annotated[str, Meta(pattern="^[0-9A-Za-z-]{4,40}$")]
    rev: Annotated[int, Meta(ge=1, le=100_000)]


@routes.route("/api/staff/invoices", methods=["GET"], name="staff")
@staff(MANAGER, FINANCE, query=WhichInvoices, answer=InvoiceList)
def list_invoices(who: Staff, query: WhichInvoices) -> InvoiceList:
    desk = wire().rights.invoices
    lines = desk.issued(who, query.month) if query.month else desk.waiting(who)
    return InvoiceList([_view(line) for line in lines], csv_bytes(rows(lines)).decode())


@routes.route("/api/staff/invoices/{order_id}/issue", methods=["POST"], name="staff")
@staff(FINANCE, body=IssueInvoice, answer=DeskInvoice)
def issue_invoice(who: Staff, body: IssueInvoice, order_id: str) -> DeskInvoice:
    return _view(wire().rights.invoices.issue(who, order_id, body.number, body.rev))


def _view(line: Line) -> DeskInvoice:
    one, title = line.invoice, line.invoice.title
    return DeskInvoice(
        order_id=one.order_id, kind=title.kind, title=title.title, tax_no=title.tax_no, email=title.email,
        amount=line.amount, order_state=line.order_label, task_title=line.task_title, asked_at=iso(one.asked_at),
        state=one.state, number=one.number, rev=one.rev,
    )  # fmt: skip
