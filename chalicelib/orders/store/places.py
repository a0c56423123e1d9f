"""What opening an order depends on, read in one request: who has the enrolment's claim, its list in the branch, what
the student was given before, and who they are."""

from __future__ import annotations

from dataclasses import dataclass

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.identity.model import Agreement
from chalicelib.orders.claims.branch import InBranch
from chalicelib.orders.claims.ownership import Claim
from chalicelib.orders.store import branch_lists, owners
from chalicelib.orders.store.items import claim_key
from chalicelib.shared.db import BaseMeta
from chalicelib.shared.store.together import Sought, together


class PlaceItem(owners.OwnerItem, branch_lists.BranchListItem):
    """One item of any of the three kinds."""

    class Meta(BaseMeta):
        pass

    order_id = UnicodeAttribute(null=True)
    round = NumberAttribute(null=True)


@dataclass(frozen=True, kw_only=True)
class Places:
    """claim: None if nobody ever had the enrolment; person: None, too, if they were not asked for.  Each as it was at
    some moment of the read: whoever writes compares each again."""

    claim: Claim | None
    branch_list: InBranch
    owner: owners.Owner
    person: Agreement | None = None


def load(
    task_id: str, enrolment: str, branch_key: str, person_id: str, person: Sought[Agreement | None] | None = None
) -> Places:
    """Consistent reads.  person: where that person is, if they are asked for."""
    claim = Sought(PlaceItem, claim_key(task_id, enrolment), "CLAIM", _claim)
    listed = Sought(PlaceItem, *branch_lists.key_of(branch_key), lambda item: branch_lists.read(branch_key, item))
    owner = Sought(PlaceItem, *owners.key_of(person_id), lambda item: owners.read(person_id, item))
    found = together(claim, listed, owner, *([person] if person else []))
    known = person.of(found) if person else None
    return Places(claim=claim.of(found), branch_list=listed.of(found), owner=owner.of(found), person=known)


def _claim(item: PlaceItem | None) -> Claim | None:
    return Claim(order_id=str(item.order_id), round=int(item.round or 0)) if item else None
