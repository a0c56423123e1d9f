"""What happens to an order after delivery: prints are posted, and CHSI (学信网) accepts the photo or not."""

from __future__ import annotations

from chalicelib.desk.orders import Beside, DeskOrders, staff_actor
from chalicelib.orders import events as ev
from chalicelib.orders.couriers import Courier, name_of
from chalicelib.orders.model import Order, Posting, Rejection
from chalicelib.shared.errors import Invalid
from chalicelib.shared.names import is_name
from chalicelib.staff.model import Staff


class _AlreadyPostedError(Exception):
    """With this very waybill: the student is not told twice."""

    def __init__(self, order: Order) -> None:
        super().__init__()
        self.order = order


class Results:
    """Each method is one transition of an order."""

    def __init__(self, orders: DeskOrders) -> None:
        self._orders = orders

    def post(self, who: Staff, order_id: str, courier: Courier, number: str) -> Order:
        """Record the waybill of an individual order; the newest one counts, and the same one again changes nothing.

        Raises Invalid for a number without readable characters.
        """
        if not is_name(number):
            raise Invalid(field="number")
        posting = Posting(courier=courier.value, number=number.strip())

        def event(order: Order) -> ev.Event:
            if order.head.posting == posting:
                raise _AlreadyPostedError(order)
            return ev.Post(actor=staff_actor(who), courier=posting.courier, number=posting.number)

        try:
            return self._orders.act(who, order_id, event, courier=name_of(courier), number=posting.number)
        except _AlreadyPostedError as same:
            return same.order

    def confirm(self, who: Staff, order_id: str, *, also: Beside = ()) -> Order:
        """CHSI accepted the photo: 采集完成.  also: see DeskOrders.act."""
        return self._orders.act(who, order_id, ev.Confirm(actor=staff_actor(who)), also=also)

    def correct(self, who: Staff, order_id: str, fault: Rejection, reason: str, *, also: Beside = ()) -> Order:
        """CHSI finds that the photo shows somebody else, or the print is wrong: the photo is replaced for free.

        fault: what to correct, for the student and the next reviewer; reason: for the audit trail alone; also: see
        DeskOrders.act.
        Raises NothingToCorrect.
        """
        event = ev.Correct(actor=staff_actor(who), reasons=fault.reasons, note=fault.note, reason=reason)
        return self._orders.act(
            who, order_id, event, reason=reason, reasons=[one.code for one in fault.reasons], also=also
        )
