"""What a channel may say of an attempt, at any time and as often as it likes."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.orders import events as ev
from chalicelib.orders import facts
from chalicelib.orders.model import Order
from chalicelib.shared.money import Fen
from tests.property.order_world import Machine, Trade, paid_fen
from tests.worlds.orders import paid


def facts_of(machine: Machine, order: Order, index: int, trade: Trade) -> Iterator[ev.Event]:
    """What the channel may tell at any time, as often as it likes."""
    attempt, number = order.attempts[index], index + 1
    yield facts.StillOpen(attempt_no=number)
    yield facts.Unknown(attempt_no=number)
    if trade.side == "CLOSED":
        yield facts.Closed(attempt_no=number)
    if trade.side == "PAID":
        yield paid(number, amount=attempt.amount)
    if machine.bounds.wrong_amount and trade.side in ("OPEN", "PAID", "WRONG"):
        yield paid(number, amount=Fen(attempt.amount + 1))
    if machine.bounds.outside and trade.back:  # a bill does not say who sent it back
        yield facts.ReturnedOutside(
            attempt_no=number, amount=paid_fen(trade, attempt), transaction_id="4200", paid_at=attempt.started_at
        )
    if trade.outside:
        yield facts.PartReturned(
            attempt_no=number, refund_no="page1", amount=paid_fen(trade, attempt), back_at=attempt.started_at
        )
    for try_no, said in enumerate(trade.refunds, start=1):
        known = [one for one in order.refunds if (one.attempt_no, one.try_no) == (number, try_no)]
        for told in _of_refund(said, trade.trouble) if known else ():
            yield told(attempt_no=number, try_no=try_no, amount=known[0].amount)
        if said == "-" and known:
            yield facts.RefundWaits(attempt_no=number, try_no=try_no, amount=known[0].amount, why="NOT_ENOUGH")
            yield facts.RefundStillOpen(attempt_no=number, try_no=try_no, amount=known[0].amount)


def _of_refund(said: str, trouble: bool) -> Iterator[type[facts.RefundFact]]:
    """What it is, and what it was: facts come late."""
    if said != "-":
        yield facts.RefundAccepted
    if said == "a" or (trouble and said in ("c", "d")):
        yield facts.RefundAbnormal
    if said in ("c", "d"):
        yield facts.RefundDone if said == "d" else facts.RefundClosed
