"""Which decisions of a day count: the last about a photo, none that was recalled, and always the same sample."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.feedback.decisions import decisions, sample
from chalicelib.feedback.model import Decision
from chalicelib.staff.audit_store import AuditEntry
from tests.worlds.orders import T0


def entry(action: str, order_id: str = "a", minute: int = 0, **data: Any) -> AuditEntry:
    return AuditEntry(
        at=T0 + timedelta(minutes=minute),
        branch="hunan",
        staff_id="s1",
        name="王审核",
        action=action,
        subject=f"order {order_id}",
        data=data,
    )


def approved(order_id: str = "a", photo_no: int = 1) -> Decision:
    return Decision(order_id=order_id, photo_no=photo_no, approved=True, reasons=())


def rejected(*reasons: str, order_id: str = "a", photo_no: int = 1) -> Decision:
    return Decision(order_id=order_id, photo_no=photo_no, approved=False, reasons=reasons)


APPROVE, RECALL = entry("approve", photo_no=1), entry("recall")
REJECT = entry("reject", photo_no=1, reasons=["blurred", "jewellery", "blurred"])


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], []),
        ([APPROVE], [approved()]),
        ([REJECT], [rejected("blurred", "jewellery")]),
        ([APPROVE, RECALL], []),
        ([APPROVE, RECALL, REJECT], [rejected("blurred", "jewellery")]),
        ([REJECT, entry("approve", photo_no=2)], [rejected("blurred", "jewellery"), approved(photo_no=2)]),
        ([REJECT, entry("approve", photo_no=2), RECALL], [rejected("blurred", "jewellery")]),
        ([RECALL], []),
        ([APPROVE, entry("approve", "b", photo_no=1), RECALL], [approved("b")]),
    ],
)
def test_what_stood_at_the_end_of_the_day(entries: list[AuditEntry], expected: list[Decision]) -> None:
    assert decisions(entries) == expected


@pytest.mark.parametrize(
    "bad", [entry("approve", "b"), entry("reject", "b", photo_no="one"), entry("reject", "b", photo_no=1, reasons=None)]
)
def test_a_row_that_cannot_be_read_takes_no_other_with_it(bad: AuditEntry, capsys: pytest.CaptureFixture[str]) -> None:
    assert decisions([bad, APPROVE]) == [approved()]
    assert '"order_id": "b"' in capsys.readouterr().out


def test_a_sample_is_the_same_in_any_order_and_every_kind_keeps_its_share() -> None:
    found = [approved(f"a{number}") for number in range(900)]
    found += [rejected(order_id=f"r{number}") for number in range(300)]
    chosen = sample(found, 400)
    assert sample(reversed(found), 400) == chosen
    assert len({one.order_id for one in chosen}) == 400
    assert 60 < sum(not one.approved for one in chosen) < 140
    assert len(sample(found, 10_000)) == 1200
