"""What happens to an order after delivery: prints are posted, and CHSI (学信网) accepts the photo or not."""

from __future__ import annotations

from collections.abc import Callable

from chalicelib.delivery.errors import WaybillIsOrder, WaybillWrong
from chalicelib.desk.orders import Beside, DeskOrders, staff_actor
from chalicelib.orders import events as ev
from chalicelib.orders import number
from chalicelib.orders.couriers import Courier, name_of, waybill_of
from chalicelib.orders.model import Order, Posting, Rejection
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

    def post(self, who: Staff, order_id: str, courier: Courier, waybill: str) -> Order:
        """Record the waybill of an individual order; the newest one counts, and the same one again changes nothing.

        Raises WaybillWrong, WaybillIsOrder.
        """
        posting = Posting(courier=courier.value, number=self.waybill(waybill))

        def event(order: Order) -> ev.Event:
            if order.head.posting == posting:
                raise _AlreadyPostedError(order)
            return ev.Post(actor=staff_actor(who), courier=posting.courier, number=posting.number)

        try:
            return self._orders.act(who, order_id, event, courier=name_of(courier), number=posting.number)
        except _AlreadyPostedError as same:
            return same.order

    def waybill(self, typed: str) -> str:
        """A parcel's number as it is kept.  Raises WaybillWrong, and WaybillIsOrder for the number of an order, which
        is on the label beside it.

        Couriers have numbers of twelve digits too, of which every tenth has our check digit: only a number that an
        order has is refused.
        """
        found = waybill_of(typed)
        if found is None:
            raise WaybillWrong(field="number")
        try:
            is_order = number.read(found) is not None and self._orders.id_of(found) != ""
        except number.Mistyped:
            is_order = False
        if is_order:
            raise WaybillIsOrder(field="number")
        return found

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

    def explain(
        self,
        who: Staff,
        order_id: str,
        fault: Rejection,
        reason: str,
        *,
        only: Callable[[Order], None],
        also: Beside = (),
    ) -> Order:
        """What the correction that goes on is about, as in `correct`.  only: raises if it is not to change."""
        explains = ev.Explain(actor=staff_actor(who), reasons=fault.reasons, note=fault.note)

        def event(order: Order) -> ev.Event:
            only(order)
            return explains

        return self._orders.act(
            who, order_id, event, reason=reason, reasons=[one.code for one in fault.reasons], also=also
        )
