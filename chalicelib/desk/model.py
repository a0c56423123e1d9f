"""What a member of staff asks for, and what waits for a second one (四眼)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

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
    "refund_retry",
    "returned_by_hand",
    "returned_on_page",
    "resolve",
    "merge",
]
# Why an order waits for a decision; of refunds: the channel could not, or will not for now.
# CONTESTED: two say it is theirs.
Cause = Literal["CONTESTED", "OVERDUE", "CORRECTION", "SUSPECT", "REFUND_STUCK", "REFUND_WAITS"]
Verdict = Literal["accept", "refund", "dismiss"]
ProposalState = Literal["PENDING", "CONFIRMED", "REFUSED", "LAPSED"]  # LAPSED: nobody can agree to it any more
EDITABLE = (
    "name", "college", "department", "major", "class_name", "contact_phone", "email", "consignee", "address", "layout",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Params:
    """Of an action.  days, tries: grant; owner_phone: transfer; fields: edit; attempt_no: what is about one payment;
    verdict: resolve; reference: of money that was returned by hand or on the channel's page; person_id, other_id:
    merge, into the first."""

    days: int = 0
    tries: int = 0
    owner_phone: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    attempt_no: int = 0
    verdict: Verdict | None = None
    reference: str = ""
    person_id: str = ""
    other_id: str = ""

    @property
    def personal(self) -> bool:
        """What is to be written of somebody: a phone, a name, an address."""
        return bool(self.owner_phone or self.fields)

    @property
    def told(self) -> Params:
        """Without what is personal."""
        return replace(self, owner_phone="", fields=dict.fromkeys(self.fields, ""))


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """An action that takes effect when somebody else agrees.  order_id: empty where it is about accounts."""

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
