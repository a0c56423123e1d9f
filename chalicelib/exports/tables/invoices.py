"""The table of invoices: those that wait, or those issued in a month."""

from __future__ import annotations

from collections.abc import Callable

from chalicelib.exports.model import Export, Page
from chalicelib.exports.runner import Table
from chalicelib.invoices.desk import HEAD, InvoiceLines, table_row

Lines = Callable[[str, str | None, str | None], InvoiceLines]  # (branch, month or None, after) → a page of lines


def invoice_table(lines: Lines, how_many: Callable[[str, str | None], int]) -> Table:
    """how_many: (branch, month or None) → lines of all pages."""

    def page(export: Export, after: str | None) -> Page:
        found, following = lines(export.branch, export.asked.month, after)
        rows = [
            (line.invoice.order_id, table_row(line)) for line in found if line.amount is not None or line.invoice.number
        ]
        return Page(rows=rows, looked=len(found), after=following)

    return Table(head=HEAD, count=lambda export: how_many(export.branch, export.asked.month), page=page)
