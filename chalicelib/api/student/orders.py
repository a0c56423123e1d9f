"""Routes of the `orders` step."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from chalicelib.api.endpoint import endpoint, number, routes
from chalicelib.identity.model import Role, Who
from chalicelib.orders.appeal import MOST_NOTE, AppealReason
from chalicelib.orders.form import OpenOrder
from chalicelib.orders.loaded import Loaded
from chalicelib.orders.screen import cursor
from chalicelib.orders.screen.photos import PhotoView
from chalicelib.orders.screen.view import OrderView
from chalicelib.wire import wire

Text = Annotated[str, Meta(max_length=120)]
Id = Annotated[str, Meta(min_length=1, max_length=64)]
ReadId = Annotated[str, Meta(min_length=1, max_length=16_384)]  # sealed, with all that was read
PhotoNo = Annotated[int, Meta(ge=1, le=9999)]


class OrderForm(Struct, frozen=True, forbid_unknown_fields=True):
    """What a student types; which fields a task asks for, the task says."""

    name: Text = ""
    school: Text = ""
    level: Text = ""
    college: Text = ""
    department: Text = ""
    major: Text = ""
    class_name: Text = ""
    student_no: Text = ""
    contact_phone: Text = ""
    id_tail: Text = ""
    email: Text = ""
    consignee: Text = ""
    address: Text = ""
    layout: Text = ""


class NewOrder(Struct, frozen=True, forbid_unknown_fields=True):
    """read_id of the collection code (ENCRYPTED task), the typed form; id_tail takes an unpaid claim over."""

    task_id: Id
    read_id: ReadId | None = None
    form: OrderForm = OrderForm()
    id_tail: Annotated[str, Meta(max_length=8)] | None = None


class NewContact(Struct, frozen=True, forbid_unknown_fields=True):
    """Fields left out stay as they are; an empty one goes, where the task does not ask for it."""

    contact_phone: Text | UnsetType = UNSET
    email: Text | UnsetType = UNSET
    consignee: Text | UnsetType = UNSET
    address: Text | UnsetType = UNSET
    layout: Text | UnsetType = UNSET


class ChosenPhoto(Struct, frozen=True, forbid_unknown_fields=True):
    photo_no: PhotoNo


class NewAppeal(Struct, frozen=True, forbid_unknown_fields=True):
    """note: a sentence for whoever reviews the photo; needed where the reason alone says nothing."""

    photo_no: PhotoNo
    reason: AppealReason
    note: Annotated[str, Meta(max_length=MOST_NOTE)] = ""


class Page(Struct, frozen=True, forbid_unknown_fields=True):
    cursor: Annotated[str, Meta(max_length=600)] | None = None


class OrderList(Struct, frozen=True):
    orders: list[OrderView]
    cursor: str | None


class Nothing(Struct, frozen=True, forbid_unknown_fields=True):
    """An empty body."""


@routes.route("/api/orders", methods=["POST"], name="orders")
@endpoint(role=Role.STUDENT, body=NewOrder, answer=OrderView)
def open_order(who: Who, body: NewOrder) -> OrderView:
    """Open the order of an enrolment in a task.  Opening again is the same order, and a draft takes the newest answers;
    the end of the ID number takes over one that nobody has paid for."""
    form = {name: str(value) for name, value in msgspec.structs.asdict(body.form).items()}
    request = OpenOrder(task_id=body.task_id, read_id=body.read_id, form=form, id_tail=body.id_tail)
    return _view(wire().student.opener.open(who, request))


@routes.route("/api/orders", methods=["GET"], name="orders")
@endpoint(role=Role.STUDENT, query=Page, answer=OrderList)
def list_orders(who: Who, query: Page) -> OrderList:
    """List the caller's orders.  Newest first, in pages; none for a session that is not proven."""
    after = cursor.key(query.cursor, who.person_id) if query.cursor else None
    orders, following = wire().student.orders.mine(who, after)
    return OrderList([_view(order) for order in orders], cursor.text(following) if following else None)


@routes.route("/api/orders/{order_id}", methods=["GET"], name="orders")
@endpoint(role=Role.STUDENT, answer=OrderView)
def show_order(who: Who, order_id: str) -> OrderView:
    """Show an order.  With what may be done to it now, and every deadline."""
    return _view(wire().student.orders.find(who, order_id))


