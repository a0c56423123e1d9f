"""Routes of the support and finance desks: show an order, decide about it alone or with a second person."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from chalicelib.api.desk.door import EVERYBODY, FINANCE, MANAGER, Reason, Why, staff
from chalicelib.api.desk.views import DeskOrder, StudentAccount, desk_order, money_only, order_for, student_account
from chalicelib.api.endpoint import routes
from chalicelib.desk.model import ActionName, Cause, Params, Proposal, Verdict
from chalicelib.identity.phone import mask
from chalicelib.orders.model import Order
from chalicelib.orders.money_model import left_of
from chalicelib.orders.screen.masked import masked
from chalicelib.shared.clock import iso
from chalicelib.staff.model import Staff
from chalicelib.tasks.model import Task
from chalicelib.wire import wire

Text = Annotated[str, Meta(max_length=120)]
Days = Annotated[int, Meta(ge=0, le=365)]


class ContactData(Struct, frozen=True):
    """What the student typed; empty where nothing was typed.  asker_phone: of somebody else who claims the order."""

    name: str = ""
    contact_phone: str = ""
    email: str = ""
    consignee: str = ""
    address: str = ""
    layout: str = ""
    asker_phone: str = ""


class Decide(Struct, frozen=True, forbid_unknown_fields=True):
    """action with what it needs: grant days and tries; transfer owner_phone; edit fields; what is about one payment
    attempt_no, with it refund_part an amount in fen, resolve a verdict, returned_by_hand and returned_on_page a
    reference."""

    action: ActionName
    reason: Reason
    days: Days = 0
    tries: Annotated[int, Meta(ge=0, le=20)] = 0
    owner_phone: Annotated[str, Meta(max_length=20)] = ""
    fields: dict[str, Text] = {}
    attempt_no: Annotated[int, Meta(ge=0, le=99)] = 0
    amount: Annotated[int, Meta(ge=0, le=10_000_000)] = 0
    verdict: Verdict | None = None
    reference: Text = ""


class WhoseOrder(Struct, frozen=True):
    """name: masked; student_no, too, for whoever has to do with payments alone."""

    name: str
    school_name: str
    student_no: str


class OrderBrief(Struct, frozen=True):
    """What an order is known by.  number: what people call it; amount: fen that are left of the payment it is about,
    else of the one that pays for it; null without one."""

    number: str
    student: WhoseOrder
    task_title: str
    amount: int | None


class ProposalView(Struct, frozen=True):
    """Waits for a second person, who sees who asks for what, of whom and why.  order_id: empty for what is about an
    account or a school; order: as it is now, null there; account: the one that gets another phone, for the proposer and
    those who may decide, else null; actions: of `confirm` and `refuse`, what the caller may do.  personal: it would
    write a phone, a name or an address, which are in params only when one proposal is looked at; an account's new phone
    is there masked."""

    proposal_id: str
    action: ActionName
    order_id: str
    order: OrderBrief | None
    task_id: str
    params: Params
    reason: str
    by: str
    by_name: str
    at: str
    state: str
    personal: bool
    account: StudentAccount | None
    actions: list[str]


class Decided(Struct, frozen=True):
    """proposal: what waits for a second person; null: it is done."""

    order: DeskOrder | None
    proposal: ProposalView | None


class WaitingOrder(Struct, frozen=True):
    """why: for refunds, that the channel could not (REFUND_STUCK), or will not for now (REFUND_WAITS)."""

    order: DeskOrder
    why: list[Cause]


class WhichWaiting(Struct, frozen=True, forbid_unknown_fields=True):
    """cursor: of the answer before, for more orders; proposals_after: of the answer before, for more proposals."""

    cursor: Annotated[str, Meta(max_length=120)] | None = None
    proposals_after: Annotated[str, Meta(max_length=60)] | None = None


class WaitingList(Struct, frozen=True):
    """Proposals come in pages of their own, and only where no more orders are asked for; orders only where no more
    proposals are.  cursor, proposals_after: of the next pages, null at the end."""

    proposals: list[ProposalView]
    proposals_after: str | None
    orders: list[WaitingOrder]
    cursor: str | None


class ProposalsOfOrder(Struct, frozen=True):
    proposals: list[ProposalView]


class ChangePhone(Struct, frozen=True, forbid_unknown_fields=True):
    phone: Annotated[str, Meta(max_length=20)]
    reason: Reason


@routes.route("/api/staff/orders/{order_id}", methods=["GET"], name="staff")
@staff(*EVERYBODY, answer=DeskOrder)
def show_desk_order(who: Staff, order_id: str) -> DeskOrder:
    """Show an order to the desk.  With its whole history and what whoever asks may do to it now."""
    return order_for(who, wire().desk.orders.show(who, order_id)[0])


@routes.route("/api/staff/orders/{order_id}/contact", methods=["POST"], name="staff")
@staff(MANAGER, body=Why, answer=ContactData)
def show_contact(who: Staff, body: Why, order_id: str) -> ContactData:
    """Show how to reach an order's owner.  The contact data as typed, unsealed for a reason; who looked is recorded."""
    return ContactData(**wire().desk.search.contact(who, order_id, body.reason))


@routes.route("/api/staff/orders/{order_id}/decisions", methods=["POST"], name="staff")
@staff(MANAGER, FINANCE, body=Decide, answer=Decided)
def decide_on_order(who: Staff, body: Decide, order_id: str) -> Decided:
    """Decide on an order.  At once where one person may, otherwise as a proposal that waits for a second one."""
    params = Params(
        days=body.days,
        tries=body.tries,
        owner_phone=body.owner_phone,
        fields=body.fields,
        attempt_no=body.attempt_no,
        amount=body.amount,
        verdict=body.verdict,
        reference=body.reference,
    )
    outcome = wire().desk.decisions.ask(who, order_id, body.action, params, body.reason)
    return Decided(order_for(who, outcome.order), _proposal(who, outcome.proposal) if outcome.proposal else None)


