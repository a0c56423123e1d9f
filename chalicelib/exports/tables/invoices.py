"""The table of invoices: those that wait, those issued in a month, or those whose payment was returned since."""

from __future__ import annotations

from collections.abc import Callable

from chalicelib.exports.model import Export, Page
from chalicelib.exports.runner import Table
from chalicelib.invoices.desk import HEAD, InvoiceLines, table_row
from chalicelib.invoices.store import WAITING

Lines = Callable[[str, str, str | None], InvoiceLines]  # (branch, which list, after) → a page of lines


def invoice_table(lines: Lines, how_many: Callable[[str, str], int]) -> Table:
    """how_many: (branch, which list) → lines of all pages."""

    def page(export: Export, after: str | None) -> Page:
        found, following = lines(export.branch, _which(export), after)
        rows = [
            (line.invoice.order_id, table_row(line)) for line in found if line.amount is not None or line.invoice.number
        ]
        return Page(rows=rows, looked=len(found), after=following)

    return Table(head=HEAD, count=lambda export: how_many(export.branch, _which(export)), page=page)


def _which(export: Export) -> str:
    return export.asked.month or export.asked.group or WAITING