@routes.route("/api/orders/{order_id}/submit", methods=["POST"], name="orders")
@endpoint(role=Role.STUDENT, body=ChosenPhoto, answer=OrderView)
def submit_order(who: Who, body: ChosenPhoto, order_id: str) -> OrderView:
    """Submit an order with its photo.  It goes to payment, or to review where it costs nothing."""
    return _view(wire().student.orders.submit(who, order_id, body.photo_no))


@routes.route("/api/orders/{order_id}/resubmit", methods=["POST"], name="orders")
@endpoint(role=Role.STUDENT, body=ChosenPhoto, answer=OrderView)
def resubmit_order(who: Who, body: ChosenPhoto, order_id: str) -> OrderView:
    """Hand in another photo.  After a rejection, a withdrawal or a mistake that was found later; free of charge."""
    return _view(wire().student.orders.resubmit(who, order_id, body.photo_no))


@routes.route("/api/orders/{order_id}/appeal", methods=["POST"], name="orders")
@endpoint(role=Role.STUDENT, body=NewAppeal, answer=OrderView)
def appeal_photo(who: Who, body: NewAppeal, order_id: str) -> OrderView:
    """Ask a person to look at a photo that the machine refused.  For what a machine can be wrong about, after a second
    photo that failed so, twice an order; the order goes on as if it were submitted."""
    return _view(wire().student.orders.appeal(who, order_id, body.photo_no, body.reason, body.note))


@routes.route("/api/orders/{order_id}/withdraw", methods=["POST"], name="orders")
@endpoint(role=Role.STUDENT, body=Nothing, answer=OrderView)
def withdraw_order(who: Who, body: Nothing, order_id: str) -> OrderView:
    """Take a photo back from review.  Possible until somebody looks at it; another one may be handed in then."""
    return _view(wire().student.orders.withdraw(who, order_id))


@routes.route("/api/orders/{order_id}/cancel", methods=["POST"], name="orders")
@endpoint(role=Role.STUDENT, body=Nothing, answer=OrderView)
def cancel_order(who: Who, body: Nothing, order_id: str) -> OrderView:
    """Cancel an order that is not paid.  A pending payment is closed at its channel first; found paid, the order is
    paid and not cancelled."""
    return _view(wire().student.orders.cancel(who, order_id))


@routes.route("/api/orders/{order_id}/reopen", methods=["POST"], name="orders")
@endpoint(role=Role.STUDENT, body=Nothing, answer=OrderView)
def reopen_order(who: Who, body: Nothing, order_id: str) -> OrderView:
    """Reopen an order whose time to pay is over.  Possible while its task is open and the enrolment still its own."""
    return _view(wire().student.orders.reopen(who, order_id))


@routes.route("/api/orders/{order_id}/refund", methods=["POST"], name="orders")
@endpoint(role=Role.STUDENT, body=Nothing, answer=OrderView)
def refund_order(who: Who, body: Nothing, order_id: str) -> OrderView:
    """Ask for the money back.  As long as the task's refund rule allows; it returns the way it came."""
    return _view(wire().student.orders.refund(who, order_id))


@routes.route("/api/orders/{order_id}/contact", methods=["POST"], name="orders")
@endpoint(role=Role.STUDENT, body=NewContact, answer=OrderView)
def change_contact(who: Who, body: NewContact, order_id: str) -> OrderView:
    """Change how an order's student is reached and where prints go.  Possible until a package has it; name, school and
    student number stay."""
    given = {name: value for name, value in msgspec.structs.asdict(body).items() if value is not UNSET}
    return _view(wire().student.contact_data.change(who, order_id, given))


@routes.route("/api/orders/{order_id}/photos/{photo_no}", methods=["GET"], name="orders")
@endpoint(role=Role.STUDENT, answer=PhotoView)
def show_photo(who: Who, order_id: str, photo_no: str) -> PhotoView:
    """Show a photo with the report on it.  While it is still being judged there is no report yet."""
    return wire().student.screens.photo(wire().student.orders.show(who, order_id), number(photo_no))


def _view(loaded: Loaded) -> OrderView:
    return wire().student.screens.order(loaded)
