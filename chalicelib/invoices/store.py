"""Invoices in the orders table; their titles are sealed.

<order id>                     INVOICE               the invoice with its title
INVOICES#<branch>              <asked at>#<order id>  those waiting to be issued
INVOICED#<branch>#<month>      <issued at>#<order id> those issued in a month (2026-11, Shanghai time)
INVOICES#<branch>#RETURNED     <issued at>#<order id> those issued whose payment was returned since
INVOICENO#<number>             NUMBER                → order id; a number is unique across branches
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition

from chalicelib.invoices.model import Invoice, State, Title
from chalicelib.shared.clock import SHANGHAI, iso
from chalicelib.shared.crypto import Keys
from chalicelib.shared.db import BaseMeta, Conflict, Delete, Put, TwoKeys, Write, as_json, transact
from chalicelib.shared.store.together import several

SK = "INVOICE"
WAITING, RETURNED = "WAITING", "RETURNED"  # lists of a branch; each month has one of what was issued in it: 2026-11
IdPage = tuple[list[str], str | None]  # (order ids, where the next page starts or None)


class InvoiceItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    body = UnicodeAttribute(null=True)
    title = UnicodeAttribute(null=True)
    state = UnicodeAttribute(null=True)
    rev = NumberAttribute(null=True)
    order_id = UnicodeAttribute(null=True)


@dataclass(frozen=True, kw_only=True)
class _Record:
    """The body: an Invoice without its title."""

    branch: str
    asked_at: datetime
    state: State
    number: str
    issued_at: datetime | None
    attempt_no: int | None = None


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_RECORD, _TITLE = msgspec.json.Decoder(_Record), msgspec.json.Decoder(Title)


class InvoiceStore:
    """One invoice per order, issued once."""

    def __init__(self, table: str, keys: Keys) -> None:
        InvoiceItem.Meta.table_name = table
        self._keys = keys

    def get(self, order_id: str) -> Invoice | None:
        """The order's invoice, or None.  Strongly consistent."""
        item = InvoiceItem.find(order_id, SK)
        return self._read(order_id, item) if item else None

    def several(self, order_ids: Iterable[str]) -> dict[str, Invoice]:
        """The invoices of those of the orders that have one, by order id.  Strongly consistent."""
        items = several(InvoiceItem, ((order_id, SK) for order_id in order_ids))
        return {order_id: self._read(order_id, item) for (order_id, _), item in items.items()}

    def _read(self, order_id: str, item: InvoiceItem) -> Invoice:
        record = _RECORD.decode(str(item.body))
        title = _TITLE.decode(self._keys.unseal(str(item.title), about=title_about(order_id)))
        return Invoice(
            order_id=order_id,
            branch=record.branch,
            title=title,
            asked_at=record.asked_at,
            rev=int(item.rev or 0),
            state=record.state,
            number=record.number,
            issued_at=record.issued_at,
            attempt_no=record.attempt_no,
        )

    def ask(self, invoice: Invoice, also: Iterable[Write]) -> None:
        """Write a title, new (rev 1) or changed while it waits.  Raises Conflict or Duplicate if it changed
        meanwhile."""
        first = invoice.rev == 1
        put = Put(
            item=self._item(invoice), new=first, condition=None if first else _as_read("WAITING", invoice.rev - 1)
        )
        transact([put, Put(item=_waiting(invoice)), *also])

    def issue(self, invoice: Invoice, also: Iterable[Write]) -> None:
        """Record an invoice as issued.  Raises Conflict if it was issued or the title changed meanwhile, Duplicate if
        another order has the number."""
        assert invoice.issued_at is not None
        month = invoice.issued_at.astimezone(SHANGHAI).strftime("%Y-%m")
        listed = InvoiceItem(_list(invoice.branch, month), f"{iso(invoice.issued_at)}#{invoice.order_id}")
        transact(
            [
                Put(item=self._item(invoice), condition=_as_read("WAITING", invoice.rev)),
                Delete(item=_waiting(invoice)),
                Put(item=listed),
                Put(item=_numbered(invoice), new=True),
                *also,
            ]
        )

    def correct(self, before: Invoice, after: Invoice, also: Iterable[Write]) -> None:
        """Replace the number; the wrong one becomes free.  Raises Conflict, Duplicate as `issue`."""
        transact(
            [
                Put(item=self._item(after), condition=_as_read("ISSUED", before.rev)),
                Delete(item=_numbered(before)),
                Put(item=_numbered(after), new=True),
                *also,
            ]
        )

    def listed(self, branch: str, which: str, *, limit: int, after: str | None) -> IdPage:
        """A page of the order ids of a list, oldest first.  which: WAITING, RETURNED or a month."""
        beyond = InvoiceItem.sk > after if after else None
        page = InvoiceItem.query(_list(branch, which), beyond, limit=limit, consistent_read=True)
        keys = [item.sk for item in page]
        return [sk.partition("#")[2] for sk in keys], keys[-1] if keys and page.last_evaluated_key else None

    def how_many(self, branch: str, which: str) -> int:
        """Invoices of a list.  Reads their keys alone, 1 MB of them a request."""
        return int(InvoiceItem.count(_list(branch, which)))

    def mark_returned(self, invoice: Invoice) -> None:
        """List an invoice as returned.  Idempotent: the key is the invoice's own."""
        assert invoice.issued_at is not None
        sk = f"{iso(invoice.issued_at)}#{invoice.order_id}"
        transact([Put(item=InvoiceItem(_list(invoice.branch, RETURNED), sk))])

    def off_list(self, invoice: Invoice, also: Iterable[Write]) -> None:
        """Remove an invoice from the waiting list; the title stays.  Raises Conflict if a condition in `also` fails."""
        transact([Delete(item=_waiting(invoice)), *also])

    def forget(self, invoice: Invoice) -> bool:
        """Delete a waiting title and its listing; False if it was issued or changed meanwhile."""
        title = InvoiceItem(invoice.order_id, SK)
        try:
            transact([Delete(item=title, condition=_as_read("WAITING", invoice.rev)), Delete(item=_waiting(invoice))])
        except Conflict:
            return False
        return True

    def _item(self, invoice: Invoice) -> InvoiceItem:
        record = _Record(
            branch=invoice.branch,
            asked_at=invoice.asked_at,
            state=invoice.state,
            number=invoice.number,
            issued_at=invoice.issued_at,
            attempt_no=invoice.attempt_no,
        )
        title = self._keys.seal(as_json(invoice.title), about=title_about(invoice.order_id))
        return InvoiceItem(
            invoice.order_id, SK, body=as_json(record), title=title, state=invoice.state, rev=invoice.rev
        )


def _waiting(invoice: Invoice) -> InvoiceItem:
    return InvoiceItem(_list(invoice.branch, WAITING), f"{iso(invoice.asked_at)}#{invoice.order_id}")


def _list(branch: str, which: str) -> str:
    named = {WAITING: f"INVOICES#{branch}", RETURNED: f"INVOICES#{branch}#{RETURNED}"}
    return named.get(which, f"INVOICED#{branch}#{which}")


def _numbered(invoice: Invoice) -> InvoiceItem:
    return InvoiceItem(f"INVOICENO#{invoice.number}", "NUMBER", order_id=invoice.order_id)


def _as_read(state: State, rev: int) -> Condition:
    both: Condition = (InvoiceItem.state == state) & (InvoiceItem.rev == rev)
    return both


def title_about(order_id: str) -> str:
    """What an invoice's title is bound to."""
    return f"invoice {order_id}"
