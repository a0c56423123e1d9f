"""Orders by their student's name, for the branch's desk; a keyed digest, so that no key tells a name.

NAMES#<digest of branch and name>   <opened at>#<order id>   an order of that name

An order's head says where it is listed, and whatever gives it a name, another one or none moves it in its own
transaction.  Before that was so, the stream listed it once for each name it had, and NAMED#<order id> / NAMES#<digest>
leads to each of these: so whoever reads compares the order's name of now, and `forget` follows what leads there.
"""

from __future__ import annotations

import unicodedata

from pynamodb.attributes import UnicodeAttribute

from chalicelib.orders.model import Head
from chalicelib.orders.store.items import FIRST_PART, OrderItem, read_head
from chalicelib.shared.clock import iso
from chalicelib.shared.crypto import Keys
from chalicelib.shared.db import BaseMeta, Check, Delete, Put, TwoKeys, Write, insist, transact
from chalicelib.shared.ids import is_order_id
from chalicelib.shared.names import half_width


class NameItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    order_id = UnicodeAttribute(null=True)
    place = UnicodeAttribute(null=True)


class Names:
    """table: name of the orders table."""

    def __init__(self, table: str, keys: Keys) -> None:
        NameItem.Meta.table_name = OrderItem.Meta.table_name = table
        self._keys = keys

    def moves(self, before: Head | None, after: Head) -> list[Write]:
        """The writes for a transaction that makes an order what `after` is.  before: None for a new one."""
        if before and (before.student.name, before.erased_at) == (after.student.name, after.erased_at):
            return []
        was, now = self._item(before) if before else None, self._item(after)
        if was is not None and now is not None and was.pk == now.pk:
            return []
        taken = [Delete(item=was)] if was is not None else []
        return [*taken, *([Put(item=now)] if now is not None else [])]

    def note(self, order_id: str) -> None:
        """List an order whose name was written by a release that left it to the stream, or whose entry was lost;
        idempotent.  Only as long as it has that name, or nothing would lead to the entry: so none for one that is
        erased meanwhile.  Raises Conflicting."""

        def once() -> None:
            at = OrderItem.find(order_id, FIRST_PART)
            head = read_head(at) if at else None
            if head is None or (item := self._item(head)) is None:
                return
            as_read = (OrderItem.state == head.state.value) & (OrderItem.seq == head.seq)
            transact([Put(item=item), Check(model=OrderItem, pk=order_id, sk=FIRST_PART, condition=as_read)])

        insist(once)

    def place(self, head: Head) -> tuple[str, str] | None:
        """(pk, sk) of the entry of an order; None for one that is on no list."""
        item = self._item(head)
        return None if item is None else (item.pk, item.sk)

    def of(self, branch: str, name: str, *, limit: int, after: str | None = None) -> tuple[list[str], str | None]:
        """A page of the ids of orders that have or had the name, newest first, and where the next page starts (None at
        the end).  One query of one key."""
        behind = NameItem.sk < after if after else None
        page = list(NameItem.query(self._key(branch, name), behind, scan_index_forward=False, limit=limit))
        return [str(item.order_id) for item in page], page[-1].sk if len(page) == limit else None

    def forget(self, order_id: str) -> None:
        """Take an erased order off the lists that lead to it by NAMED; idempotent."""
        for item in list(NameItem.query(f"NAMED#{order_id}", consistent_read=True)):
            NameItem(item.sk, str(item.place)).delete(add_version_condition=False)
            NameItem(item.pk, item.sk).delete(add_version_condition=False)

    def _item(self, head: Head) -> NameItem | None:
        """None for an order without a name."""
        if head.erased_at is not None or not folded(head.student.name):
            return None
        place = f"{iso(head.opened_at)}#{head.order_id}"
        return NameItem(self._key(head.branch, head.student.name), place, order_id=head.order_id)

    def _key(self, branch: str, name: str) -> str:
        return f"NAMES#{self._keys.digest('name', f'{branch}\x00{folded(name)}')}"


def folded(name: str) -> str:
    """The name as it is compared: without spaces, in one width and case, every dot between parts alike."""
    plain = half_width(unicodedata.normalize("NFKC", name)).upper()
    return "".join("·" if sign in "•‧∙⋅・.·" else sign for sign in plain if not sign.isspace())


def is_place(text: str) -> bool:
    """Whether the text may be where a page of `Names.of` starts."""
    opened, _, order_id = text.partition("#")
    return bool(opened) and is_order_id(order_id)