@routes.route("/api/staff/decisions", methods=["GET"], name="staff")
@staff(MANAGER, FINANCE, query=WhichWaiting, answer=WaitingList)
def what_waits(who: Staff, query: WhichWaiting) -> WaitingList:
    """List what waits for a decision.  Proposals that wait for a second person, and orders, each in pages, oldest
    first; who looks is kept, once an hour."""
    decisions = wire().desk.decisions
    wire().staff.audit.listed(who, "view_decisions", f"staff {who.staff_id}")
    proposals, proposals_after = ([], None) if query.cursor else decisions.proposals(who, query.proposals_after)
    orders, following = ([], None) if query.proposals_after else decisions.waiting(who, query.cursor)
    return WaitingList(
        _proposals(who, proposals),
        proposals_after,
        [WaitingOrder(desk_order(who, each.order, each.task), list(each.why)) for each in orders],
        following,
    )


@routes.route("/api/staff/orders/{order_id}/proposals", methods=["GET"], name="staff")
@staff(MANAGER, FINANCE, answer=ProposalsOfOrder)
def list_proposals_of_order(who: Staff, order_id: str) -> ProposalsOfOrder:
    """List what waits for a second person about one order.  Oldest first; what can no longer be done is taken off."""
    return ProposalsOfOrder(_proposals(who, wire().desk.decisions.proposals_of(who, order_id)))


@routes.route("/api/staff/proposals/{proposal_id}", methods=["GET"], name="staff")
@staff(MANAGER, FINANCE, answer=ProposalView)
def look_at_proposal(who: Staff, proposal_id: str) -> ProposalView:
    """Look at what a proposal would write.  Only whoever may confirm it sees it, and the look is in the trail."""
    proposal = wire().desk.decisions.look(who, proposal_id)
    return replace(_proposal(who, proposal), params=proposal.params)


@routes.route("/api/staff/proposals/{proposal_id}/confirm", methods=["POST"], name="staff")
@staff(MANAGER, FINANCE, body=Why, answer=Decided)
def confirm_proposal(who: Staff, body: Why, proposal_id: str) -> Decided:
    """Agree to a proposal as the second person.  It is done at once, if the order as it is now allows it; nobody
    confirms their own."""
    order = wire().desk.decisions.confirm(who, proposal_id, body.reason)
    return Decided(order_for(who, order) if order else None, None)


@routes.route("/api/staff/proposals/{proposal_id}/refuse", methods=["POST"], name="staff")
@staff(MANAGER, FINANCE, body=Why, answer=ProposalView)
def refuse_proposal(who: Staff, body: Why, proposal_id: str) -> ProposalView:
    """Refuse a proposal, or take one's own back.  It waits no longer."""
    return _proposal(who, wire().desk.decisions.refuse(who, proposal_id, body.reason))


@routes.route("/api/staff/people/{person_id}/phone", methods=["POST"], name="staff")
@staff(MANAGER, body=ChangePhone, answer=ProposalView, status=202)
def change_student_phone(who: Staff, body: ChangePhone, person_id: str) -> ProposalView:
    """Propose a phone number for a student's account.  It is another one, or their own if it is in doubt, and always
    waits for a second person; then every session of theirs ends, and of another number the old one is told, and no
    WeChat login leads to the account any more."""
    return _proposal(who, wire().desk.decisions.ask_phone(who, person_id, body.phone, body.reason))


def _proposal(who: Staff, proposal: Proposal) -> ProposalView:
    return _proposals(who, [proposal])[0]


def _proposals(who: Staff, proposals: Sequence[Proposal]) -> list[ProposalView]:
    orders = wire().stores.orders.without_photos(each.order_id for each in proposals if each.order_id)
    tasks = wire().student.tasks.several(order.head.task_id for order in orders.values())
    return [_view(who, each, orders.get(each.order_id), tasks) for each in proposals]


def _view(who: Staff, proposal: Proposal, order: Order | None, tasks: Mapping[str, Task]) -> ProposalView:
    actions = wire().desk.decisions.open_to(who, proposal)
    params, person = proposal.params.without_personal, None
    if proposal.action == "change_phone" and (actions or proposal.by == who.staff_id):
        params = dataclasses.replace(params, owner_phone=mask(proposal.params.owner_phone))
        person = wire().stores.people.get(proposal.params.person_id)
    return ProposalView(
        proposal_id=proposal.proposal_id,
        action=proposal.action,
        order_id=proposal.order_id,
        order=_brief(who, proposal, order, tasks[order.head.task_id]) if order else None,
        task_id=proposal.task_id,
        params=params,
        personal=proposal.params.personal,
        reason=proposal.reason,
        by=proposal.by,
        by_name=proposal.by_name,
        at=iso(proposal.at),
        state=proposal.state,
        account=student_account(person) if person else None,
        actions=actions,
    )


def _brief(who: Staff, proposal: Proposal, order: Order, task: Task) -> OrderBrief:
    attempt = order.attempt(proposal.params.attempt_no) or order.paid_attempt()
    head = masked(order, number=money_only(who)).head
    amount = None if attempt is None else left_of(attempt, order.refunds)
    whose = WhoseOrder(head.student.name, head.student.school_name, head.student.student_no)
    return OrderBrief(head.shown_number, whose, task.title, amount)
