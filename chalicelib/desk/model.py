"""What a member of staff asks for, and what waits for a second one to agree (四眼)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from chalicelib.orders.model import Order
from chalicelib.tasks.model import Task
from chalicelib.tasks.school import School

ActionName = Literal[
    "grant",
    "close",
    "uncorrect",
    "cancel",
    "release",
    "keep",
    "transfer",
    "edit",
    "refund",
    "refund_part",
    "refund_retry",
    "returned_by_hand",
    "returned_on_page",
    "resolve",
    "change_phone",
    "put_school",
]
# Why an order waits for a decision.  CONTESTED: two accounts claim it; REFUND_STUCK: the channel could not refund;
# REFUND_WAITS: it will not for now.
Cause = Literal["CONTESTED", "OVERDUE", "CORRECTION", "SUSPECT", "REFUND_STUCK", "REFUND_WAITS"]
Verdict = Literal["accept", "refund", "dismiss"]
# LAPSED: nobody can agree to it any more.
ProposalState = Literal["PENDING", "CONFIRMED", "REFUSED", "LAPSED"]
EDITABLE = (
    "name", "college", "department", "major", "class_name", "contact_phone", "email", "consignee", "address", "layout",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Params:
    """An action's parameters.  grant: days, tries; transfer: owner_phone; edit: fields; resolve: verdict;
    change_phone: owner_phone for person_id; what is about one payment: attempt_no; refund_part: amount, in fen; money
    returned by hand or on the channel's page: reference; put_school: school, as it shall be, and was, as it was
    read."""

    days: int = 0
    tries: int = 0
    owner_phone: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    attempt_no: int = 0
    amount: int = 0
    verdict: Verdict | None = None
    reference: str = ""
    person_id: str = ""
    school: School | None = None
    was: School | None = None

    @property
    def personal(self) -> bool:
        """Whether they hold personal data: a phone, a name, an address."""
        return bool(self.owner_phone or self.fields)

    @property
    def without_personal(self) -> Params:
        """The same without personal data."""
        return replace(self, owner_phone="", fields=dict.fromkeys(self.fields, ""))


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """An action that takes effect when somebody else agrees.  order_id: empty for what is about accounts
    or a school."""

    proposal_id: str
    branch: str
    order_id: str
    task_id: str
    action: ActionName
    params: Params
    reason: str
    by: str
    by_name: str
    at: datetime
    state: ProposalState = "PENDING"
    decided_by: str = ""
    decided_at: datetime | None = None

    @property
    def subject(self) -> str:
        """What the audit trail files it under."""
        if self.params.school:
            return f"school {self.params.school.school_code}"
        return f"order {self.order_id}" if self.order_id else f"person {self.params.person_id}"

    @property
    def waits(self) -> bool:
        """Whether it is neither done nor off the list."""
        return self.state == "PENDING"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """order: as it is now; proposal: what waits for a second person, None if the action is done."""

    order: Order
    proposal: Proposal | None = None


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """An order in which something must be decided, and why."""

    order: Order
    task: Task
    why: tuple[Cause, ...]
