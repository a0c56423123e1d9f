"""What the desk offers on an order is what the table takes, from those whose roles may ask for it."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from chalicelib.desk.actions import Actions
from chalicelib.desk.model import ActionName
from chalicelib.desk.possible_actions import impossible_actions, possible_actions, staff_events
from chalicelib.orders.model import Correction, Order, Rejection, State
from chalicelib.orders.money_model import AMOUNT, AttemptState, RefundState
from chalicelib.shared.crypto import Keys
from chalicelib.staff.model import Staff, StaffRole
from tests.worlds.orders import STAFF, T0, a_refund, a_task, an_attempt, an_order

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
S = State
ALONE = {
    S.DRAFT: "edit release cancel",
    S.AWAITING_PAYMENT: "edit release cancel",
    S.IN_REVIEW: "refund_part refund release",
    S.WITHDRAWN: "grant refund_part refund release close",
    S.REJECTED: "grant refund_part refund release close",
    S.APPROVED: "recall refund_part",
    S.IN_PRODUCTION: "confirm post correct refund_part",
    S.DONE: "post correct refund_part",
    S.CORRECTION: "grant refund_part close",
}
BY_TWO = {
    S.DRAFT: "transfer",
    S.AWAITING_PAYMENT: "transfer",
    S.IN_REVIEW: "edit transfer",
    S.WITHDRAWN: "edit transfer",
    S.REJECTED: "edit transfer",
    S.APPROVED: "edit transfer refund release",
    S.IN_PRODUCTION: "edit transfer refund release",
    S.DONE: "edit transfer refund release",
    S.CORRECTION: "edit transfer refund release",
    S.REFUNDING: "returned_on_page",
}


def offered(
    order: Order, *roles: StaffRole, two: bool | None = None, channels: tuple[str, ...] = ("wechat", "alipay")
) -> list[str]:
    who = Staff(staff_id=STAFF.id, branch="hunan", name="n", roles=frozenset(roles))
    found = possible_actions(who, order, a_task(), T0, channels)
    return [one.action for one in found if two is None or one.two is two]


@pytest.mark.parametrize("state", State)
def test_by_state_for_one_and_for_two(state: State) -> None:
    order = an_order(state)
    assert set(offered(order, MANAGER, FINANCE, two=False)) == set(ALONE.get(state, "").split())
    assert set(offered(order, MANAGER, FINANCE, two=True)) == set(BY_TWO.get(state, "").split())
    assert offered(order, REVIEWER, ADMIN) == []


def test_an_order_without_a_photo_is_transferred_by_one() -> None:
    assert "transfer" in offered(an_order(S.DRAFT, photos=()), MANAGER, two=False)


def test_a_correction_by_mistake_is_taken_back() -> None:
    began = Correction(said=Rejection(reasons=(), note="n"), state=S.DONE, package="p1", photo_no=1)
    assert "uncorrect" in offered(an_order(S.CORRECTION, correction=began), MANAGER, two=False)


def test_each_role_is_offered_its_own() -> None:
    order = an_order(S.REJECTED)
    assert offered(order, FINANCE) == ["refund_part", "refund"]
    assert "refund" not in offered(order, MANAGER)


def test_money_that_is_stuck() -> None:
    suspect = an_order(S.AWAITING_PAYMENT, attempts=(an_attempt(state=AttemptState.SUSPECT),))
    assert offered(suspect, FINANCE, two=True) == ["resolve", "returned_on_page"]
    for state, actions in (
        (RefundState.ABNORMAL, ["refund_retry"]),  # the channel may still pay it out
        (RefundState.CLOSED, ["refund_retry", "returned_by_hand", "returned_on_page"]),
    ):
        order = an_order(S.REFUNDING, attempts=(an_attempt(state=AttemptState.OK),), refunds=(a_refund(state=state),))
        assert offered(order, FINANCE, two=True) == actions


@pytest.mark.parametrize(("state", "actions"), [
    (RefundState.REQUESTED, ["returned_by_hand"]), (RefundState.ABNORMAL, ["returned_by_hand"]),
    (RefundState.CLOSED, ["returned_by_hand"]), (RefundState.PROCESSING, []),
])  # fmt: skip
def test_at_a_channel_that_is_gone_nothing_is_asked_for_and_nobody_looks(
    state: RefundState, actions: list[str]
) -> None:
    order = an_order(S.REFUNDING, refunds=(a_refund(state=state),))
    assert offered(order, FINANCE, two=True, channels=("alipay",)) == actions


@pytest.mark.parametrize(("state", "waits", "actions"), [
    (RefundState.PROCESSING, "", []), (RefundState.PROCESSING, AMOUNT, ["returned_on_page"]),
    (RefundState.ABNORMAL, "", ["refund_retry"]), (RefundState.ABNORMAL, AMOUNT, ["refund_retry", "returned_on_page"]),
])  # fmt: skip
def test_a_refund_of_another_amount_is_ended_by_two(state: RefundState, waits: str, actions: list[str]) -> None:
    order = an_order(S.REFUNDING, refunds=(a_refund(state=state, waits=waits),))
    assert offered(order, FINANCE, two=True) == actions


def test_a_payment_under_way_is_closed_before_a_cancel() -> None:
    order = an_order(S.AWAITING_PAYMENT, attempts=(an_attempt(),))
    assert {"cancel", "release"} <= set(offered(order, MANAGER))


def test_prints_of_a_group_are_not_posted_one_by_one() -> None:
    who = Staff(staff_id=STAFF.id, branch="hunan", name="n", roles=frozenset([MANAGER]))
    found = possible_actions(who, an_order(S.DONE), a_task(task_type="GROUP"), T0, ())
    assert "post" not in [one.action for one in found]


def test_roles_are_those_that_may_decide() -> None:
    """What the decisions' own table says of each."""
    nobody: Any = None
    actions = Actions(keys=Keys(bytes(32)), by_phone=nobody, task=nobody, tracing=nobody)
    order = an_order(S.IN_REVIEW)
    roles = {event.name: (role,) for role, event in staff_events(STAFF, order, ("wechat",))}
    others = ("change_phone", "put_school")  # of accounts and schools
    decided = [name for name in get_args(ActionName) if name not in others]
    assert {name: roles[name] for name in decided} == {name: actions.table[name].roles for name in decided}


