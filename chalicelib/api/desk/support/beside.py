"""Routes of what stands beside an order: what its student was told, and what they see now."""

from __future__ import annotations

from msgspec import Struct

from chalicelib.api.desk.door import EVERYBODY, FINANCE, MANAGER, Done, Empty, staff
from chalicelib.api.desk.views import money_only
from chalicelib.api.endpoint import routes
from chalicelib.notify.notices import Audience
from chalicelib.notify.told import Channel, Fate
from chalicelib.orders.screen.view import OrderView
from chalicelib.shared.clock import iso
from chalicelib.staff.model import Staff
from chalicelib.wire import wire


class ToldMessage(Struct, frozen=True):
    """One message by one channel.  kind: the event, or the reminder; to: the order's owner, who had it before, or who
    claimed it; phone: masked, empty by WeChat; fate: what became of it; text: of an SMS, the words its template is
    filled with."""

    kind: str
    channel: Channel
    to: Audience
    at: str
    phone: str
    fate: Fate
    text: str


class ToldMessages(Struct, frozen=True):
    """Newest first.  sendable: the message that staff may send now, "" if there is none."""

    messages: list[ToldMessage]
    sendable: str


@routes.route("/api/staff/orders/{order_id}/messages", methods=["GET"], name="staff")
@staff(*EVERYBODY, answer=ToldMessages)
def list_messages(who: Staff, order_id: str) -> ToldMessages:
    """List what an order's student was told.  By WeChat and by SMS, with what each channel answered; gone with the
    order's personal data."""
    standing = wire().desk.messages.standing(wire().desk.orders.find(who, order_id))
    return ToldMessages(
        [
            ToldMessage(each.kind, each.channel, each.to, iso(each.at), each.phone, each.fate, each.text)
            for each in wire().stores.told.of(order_id)
        ],
        standing[1].in_words if standing else "",
    )


@routes.route("/api/staff/orders/{order_id}/messages", methods=["POST"], name="staff")
@staff(MANAGER, FINANCE, body=Empty, answer=Done, status=202)
def send_message(who: Staff, body: Empty, order_id: str) -> Done:
    """Send an order's student the message that applies to its state.  By WeChat, else by SMS; once in three hours."""
    wire().desk.messages.send(who, order_id)
    return Done()


@routes.route("/api/staff/orders/{order_id}/student-view", methods=["GET"], name="staff")
@staff(*EVERYBODY, answer=OrderView)
def show_student_view(who: Staff, order_id: str) -> OrderView:
    """Show an order as its student sees it now.  The answer of the student's own call, without pictures and contact
    data."""
    loaded = wire().desk.orders.find(who, order_id)
    return wire().student.screens.beside(loaded, number=not money_only(who))
