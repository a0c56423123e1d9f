"""What was asked for, as the order's table and the audit trail take it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from chalicelib.desk.actions import Action, ActionRequest
from chalicelib.desk.model import Params, Proposal
from chalicelib.desk.orders import EventMaker
from chalicelib.orders.model import Order

SOMEBODY = "somebody"  # the second person's id while we only check whether the event would be allowed with one


def request_of(order: Order, proposal: Proposal) -> ActionRequest:
    """The action that the proposal asks for, as if somebody had agreed."""
    return ActionRequest(order=order, params=proposal.params, reason=proposal.reason, by=proposal.by, second=SOMEBODY)


def event_maker(action: Action, request: ActionRequest) -> EventMaker:
    """Makes the event from the order as it is when the event is applied."""
    return lambda order: action.event(replace(request, order=order))


def audit_data(name: str, params: Params) -> dict[str, Any]:
    """What the audit trail may hold of the params: no phone, no address, and no name but a school's."""
    school = params.school
    by_action: dict[str, dict[str, Any]] = {
        "grant": {"days": params.days, "tries": params.tries},
        "edit": {"fields": sorted(params.fields)},
        "resolve": {"attempt_no": params.attempt_no, "verdict": params.verdict},
        "refund_part": {"attempt_no": params.attempt_no, "amount": params.amount},
        "refund_retry": {"attempt_no": params.attempt_no},
        "returned_by_hand": {"attempt_no": params.attempt_no, "reference": params.reference},
        "returned_on_page": {"attempt_no": params.attempt_no, "reference": params.reference},
        "put_school": {"name": school.name, "moe_id": school.moe_id, "aliases": "、".join(school.aliases)}
        if school
        else {},
    }
    return by_action.get(name, {})
