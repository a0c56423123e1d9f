"""Routes of the support and finance desks: find an order, decide about it alone or with a second person."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from chalicelib.api.desk.door import EVERYBODY, FINANCE, MANAGER, Id, Reason, Why, staff
from chalicelib.api.desk.views import DeskOrder, desk_order, order_for
from chalicelib.api.endpoint import routes
from chalicelib.desk.errors import FindWhat
from chalicelib.desk.model import ActionName, Cause, Params, Proposal, Verdict
from chalicelib.desk.search import SearchResult
from chalicelib.identity.model import Person
from chalicelib.identity.phone import mask
from chalicelib.orders.model import State
from chalicelib.shared.clock import iso
from chalicelib.staff.model import Staff
from chalicelib.wire import wire

Text = Annotated[str, Meta(max_length=120)]
PAGE = 20
Days = Annotated[int, Meta(ge=0, le=365)]


class Find(Struct, frozen=True, forbid_unknown_fields=True):
    """One of four: phone: of the account; number: of an order or a payment; collect_code: or its QR text; student_no:
    in the task of task_id, or in every task that knows its students by number.  cursor: of the answer before."""

    phone: Annotated[str, Meta(max_length=20)] | None = None
    number: Annotated[str, Meta(max_length=64)] | None = None
    collect_code: Annotated[str, Meta(max_length=4096)] | None = None
    student_no: Text | None = None
    task_id: Id | None = None
    cursor: Annotated[str, Meta(max_length=120)] | None = None


class StudentAccount(Struct, frozen=True):
    person_id: str
    phone: str
    created_at: str
    last_seen_at: str
    wechat: bool


class FoundOrders(Struct, frozen=True):
    """person: the owner of the phone, if this page has an order of theirs, or if they never ordered anything; cursor:
    for the next page, null at the end.  A page of an account that also orders in other branches may be empty."""

    person: StudentAccount | None
    orders: list[DeskOrder]
    cursor: str | None


class InState(Struct, frozen=True, forbid_unknown_fields=True):
    """state: of the orders wanted; cursor: of the answer before."""

    state: State
    cursor: Annotated[str, Meta(max_length=100)] | None = None


class OrdersOfTask(Struct, frozen=True):
    """Those longest in the state first."""

    orders: list[DeskOrder]
    cursor: str | None


class ContactData(Struct, frozen=True):
    """What the student typed; empty where nothing was typed.  asker_phone: of somebody else who claims the order."""

    contact_phone: str = ""
    email: str = ""
    consignee: str = ""
    address: str = ""
    layout: str = ""
    asker_phone: str = ""


class Decide(Struct, frozen=True, forbid_unknown_fields=True):
    """action with what it needs: grant days and tries; transfer owner_phone; edit fields; what is about one payment
    attempt_no, with it resolve a verdict, returned_by_hand and returned_on_page a reference."""

    action: ActionName
    reason: Reason
    days: Days = 0
    tries: Annotated[int, Meta(ge=0, le=20)] = 0
    owner_phone: Annotated[str, Meta(max_length=20)] = ""
    fields: dict[str, Text] = {}
    attempt_no: Annotated[int, Meta(ge=0, le=99)] = 0
    verdict: Verdict | None = None
    reference: Text = ""


class ProposalView(Struct, frozen=True):
    """Waits for a second person, who sees who asks for what and why.  order_id: empty for a merge of accounts;
    accounts: of a merge, the one that stays and the one that goes, for whoever may do something; actions: of `confirm`
    and `refuse`, what whoever asked may do.  personal: it would write a phone, a name or an address, which are in
    params only when one proposal is looked at."""

    proposal_id: str
    action: ActionName
    order_id: str
    task_id: str
    params: Params
    reason: str
    by: str
    by_name: str
    at: str
    state: str
    personal: bool
    accounts: list[StudentAccount]
    actions: list[str]


class Decided(Struct, frozen=True):
    """proposal: what waits for a second person; null: it is done."""

    order: DeskOrder | None
    proposal: ProposalView | None


class WaitingOrder(Struct, frozen=True):
    """why: for refunds, that the channel could not (REFUND_STUCK), or will not for now (REFUND_WAITS)."""

    order: DeskOrder
    why: list[Cause]


class NextPage(Struct, frozen=True, forbid_unknown_fields=True):
    """cursor: of the answer before."""

    cursor: Annotated[str, Meta(max_length=120)] | None = None


class WaitingList(Struct, frozen=True):
    """proposals: on the first page, all of them."""

    proposals: list[ProposalView]
    orders: list[WaitingOrder]
    cursor: str | None


class ChangePhone(Struct, frozen=True, forbid_unknown_fields=True):
    phone: Annotated[str, Meta(max_length=20)]
    reason: Reason


class MergeAccounts(Struct, frozen=True, forbid_unknown_fields=True):
    """other_id: the account that goes."""

    other_id: Id
    reason: Reason


@routes.route("/api/staff/find", methods=["POST"], name="staff")
@staff(MANAGER, FINANCE, body=Find, answer=FoundOrders)
def find_orders(who: Staff, body: Find) -> FoundOrders:
    """Find a student's orders.  By phone, number, collection code or student number, in pages; every look is in the
    audit trail."""
    desk = wire().desk.search
    if body.phone:
        return _found_orders(desk.by_phone(who, body.phone, body.cursor))
    if body.number:
        return _found_orders(desk.by_number(who, body.number))
    if body.collect_code:
        return _found_orders(desk.by_code(who, body.collect_code))
    if body.student_no:
        return _found_orders(desk.by_student_no(who, body.student_no, body.task_id, body.cursor))
    raise FindWhat(field="student_no" if body.task_id else "phone")


@routes.route("/api/staff/tasks/{task_id}/orders", methods=["GET"], name="staff")
@staff(*EVERYBODY, query=InState, answer=OrdersOfTask)
def list_orders_of_task(who: Staff, query: InState, task_id: str) -> OrdersOfTask:
    """List a task's orders in one state.  The longest in it first, in pages."""
    task = wire().student.tasks.of_branch(who.branch, task_id)
    ids, following = wire().stores.lists.in_state(task_id, query.state, limit=PAGE, after=query.cursor)
    loaded = [wire().stores.orders.load(order_id) for order_id in ids]
    orders = [desk_order(order, task) for order in loaded if order and order.head.state is query.state]
    return OrdersOfTask(orders, following)


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
        verdict=body.verdict,
        reference=body.reference,
    )
    outcome = wire().desk.decisions.ask(who, order_id, body.action, params, body.reason)
    return Decided(order_for(who, outcome.order), _proposal(who, outcome.proposal) if outcome.proposal else None)


