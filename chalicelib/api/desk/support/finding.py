"""Routes that find orders: by what a student can tell, and those of a task in one state."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.desk.door import EVERYBODY, FINANCE, MANAGER, Id, staff
from chalicelib.api.desk.views import DeskOrder, StudentAccount, desk_order, student_account
from chalicelib.api.endpoint import routes
from chalicelib.desk.errors import FindWhat
from chalicelib.desk.find_ways import Way
from chalicelib.desk.search import SearchResult
from chalicelib.orders.model import State
from chalicelib.staff.model import Staff
from chalicelib.wire import wire

Text = Annotated[str, Meta(max_length=120)]
PAGE = 20


class Find(Struct, frozen=True, forbid_unknown_fields=True):
    """One of six: text: any of the others, told by its shape; phone: of the account; number: of an order or a payment;
    name: of the student; collect_code: or its QR text; student_no: in the task of task_id, or in every task that knows
    its students by number.  cursor: of the answer before, with the way that it names."""

    text: Annotated[str, Meta(max_length=4096)] | None = None
    phone: Annotated[str, Meta(max_length=20)] | None = None
    number: Annotated[str, Meta(max_length=64)] | None = None
    name: Text | None = None
    collect_code: Annotated[str, Meta(max_length=4096)] | None = None
    student_no: Text | None = None
    task_id: Id | None = None
    cursor: Annotated[str, Meta(max_length=120)] | None = None


class FoundTask(Struct, frozen=True):
    task_id: str
    title: str


class FoundOrders(Struct, frozen=True):
    """person: the owner of the phone, if this page has an order of theirs, or if they never ordered anything; cursor:
    for the next page, null at the end.  A page of an account that also orders in other branches may be empty.  tried:
    the ways in which it was looked for, the last one found it, if anything was found; task: whose code the text is."""

    person: StudentAccount | None
    orders: list[DeskOrder]
    cursor: str | None
    tried: list[Way]
    task: FoundTask | None


class InState(Struct, frozen=True, forbid_unknown_fields=True):
    """state: of the orders wanted, null for all; cursor: of the answer before."""

    state: State | None = None
    cursor: Annotated[str, Meta(max_length=100)] | None = None


class OrdersOfTask(Struct, frozen=True):
    """Those longest in their state first; of all states, one state after another."""

    orders: list[DeskOrder]
    cursor: str | None


@routes.route("/api/staff/find", methods=["POST"], name="staff")
@staff(MANAGER, FINANCE, body=Find, answer=FoundOrders)
def find_orders(who: Staff, body: Find) -> FoundOrders:
    """Find a student's orders.  By phone, number, name, collection code or student number, or whatever a text looks
    like, in pages; every look is in the audit trail."""
    desk = wire().desk.search
    if body.text:
        return _found_orders(who, desk.anyhow(who, body.text))
    if body.name:
        return _found_orders(who, desk.by_name(who, body.name, body.cursor))
    if body.phone:
        return _found_orders(who, desk.by_phone(who, body.phone, body.cursor))
    if body.number:
        return _found_orders(who, desk.by_number(who, body.number))
    if body.collect_code:
        return _found_orders(who, desk.by_code(who, body.collect_code))
    if body.student_no:
        return _found_orders(who, desk.by_student_no(who, body.student_no, body.task_id, body.cursor))
    raise FindWhat(field="student_no" if body.task_id else "phone")


@routes.route("/api/staff/tasks/{task_id}/orders", methods=["GET"], name="staff")
@staff(*EVERYBODY, query=InState, answer=OrdersOfTask)
def list_orders_of_task(who: Staff, query: InState, task_id: str) -> OrdersOfTask:
    """List a task's orders, all or in one state.  The longest in a state first, in pages; who looks is kept, once an
    hour."""
    task = wire().student.tasks.of_branch(who.branch, task_id)
    wire().staff.audit.listed(who, "view_orders", f"task {task_id}")
    ids, following = wire().stores.lists.of_task(task_id, query.state, limit=PAGE, after=query.cursor)
    found = wire().stores.orders.without_photos(ids)
    # One that moves between two reads of the index is in both.
    orders = [found[order_id] for order_id in dict.fromkeys(ids) if order_id in found]
    return OrdersOfTask(
        [desk_order(who, each, task) for each in orders if query.state in (None, each.head.state)], following
    )


def _found_orders(who: Staff, result: SearchResult) -> FoundOrders:
    person = student_account(result.person) if result.person else None
    task = FoundTask(result.task.task_id, result.task.title) if result.task else None
    orders = [desk_order(who, order, of) for order, of in result.orders]
    return FoundOrders(person, orders, result.following, list(result.tried), task)
