"""What reviewers do over HTTP, one picture in one call; a refusal is raised, as if it were the request's."""

from __future__ import annotations

from typing import Any

from chalicelib.orders.store.bands import Band
from clients.desk import decide, refusal, take
from tests.worlds.staff import Colleague

Picture = dict[str, Any]


def take_batch(reviewer: Colleague, band: Band = Band.LOW, count: int = 1, task_id: str | None = None) -> list[Picture]:
    wanted = {"band": band, "count": count, "task_id": task_id}
    return list(reviewer.call("POST", "/api/staff/review/take", wanted)["pictures"])


def take_next(reviewer: Colleague, task_id: str | None = None) -> Picture:
    """The first picture of any band; empty when nothing waits."""
    for band in (Band.ASKED, Band.AGAIN, Band.DOUBT, Band.LOW):
        for picture in take_batch(reviewer, band, 1, task_id):
            return picture
    return {}


def let_go(reviewer: Colleague, order_id: str) -> dict[str, Any]:
    (answer,) = reviewer.call("POST", "/api/staff/review/let-go", {"orders": [order_id]})["answers"]
    if not answer["decided"]:
        raise refusal(answer)
    return dict(answer)


def approve(reviewer: Colleague, order_id: str, photo_no: int = 1) -> None:
    take(reviewer, order_id)
    decide(reviewer, order_id, "approve", photo_no=photo_no)


def reject(reviewer: Colleague, order_id: str, photo_no: int = 1) -> None:
    take(reviewer, order_id)
    decide(reviewer, order_id, "reject", photo_no=photo_no, reasons=["blurred"])
