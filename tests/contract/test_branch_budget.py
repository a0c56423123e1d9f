"""A branch's SMS of a day: those that were sent count, and another branch has its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.identity.inbox_store import Inbox
from chalicelib.notify.branch_budget import BranchBudget
from chalicelib.shared.errors import OutsideBusy
from chalicelib.shared.ids import random_id
from chalicelib.shared.outside import OverBudget
from tests.worlds.orders import T0


@pytest.fixture
def branch() -> str:
    return f"b-{random_id()}"


def test_what_is_sent_counts_until_the_day_is_over(aws: Any, branch: str, capsys: pytest.CaptureFixture[str]) -> None:
    now = [T0]
    budget = BranchBudget(Inbox(aws.tables["inbox"]), lambda: now[0], daily=2)
    with pytest.raises(OutsideBusy), budget.spend(branch):
        raise OutsideBusy
    for _ in range(2):
        with budget.spend(branch):
            pass
    for _ in range(2):
        with pytest.raises(OverBudget), budget.spend(branch):
            raise AssertionError("was sent")
    assert capsys.readouterr().out.count('"level": "alarm"') == 1
    with budget.spend(f"{branch}2"):
        pass
    now[0] += timedelta(days=1)
    with budget.spend(branch):
        pass
