"""A payment is announced to WeChat once, and never after its order was delivered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.orders.model import Actor, EventRecord, State
from chalicelib.shared.errors import OutsideBusy
from tests.unit.notify.ways import Ways, notify
from tests.worlds.orders import T0, an_order

REJECTED = EventRecord(
    order_id="o" * 22,
    seq=4,
    at=T0,
    event="reject",
    actor=Actor(kind="staff"),
    source=State.IN_REVIEW,
    to=State.REJECTED,
)

PAID = EventRecord(
    order_id="o" * 22,
    seq=3,
    at=T0,
    event="paid",
    actor=Actor(kind="channel"),
    source=State.AWAITING_PAYMENT,
    to=State.IN_REVIEW,
)


@pytest.mark.parametrize(
    ("record", "now", "told"),
    [
        (PAID, State.IN_REVIEW, ["announce"]), (replace(PAID, event="resolve"), State.REJECTED, ["announce"]),
        (PAID, State.IN_PRODUCTION, []), (PAID, State.REFUNDING, []),  # it comes late
        (replace(PAID, to=State.EXPIRED), State.EXPIRED, []), (replace(PAID, event="resubmit"), State.IN_REVIEW, []),
    ],
)  # fmt: skip
def test_a_payment_is_announced_once_and_never_after_it_was_delivered(
    record: EventRecord, now: State, told: list[str]
) -> None:
    ways = Ways()
    handling = notify(ways, load=lambda _: an_order(now))
    handling.handle(record)
    handling.handle(record)
    assert ways.told == told


DELIVERED = replace(PAID, seq=6, event="deliver", source=State.APPROVED, to=State.IN_PRODUCTION)


@pytest.mark.parametrize("record", [PAID, DELIVERED])
def test_a_payment_of_which_wechat_need_not_know_leaves_no_mark(record: EventRecord) -> None:
    marks = []
    for concerned in (True, False):
        ways = Ways(concerned=concerned)
        notify(ways, load=lambda _: an_order(record.to)).handle(record)
        told = [pk for pk in ways.marks.kept if not pk.startswith("NOTICE#message")]
        marks.append((len(told), set(ways.told) - {"wechat"}))
    assert marks == [(1, {"announce" if record is PAID else "shipping"}), (0, set())]


def test_an_announcement_that_fails_comes_again_with_its_record() -> None:
    ways = Ways(broken="announce")
    handling = notify(ways, load=lambda _: an_order(State.IN_REVIEW))
    with pytest.raises(OutsideBusy):
        handling.handle(PAID)
    ways.broken = ""
    handling.handle(PAID)
    assert ways.told == ["announce"]
