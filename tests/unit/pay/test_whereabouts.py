"""Where a trade's money is, as its channel and our records say it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.orders.model import State
from chalicelib.orders.money_model import OutsideRefund
from chalicelib.pay.model import Back, RefundStatus, TradeState
from chalicelib.pay.money_tracer import MoneyTracer, Whereabouts
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.money import Fen
from tests.unit.pay.pay_desk import ID, A, Desk, Talk, refund_said
from tests.worlds.orders import PRICE, T0, a_refund, an_attempt, an_order

S = RefundStatus
NOON = datetime(2026, 11, 20, 12, tzinfo=SHANGHAI)
TODAY, DAY = NOON.date(), timedelta(days=1)


def found(back: Back, *tries: RefundStatus, parts: int = 0) -> Whereabouts:
    desk = Desk(an_order(State.REFUNDING))
    return Whereabouts(answer=desk.paid(back=back), tries=tuple(map(refund_said, tries)), parts=parts)


@pytest.mark.parametrize(("there", "back", "untouched"), [
    (found(Back.NOTHING), Back.NOTHING, True), (found(Back.SOME), Back.SOME, False),
    (found(Back.ALL), Back.ALL, False), (found(Back.ALL, S.CLOSED), Back.ALL, False),
    (found(Back.SOME, S.CLOSED), Back.NOTHING, True), (found(Back.SOME, S.CLOSED, S.ABSENT), Back.NOTHING, True),
    (found(Back.SOME, S.ABSENT), Back.SOME, False), (found(Back.NOTHING, S.ABSENT), Back.NOTHING, True),
    (found(Back.SOME, S.CLOSED, S.PROCESSING), Back.NOTHING, False), (found(Back.SOME, S.SUCCESS), Back.SOME, False),
    (found(Back.SOME, S.CLOSED, S.ABNORMAL), Back.NOTHING, False),
    (found(Back.NOTHING, parts=1), Back.SOME, False), (found(Back.SOME, S.CLOSED, parts=1), Back.SOME, False),
    (found(Back.SOME, parts=PRICE), Back.ALL, False), (found(Back.NOTHING, parts=PRICE - 1), Back.SOME, False),
    (Whereabouts(answer=TradeState.NOTPAY, tries=(), parts=0), Back.NOTHING, False),
])  # fmt: skip
def test_how_much_is_back_and_whether_all_of_it_is_there(there: Whereabouts, back: Back, untouched: bool) -> None:
    assert (there.back, there.untouched) == (back, untouched)


class Reports:
    def __init__(self, *days: date) -> None:
        self.days = days

    def missing(self, channel: str, first: date, last: date) -> list[date]:
        assert channel == "wechat"
        days = (first + number * DAY for number in range((last - first).days + 1))
        return [day for day in days if day not in self.days]


def tracing(talk: Talk, *days: date) -> MoneyTracer:
    reports: Any = Reports(*days)
    return MoneyTracer(channels={"wechat": talk}, reports=reports, clock=lambda: NOON)


def test_every_refund_is_asked_about_and_what_went_back_on_the_page_counts() -> None:
    desk = Desk(an_order(State.REFUNDING))
    part = OutsideRefund(number="page1", amount=Fen(7), at=T0)
    attempt = an_attempt(state=A.OK, outside=(part, replace(part, number="page2")))
    order = an_order(State.REFUNDING, attempts=(attempt,), refunds=(a_refund(), a_refund(try_no=2)))
    desk.talk.state = desk.paid()
    desk.talk.returned = {f"{ID}_01R1": refund_said(S.CLOSED), f"{ID}_01R2": refund_said(S.ABSENT)}
    there = tracing(desk.talk).trace(order, attempt)
    assert (there.answer, there.parts, there.closed_try) == (desk.talk.state, 14, 1)
    assert there.tries == tuple(desk.talk.returned.values())
    assert tracing(desk.talk).trace(an_order(State.IN_REVIEW, attempts=(attempt,)), attempt).tries == ()


@pytest.mark.parametrize(("since", "matched", "first"), [
    (NOON, [], TODAY), (NOON, [TODAY], None), (NOON - 2 * DAY, [TODAY - DAY], TODAY - 2 * DAY),
    (NOON - 2 * DAY, [TODAY - 2 * DAY], TODAY - DAY), (NOON - 2 * DAY, [TODAY - 2 * DAY, TODAY - DAY], None),
    (T0 - 900 * DAY, [], TODAY - 90 * DAY),
])  # fmt: skip
def test_the_first_day_without_a_matched_bill(since: datetime, matched: list[date], first: date | None) -> None:
    assert tracing(Talk(), *matched).unmatched("wechat", since) == first
    assert tracing(Talk()).is_set_up("wechat")
    assert not tracing(Talk()).is_set_up("alipay")
