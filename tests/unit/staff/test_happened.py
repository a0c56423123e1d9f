"""What the timeline of an order adds to an event's label: the amount, the days, the reasons."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.api.desk.happened import more_of
from chalicelib.orders.model import Actor, EventRecord, State
from tests.worlds.orders import T0


@pytest.mark.parametrize(
    ("event", "data", "more"),
    [
        ("paid", {"amount": 3000}, "30.00 元"), ("grant", {"days": 3, "tries": 0}, "3 天"),
        ("grant", {"days": 3, "tries": 1}, "3 天，1 次"), ("grant", {"days": 0, "tries": 2}, "2 次"),
        ("reject", {"reasons": ["hair_over_face", "glasses_glare"]}, "头发遮挡眉毛、眼睛或耳朵、眼镜反光"),
        ("reject", {"reasons": ["of_long_ago"]}, "of_long_ago"), ("post", {"courier": "ZTO"}, "中通快递"),
        ("submit", {}, ""), ("paid", {"amount": None}, ""),
    ],
)  # fmt: skip
def test_what_is_added(event: str, data: dict[str, Any], more: str) -> None:
    record = EventRecord(
        order_id="o" * 22,
        seq=4,
        at=T0,
        event=event,
        actor=Actor(kind="staff"),
        source=State.IN_REVIEW,
        to=State.REJECTED,
        data=data,
    )
    assert more_of(record) == more
