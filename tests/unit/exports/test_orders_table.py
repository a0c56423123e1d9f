"""A task's orders in an export: each list in pages, those that moved meanwhile too."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from chalicelib.exports.model import Asked, Export
from chalicelib.exports.tables import orders as module
from chalicelib.exports.tables.orders import READ, OrdersTable
from chalicelib.orders.model import State

NOW = datetime(2026, 11, 24, tzinfo=UTC)
EXPORT = Export(
    export_id="e",
    branch="hunan",
    staff_id="s",
    kind="ORDERS",
    file="CSV",
    state="RUNNING",
    created_at=NOW,
    name="订单",
    asked=Asked(task_id="t"),
)


class Lists:
    """600 orders wait for review, all of them since the export was asked for."""

    def in_state(self, _: str, state: State, *, limit: int, after: str | None, span: Any) -> Any:
        assert span in ((None, None), (NOW, None))
        begin = int(after or 0)
        ids = [str(number) for number in range(600 if state is State.IN_REVIEW else 0)]
        return ids[begin : begin + limit], str(begin + limit) if begin + limit < len(ids) else None


def test_those_that_moved_meanwhile_come_in_pages_too(monkeypatch: Any) -> None:
    monkeypatch.setattr(module, "_row", lambda _: ())
    head = SimpleNamespace(task_id="t", erased_at=None)

    def found(ids: Any) -> dict[str, Any]:
        return {one: SimpleNamespace(head=SimpleNamespace(**vars(head), order_id=one)) for one in reversed(ids)}

    table = OrdersTable(Lists(), SimpleNamespace(without_photos=found), lambda _: 600).table  # type: ignore[arg-type]
    page = table.page(EXPORT, None)
    pages = [page]
    while page.after is not None:
        page = table.page(EXPORT, page.after)
        pages.append(page)
    assert [len(one.rows) for one in pages if one.rows] == [READ, READ, 100] * 2
    assert sum(one.looked for one in pages) == 600
    ids = [order_id for one in pages for order_id, _ in one.rows]
    assert ids == [str(number) for number in range(600)] * 2  # in the list's order
