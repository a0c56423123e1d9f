"""What finance does about money that waits for a person: retries, resolves, and looks at the channel's page."""

from __future__ import annotations

from chalicelib.orders import events as ev
from chalicelib.orders.model import Order
from chalicelib.orders.money_model import BACK, RETURNED, STUCK_REFUND, Attempt, AttemptState, Refund, RefundState
from chalicelib.pay.model import Back, PaidFact
from chalicelib.shared.ids import out_trade_no
from chalicelib.shared.money import fen
from tests.worlds.orders import FOUR_EYES
from tests.worlds.pay import World


def decide(world: World, order: Order) -> bool:
    """Does one thing that waits for a person; False when there is none."""
    order_id = order.head.order_id
    for attempt in order.attempts:
        refund = order.refund_of(attempt.attempt_no)
        if _is_gone(world, order, attempt, refund):
            world.orders.apply(order_id, _on_page(world, order_id, attempt))
            return True
        if refund and refund.state in STUCK_REFUND and attempt.state not in RETURNED:
            world.orders.apply(order_id, ev.RefundRetry(**FOUR_EYES, attempt_no=attempt.attempt_no))
            return True
        if attempt.state is AttemptState.SUSPECT:
            held = world.tills[attempt.channel].held(out_trade_no(order_id, attempt.attempt_no))
            verdict = "accept" if held == attempt.amount else "refund"
            told = ev.Resolve(**FOUR_EYES, attempt_no=attempt.attempt_no, verdict=verdict, held=fen(held))
            world.orders.apply(order_id, told)
            return True
    return False


def _is_gone(world: World, order: Order, attempt: Attempt, refund: Refund | None) -> bool:
    """Whether a person has to look, and finds on the channel's page that all of it went back without us."""
    stuck = refund is not None and (refund.state is RefundState.CLOSED or refund.waits == BACK)
    if attempt.state in RETURNED or not (stuck or attempt.state is AttemptState.SUSPECT):
        return False
    till, number = world.tills[attempt.channel], out_trade_no(order.head.order_id, attempt.attempt_no)
    return till.was_paid(number) and not till.held(number)


def _on_page(world: World, order_id: str, attempt: Attempt) -> ev.Event:
    said = world.outside.channels[attempt.channel].query(out_trade_no(order_id, attempt.attempt_no))
    assert isinstance(said, PaidFact)
    assert said.back is not Back.NOTHING
    return ev.ReturnedOnPage(
        **FOUR_EYES,
        attempt_no=attempt.attempt_no,
        reference="seen there",
        amount=said.amount,
        transaction_id=said.transaction_id,
        paid_at=said.paid_at,
    )
