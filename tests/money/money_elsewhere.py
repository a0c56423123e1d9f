"""What happens at the channel while the product waits, by the name of the fault: somebody returns money on the
channel's own page, a refund takes its time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from chalicelib.orders.model import Order
from chalicelib.orders.money_model import Refund, RefundState
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.ids import out_refund_no, out_trade_no

if TYPE_CHECKING:
    from tests.money.money_matrix import Matrix


def _in_parts(matrix: Matrix, channel: str, number: str) -> None:
    """Before anybody here has heard of the payment."""
    till = matrix.world.tills[channel]
    till.return_on_page(number, 1000)
    till.return_on_page(number, till.held(number))


AFTER_PAYING: dict[str, Callable[[Matrix, str, str], None]] = {"returned in parts on the page": _in_parts}


def _returned_while(state: RefundState) -> Callable[[Matrix, str, Order], None]:
    def look(matrix: Matrix, channel: str, order: Order) -> None:
        refund, number = order.refund_of(1), out_trade_no(order.head.order_id, 1)
        stuck = refund is not None and refund.state is state and (refund.waits or state is not RefundState.REQUESTED)
        if stuck and matrix.world.tills[channel].held(number):
            matrix.world.tills[channel].return_on_page(number)

    return look


def _handled(matrix: Matrix, channel: str, order: Order) -> None:
    """WeChat Pay keeps an ABNORMAL refund for the merchant to send elsewhere; it goes under the number it had."""
    refund = order.refund_of(1)
    if refund is not None and refund.state is RefundState.ABNORMAL:
        matrix.box.pay.refunds.handle(_number(order, refund))


def _after_midnight(matrix: Matrix, channel: str, order: Order) -> None:
    """The refund is under way until the next day has begun."""
    today, asked = matrix.world.clock().astimezone(SHANGHAI).date(), matrix.box.pay.refunds
    for one in order.refunds:
        yesterdays = one.requested_at.astimezone(SHANGHAI).date() < today
        if (
            one.state is RefundState.PROCESSING
            and yesterdays
            and asked.refund(_number(order, one))["status"] == "PROCESSING"
        ):
            asked.finish(_number(order, one))


def _number(order: Order, refund: Refund) -> str:
    return out_refund_no(order.head.order_id, refund.attempt_no, refund.try_no)


MEANWHILE: dict[str, Callable[[Matrix, str, Order], None]] = {
    "returned on the page, ours waits": _returned_while(RefundState.REQUESTED),
    "returned on the page, ours closed": _returned_while(RefundState.CLOSED),
    "handled on the page, ours abnormal": _handled,
    "refund over midnight": _after_midnight,
}