def refused(order: Order, *roles: StaffRole, channels: tuple[str, ...] = ()) -> dict[str, str]:
    who = Staff(staff_id=STAFF.id, branch="hunan", name="n", roles=frozenset(roles))
    return {one.action: one.why for one in impossible_actions(who, order, a_task(), T0, channels)}


def test_what_the_channel_may_still_pay_out_is_told_to_whoever_would_record_it_as_gone() -> None:
    order = an_order(S.REFUNDING, attempts=(an_attempt(state=AttemptState.OK),), refunds=(a_refund(),))
    stuck = order.with_refund(a_refund(state=RefundState.ABNORMAL))
    assert refused(order, FINANCE, channels=("wechat",)) == {}
    said = refused(stuck, FINANCE, channels=("wechat",))
    assert list(said) == ["returned_on_page"]
    assert "等它关闭这笔退款以后才能登记" in said["returned_on_page"]
    assert refused(stuck, FINANCE, channels=("alipay",)) == refused(stuck, MANAGER, channels=("wechat",)) == {}


@pytest.mark.parametrize("state", State)
def test_what_is_not_offered_says_why_and_nothing_is_said_twice(state: State) -> None:
    order = an_order(state)
    for roles in ((MANAGER,), (FINANCE,), (MANAGER, FINANCE), (REVIEWER,)):
        said = refused(order, *roles)
        assert not said.keys() & set(offered(order, *roles))
        assert all(said.values())
        assert not any("{" in why for why in said.values())


def test_what_the_order_does_not_allow_is_told_by_the_states_that_would() -> None:
    said = refused(an_order(S.IN_REVIEW), MANAGER)
    assert said["grant"] == "已撤回、被驳回、待勘误时可以"
    assert said["recall"] == "待制作时可以"


def test_what_a_guard_refuses_is_told_in_its_words() -> None:
    packed = an_order(S.APPROVED, package="p1")
    assert refused(packed, MANAGER)["recall"] == "照片已进入制作包，不能召回"


def test_anothers_action_says_whose_it_is_while_it_is_possible() -> None:
    assert refused(an_order(S.REJECTED), MANAGER)["refund"] == "由财务提出"
    assert refused(an_order(S.REJECTED), FINANCE)["grant"] == "由管理员决定"
    assert "refund" not in refused(an_order(S.DRAFT), MANAGER)


def test_nothing_is_said_of_an_order_that_is_over() -> None:
    assert refused(an_order(S.CANCELLED), MANAGER, FINANCE) == {}