@routes.route("/api/staff/decisions", methods=["GET"], name="staff")
@staff(MANAGER, FINANCE, query=NextPage, answer=WaitingList)
def what_waits(who: Staff, query: NextPage) -> WaitingList:
    """List what waits for a decision.  Proposals that wait for a second person on the first page, and orders in pages,
    oldest first."""
    decisions = wire().desk.decisions
    orders, following = decisions.waiting(who, query.cursor)
    return WaitingList(
        [] if query.cursor else [_proposal(who, each) for each in decisions.proposals(who)],
        [WaitingOrder(desk_order(each.order, each.task), list(each.why)) for each in orders],
        following,
    )


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
@staff(MANAGER, body=ChangePhone, answer=StudentAccount)
def change_student_phone(who: Staff, body: ChangePhone, person_id: str) -> StudentAccount:
    """Change a student's phone number.  Every session of theirs ends, and no WeChat login leads to the account any
    more."""
    return _account(wire().desk.people.change_phone(who, person_id, body.phone, body.reason))


@routes.route("/api/staff/people/{person_id}/merge", methods=["POST"], name="staff")
@staff(MANAGER, body=MergeAccounts, answer=ProposalView, status=202)
def merge_accounts(who: Staff, body: MergeAccounts, person_id: str) -> ProposalView:
    """Propose to make two accounts one.  It always waits for a second person; the account named in the path stays."""
    return _proposal(who, wire().desk.decisions.ask_merge(who, person_id, body.other_id, body.reason))


def _found_orders(result: SearchResult) -> FoundOrders:
    person = _account(result.person) if result.person else None
    return FoundOrders(person, [desk_order(order, task) for order, task in result.orders], result.following)


def _account(person: Person) -> StudentAccount:
    return StudentAccount(
        person.person_id, mask(person.phone), iso(person.created_at), iso(person.last_seen_at), bool(person.wechat)
    )


def _proposal(who: Staff, proposal: Proposal) -> ProposalView:
    actions = wire().desk.decisions.open_to(who, proposal)
    ids = (proposal.params.person_id, proposal.params.other_id) if proposal.action == "merge" and actions else ()
    accounts = [_account(person) for person_id in ids if (person := wire().stores.people.get(person_id))]
    return ProposalView(
        proposal_id=proposal.proposal_id,
        action=proposal.action,
        order_id=proposal.order_id,
        task_id=proposal.task_id,
        params=proposal.params.without_personal,
        personal=proposal.params.personal,
        reason=proposal.reason,
        by=proposal.by,
        by_name=proposal.by_name,
        at=iso(proposal.at),
        state=proposal.state,
        accounts=accounts,
        actions=actions,
    )
