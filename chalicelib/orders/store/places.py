"""What opening an order depends on, read in one request: who has the enrolment's claim, its list in the branch, and
what the student was given before."""

from __future__ import annotations

from dataclasses import dataclass

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.orders.claims.branch import InBranch
from chalicelib.orders.claims.ownership import Claim
from chalicelib.orders.store import branch_lists, owners
from chalicelib.orders.store.items import claim_key
from chalicelib.shared.db import BaseMeta


class PlaceItem(owners.OwnerItem, branch_lists.BranchListItem):
    """One item of any of the three kinds."""

    class Meta(BaseMeta):
        pass

    order_id = UnicodeAttribute(null=True)
    round = NumberAttribute(null=True)


@dataclass(frozen=True, kw_only=True)
class Places:
    """claim: None if nobody ever had the enrolment.  Each as it was at some moment of the read: whoever writes compares
    each again."""

    claim: Claim | None
    branch_list: InBranch
    owner: owners.Owner


def load(task_id: str, enrolment: str, branch_key: str, person_id: str) -> Places:
    """Consistent reads."""
    claim_at = claim_key(task_id, enrolment), "CLAIM"
    list_at, owner_at = branch_lists.key_of(branch_key), owners.key_of(person_id)
    items = PlaceItem.several([claim_at, list_at, owner_at])
    claim = items.get(claim_at)
    return Places(
        claim=Claim(order_id=str(claim.order_id), round=int(claim.round or 0)) if claim else None,
        branch_list=branch_lists.read(branch_key, items.get(list_at)),
        owner=owners.read(person_id, items.get(owner_at)),
    )
