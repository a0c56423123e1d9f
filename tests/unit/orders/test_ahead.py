"""What is ahead: the same steps for both clients, and nothing that will not come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chalicelib.orders.model import Posting, State
from chalicelib.orders.screen.steps_ahead import ahead
from tests.worlds.orders import HOUR, T0, a_task, an_order

MADE, CHECK = "制作、报送学信网并寄送照片", "登录学信网校对图像"


def titles(state: State, **changes: Any) -> list[str]:
    return [one.title for one in ahead(an_order(state, **changes), a_task(), None, None)]


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        (State.AWAITING_PAYMENT, ["人工审核", MADE, CHECK]), (State.IN_REVIEW, ["人工审核", MADE, CHECK]),
        (State.APPROVED, [MADE, CHECK]), (State.IN_PRODUCTION, [MADE, CHECK]),
        (State.DRAFT, []), (State.REJECTED, []), (State.CANCELLED, []), (State.DONE, []),
    ],
)  # fmt: skip
def test_of_each_state(state: State, wanted: list[str]) -> None:
    assert titles(state) == wanted


def test_the_day_is_the_next_steps() -> None:
    first, second, _ = ahead(an_order(State.IN_REVIEW), a_task(), date(2026, 12, 1), None)
    assert (first.tells, second.tells) == ("预计 12月1日 前完成。", "审核通过后办理，您不用操作。")


@pytest.mark.parametrize("state", [State.AWAITING_PAYMENT, State.IN_REVIEW])
def test_the_usual_time_of_the_review_is_told_instead_of_a_day(state: State) -> None:
    first = ahead(an_order(state), a_task(), date(2026, 12, 1), 7 * HOUR)[0]
    assert first.tells == "通常 7 小时内审核，结果会在订单中显示。"


def test_what_is_approved_is_expected_by_its_day_however_long_reviews_take() -> None:
    first = ahead(an_order(State.APPROVED), a_task(), date(2026, 12, 1), 7 * HOUR)[0]
    assert first.tells == "预计 12月1日 前完成。"


def test_prints_are_sent_where_the_task_sends_them() -> None:
    task = replace(a_task(), task_type="GROUP")
    assert ahead(an_order(State.APPROVED), task, None, None)[0].title == "制作并报送学信网"


def test_what_was_sent_and_what_was_deleted_is_not_made_again() -> None:
    assert titles(State.IN_PRODUCTION, posting=Posting(courier="SF", number="SF1234567890")) == [CHECK]
    assert titles(State.IN_PRODUCTION, erased_at=T0) == []
