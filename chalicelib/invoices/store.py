"""Invoice titles in the orders table; what they say is sealed.

<order id>                     INVOICE               the title
INVOICES#<branch>              <asked at>#<order id>  those that wait for finance
INVOICED#<branch>#<month>      <issued at>#<order id> those issued in a month (2026-11, in Shanghai)
INVOICES#<branch>#RETURNED     <issued at>#<order id> those issued whose money went back since
INVOICENO#<number>             NUMBER                → order id; a number is used once, whatever the branch
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

SK = "INVOICE"
IdPage = tuple[list[str], str | None]  # and where the next page starts, None at the end


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
    """One title per order; issued once."""

    def __init__(self, table: str, keys: Keys) -> None:
        InvoiceItem.Meta.table_name = table
        self._keys = keys

    def get(self, order_id: str) -> Invoice | None:
        """As it is now."""
        item = InvoiceItem.find(order_id, SK)
        if item is None:
            return None
        record = _RECORD.decode(str(item.body))
        title = _TITLE.decode(self._keys.unseal(str(item.title), about=_about(order_id)))
        return Invoice(
            order_id=order_id, branch=record.branch, title=title, asked_at=record.asked_at, rev=int(item.rev or 0),
            state=record.state, number=record.number, issued_at=record.issued_at, attempt_no=record.attempt_no,
        )  # fmt: skip

    def ask(self, invoice: Invoice, also: Iterable[Write]) -> None:
        """A title, the first or the next of one that waits.  Raises Conflict, Duplicate when it moved on meanwhile."""
        first = invoice.rev == 1
        put = Put(
            item=self._item(invoice), new=first, condition=None if first else _as_read("WAITING", invoice.rev - 1)
        )
        transact([put, Put(item=_waiting(invoice)), *also])

    def issue(self, invoice: Invoice, also: Iterable[Write]) -> None:
        """Off the list.  Raises Conflict when somebody issued it first, or the student changed it meanwhile; Duplicate
        when the number is another order's."""
        assert invoice.issued_at is not None
        month = invoice.issued_at.astimezone(SHANGHAI).strftime("%Y-%m")
        listed = InvoiceItem(f"INVOICED#{invoice.branch}#{month}", f"{iso(invoice.issued_at)}#{invoice.order_id}")
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
        """Another number; the wrong one is free again.  Raises Conflict, Duplicate as `issue` does."""
        transact(
            [
                Put(item=self._item(after), condition=_as_read("ISSUED", before.rev)),
                Delete(item=_numbered(before)),
                Put(item=_numbered(after), new=True),
                *also,
            ]
        )

    def waiting(self, branch: str, *, limit: int, after: str | None) -> IdPage:
        """A page of order ids, the longest waiting first."""
        return self._ids(f"INVOICES#{branch}", limit, after)

    def issued(self, branch: str, month: str, *, limit: int, after: str | None) -> IdPage:
        """A page of a month's order ids, the oldest first."""
        return self._ids(f"INVOICED#{branch}#{month}", limit, after)

    def returned(self, invoice: Invoice) -> None:
        """Its money went back.  Twice is as good as once: the place is the invoice's own."""
        assert invoice.issued_at is not None
        place = f"{iso(invoice.issued_at)}#{invoice.order_id}"
        transact([Put(item=InvoiceItem(_returned(invoice.branch), place))])

    def all_returned(self, branch: str, *, limit: int, after: str | None) -> IdPage:
        """A page of their order ids, the oldest invoice first."""
        return self._ids(_returned(branch), limit, after)

    def off_list(self, invoice: Invoice, also: Iterable[Write]) -> None:
        """It waits for nobody any more; the title stays.  Raises Conflict as `also` does."""
        transact([Delete(item=_waiting(invoice)), *also])

    def forget(self, invoice: Invoice) -> bool:
        """The title is gone, and its place on the list; False when it was issued or changed since it was read."""
        title = InvoiceItem(invoice.order_id, SK)
        try:
            transact([Delete(item=title, condition=_as_read("WAITING", invoice.rev)), Delete(item=_waiting(invoice))])
        except Conflict:
            return False
        return True

    def _ids(self, pk: str, limit: int, after: str | None) -> IdPage:
        beyond = InvoiceItem.sk > after if after else None
        page = InvoiceItem.query(pk, beyond, limit=limit, consistent_read=True)
        found = [item.sk for item in page]
        return [sk.partition("#")[2] for sk in found], found[-1] if found and page.last_evaluated_key else None

    def _item(self, invoice: Invoice) -> InvoiceItem:
        record = _Record(
            branch=invoice.branch, asked_at=invoice.asked_at, state=invoice.state, number=invoice.number,
            issued_at=invoice.issued_at, attempt_no=invoice.attempt_no,
        )  # fmt: skip
        title = self._keys.seal(as_json(invoice.title), about=_about(invoice.order_id))
        return InvoiceItem(
            invoice.order_id, SK, body=as_json(record), title=title, state=invoice.state, rev=invoice.rev
        )


def _waiting(invoice: Invoice) -> InvoiceItem:
    return InvoiceItem(f"INVOICES#{invoice.branch}", f"{iso(invoice.asked_at)}#{invoice.order_id}")


def _returned(branch: str) -> str:
    return f"INVOICES#{branch}#RETURNED"


def _numbered(invoice: Invoice) -> InvoiceItem:
    return InvoiceItem(f"INVOICENO#{invoice.number}", "NUMBER", order_id=invoice.order_id)


def _as_read(state: State, rev: int) -> Condition:
    both: Condition = (InvoiceItem.state == state) & (InvoiceItem.rev == rev)
    return both


def _about(order_id: str) -> str:
    return f"invoice {order_id}"
