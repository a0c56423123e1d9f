"""Random stories through the real table and a store that compares and sets: no fen is lost, whatever happens."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from chalicelib.orders import events as ev
from chalicelib.orders import facts
from chalicelib.orders.machine.decide import TABLE, Change, Table
from chalicelib.orders.model import LIVE, PAID_STATES, Actor, State
from chalicelib.orders.money_model import RefundState
from chalicelib.shared.money import Fen
from tests.property.order_mutants import of, without_guard, without_row
from tests.property.order_rules import badly_told, wrong_order
from tests.property.order_shop import MINUTE, Shop
from tests.worlds.orders import BLURRED, HOUR, PRICE, REVIEWER, SECOND, STAFF, start

PEOPLE = st.sampled_from(["person-a", "person-b"])
HARDLY = st.sampled_from([False, False, False, True])
FEW = settings(max_examples=120, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck))


class Story(RuleBasedStateMachine):
    """Students, staff, clock and channel in any order; a slow writer that commits what it read long ago."""

    table: Table = TABLE
    compare = True

    def __init__(self) -> None:
        super().__init__()
        self.shop = Shop(self.table, compare=self.compare)
        self.late: list[Change] = []

    # -- who acts --------------------------------------------------------------------------------------------------

    @initialize(steps=st.sampled_from([0, 1, 2, 2, 2]))
    def begins(self, steps: int) -> None:
        """Most stories begin where money comes into play."""
        order_id, me = self.shop.open("person-a"), Actor(kind="student", id="person-a")
        for event in (ev.Submit(actor=me, photo_no=1), start(me))[:steps]:
            self.shop.do(order_id, event)

    @rule(person=PEOPLE, really=HARDLY)
    def opens(self, person: str, really: bool) -> None:
        if really:
            self.shop.open(person)

    @precondition(lambda self: self.shop.orders)
    @rule(data=st.data(), slow=HARDLY)
    def acts(self, data: st.DataObject, slow: bool) -> None:
        """Somebody does one of the things the table takes now; a slow one commits it later."""
        taken = [change for order_id in sorted(self.shop.orders) for change in self._possible(order_id)]
        if not taken:
            return
        change = data.draw(st.sampled_from(taken))
        assert badly_told(change) == ""
        if slow:
            self.late.append(change)
        else:
            self.shop.commit(change)

    @precondition(lambda self: self.late)
    @rule(data=st.data())
    def commits_late(self, data: st.DataObject) -> None:
        self.shop.commit(self.late.pop(data.draw(st.integers(0, len(self.late) - 1))))

    @rule(hours=st.sampled_from([1, 12, 24, 30]))
    def time_passes(self, hours: int) -> None:
        self.shop.now += hours * HOUR + MINUTE

    def _possible(self, order_id: str) -> list[Change]:
        head = self.shop.orders[order_id].head
        me = Actor(kind="student", id=head.person_id)
        both: dict[str, Any] = {"actor": STAFF, "second": SECOND, "reason": "r"}
        photo_no = head.photo_no or 1
        events = (
            ev.Submit(actor=me, photo_no=1), start(me), ev.Cancel(actor=me), ev.Expire(), ev.Reopen(actor=me),
            ev.Withdraw(actor=me), ev.Resubmit(actor=me, photo_no=1), ev.AskRefund(actor=me), ev.AskRefund(**both),
            ev.Take(actor=REVIEWER, until=self.shop.now + HOUR), ev.Approve(actor=REVIEWER, photo_no=photo_no),
            ev.Reject(actor=REVIEWER, photo_no=photo_no, reasons=(BLURRED,)), ev.Overdue(), ev.Close(**both),
            ev.Release(**both),
        )  # fmt: skip
        changes = [self.shop.read(order_id, event) for event in events]
        return [change for change in changes if change is not None]

    # -- the channel -----------------------------------------------------------------------------------------------

    def _trade(self, data: st.DataObject) -> tuple[str, int]:
        return data.draw(st.sampled_from(sorted(self.shop.bookings)))

    @precondition(lambda self: self.shop.bookings)
    @rule(data=st.data(), amount=st.sampled_from([PRICE, PRICE, PRICE, Fen(1)]))
    def somebody_pays(self, data: st.DataObject, amount: Fen) -> None:
        key = self._trade(data)
        self.shop.bookings[key].open = True
        self.shop.pay(key, amount)

    @precondition(lambda self: self.shop.bookings)
    @rule(data=st.data())
    def channel_tells(self, data: st.DataObject) -> None:
        key = self._trade(data)
        for fact in list(self.shop.facts(key)):
            self.shop.do(key[0], fact)

    @precondition(lambda self: self.shop.bookings)
    @rule(data=st.data(), answered=st.booleans())
    def we_close(self, data: st.DataObject, answered: bool) -> None:
        self.shop.close(self._trade(data), answered=answered)

    @precondition(lambda self: any(order.refunds for order in self.shop.orders.values()))
    @rule(data=st.data(), kind=st.sampled_from([facts.RefundDone, facts.RefundAbnormal, facts.RefundClosed]))
    def refund_is_pushed(self, data: st.DataObject, kind: type[facts.RefundFact]) -> None:
        order = data.draw(st.sampled_from([one for one in self.shop.orders.values() if one.refunds]))
        refund = order.refunds[-1]
        if refund.state in (RefundState.REQUESTED, RefundState.PROCESSING):
            self.shop.push(order.head.order_id, refund, kind)

    # -- what must hold --------------------------------------------------------------------------------------------

    @invariant()
    def every_order_is_sound(self) -> None:
        for order in self.shop.orders.values():
            assert wrong_order(order) == ""

    @invariant()
    def one_live_order(self) -> None:
        assert sum(order.head.state in LIVE for order in self.shop.orders.values()) <= 1

    @invariant()
    def nothing_comes_back_twice(self) -> None:
        assert all(booking.held >= 0 for booking in self.shop.bookings.values())

    @invariant()
    def events_tell_the_head(self) -> None:
        for order_id, records in self.shop.history.items():
            state, seq = State.DRAFT, 1
            for record in records:
                assert (record.source, record.seq) == (state, seq + 1)
                state, seq = record.to, record.seq
            head = self.shop.orders[order_id].head
            assert (head.state, head.seq) == (state, seq)

    def teardown(self) -> None:
        """At rest the channel holds one payment for a paid or closed order with its attempt OK, else nothing."""
        self.shop.rest()
        for order_id, order in self.shop.orders.items():
            held = sum(booking.held for key, booking in self.shop.bookings.items() if key[0] == order_id)
            paid_attempt = order.paid_attempt()
            keeps = order.head.state in PAID_STATES or order.head.state is State.CLOSED
            assert (paid_attempt is not None) == (order.head.state in PAID_STATES) or order.head.state is State.CLOSED
            assert held == (paid_attempt.amount if paid_attempt and keeps else 0)


TestStory = Story.TestCase
TestStory.settings = FEW


class ForgetsLateMoney(Story):
    table = without_row(of("paid", effect="orphan"))


class TakesAnyAmount(Story):
    table = without_guard("matches", of("paid", source=State.AWAITING_PAYMENT))


class WritesBlindly(Story):
    compare = False


@pytest.mark.parametrize(
    "broken", [pytest.param(ForgetsLateMoney, marks=pytest.mark.slow), TakesAnyAmount, WritesBlindly]
)  # the first takes hundreds of stories; test_mutations.py takes the same row away, and sees it at once
def test_a_broken_shop_is_found_out(broken: type[Story]) -> None:
    many = settings(FEW, max_examples=4000, derandomize=True, database=None, phases=[Phase.generate])
    with pytest.raises((AssertionError, ExceptionGroup)):
        run_state_machine_as_test(broken, settings=many)
