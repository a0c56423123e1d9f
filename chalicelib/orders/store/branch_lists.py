"""The list of an enrolment's orders in a branch, in the orders table: pk BRANCH#<key>, sk ORDERS."""

from __future__ import annotations

from pynamodb.attributes import NumberAttribute, UnicodeSetAttribute

from chalicelib.orders.claims.branch import InBranch
from chalicelib.shared.db import BaseMeta, Check, Put, TwoKeys


class BranchListItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    order_ids = UnicodeSetAttribute(null=True)
    rev = NumberAttribute()


SK = "ORDERS"


def _pk(key: str) -> str:
    return f"BRANCH#{key}"


def key_of(key: str) -> tuple[str, str]:
    """pk and sk of a list."""
    return _pk(key), SK


def load(key: str) -> InBranch:
    """The list as it is now (a consistent read); empty if it was never written."""
    return read(key, BranchListItem.find(_pk(key), SK))


def read(key: str, item: BranchListItem | None) -> InBranch:
    """The list in an item that was read."""
    if item is None:
        return InBranch(key=key)
    return InBranch(key=key, order_ids=frozenset(item.order_ids or ()), rev=int(item.rev))


def write(branch_list: InBranch) -> Put:
    """Replaces the revision before this one (→ Conflict, or Duplicate for the first revision)."""
    item = BranchListItem(_pk(branch_list.key), SK, order_ids=set(branch_list.order_ids), rev=branch_list.rev)
    return Put(
        item=item,
        new=branch_list.rev == 1,
        condition=BranchListItem.rev == branch_list.rev - 1 if branch_list.rev > 1 else None,
    )


def check(key: str, order_id: str) -> Check:
    """The order must still be in the list."""
    return Check(model=BranchListItem, pk=_pk(key), sk=SK, condition=BranchListItem.order_ids.contains(order_id))
