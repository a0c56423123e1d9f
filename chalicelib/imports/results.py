"""Waybills of posted prints, and what CHSI (学信网) said of the photos: one transition per row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from chalicelib.delivery.results import Results
from chalicelib.imports.model import Import, Problem
from chalicelib.imports.reading import Rows
from chalicelib.imports.running import Checked, Table, Written, doubles
from chalicelib.imports.schools import importer
from chalicelib.orders.by_staff import ByStaff
from chalicelib.orders.model import Order, State
from chalicelib.shared.errors import DomainError
from chalicelib.shared.ids import is_order_id
from chalicelib.staff.model import Staff

ORDER, COURIER, WAYBILL, RESULT, NOTE = "订单号", "快递公司", "快递单号", "结果", "说明"
GOOD: Final = frozenset({"通过", "采集成功", "成功", "同一人", "已通过", "合格"})
BAD: Final = frozenset({"不通过", "未通过", "非同一人", "不是同一人", "疑似非同一人", "失败", "不合格"})
DELIVERED: Final = frozenset({State.IN_PRODUCTION, State.DONE})
Row = Mapping[str, str]


class ResultsTable:
    """chsi: CHSI's answers; otherwise waybills."""

    def __init__(self, orders: ByStaff, results: Results, *, chsi: bool) -> None:
        self._orders, self._results, self._chsi = orders, results, chsi

    def table(self) -> Table:
        needed = (ORDER, RESULT) if self._chsi else (ORDER, COURIER, WAYBILL)
        return Table(lambda _: needed, self.check)

    def check(self, job: Import, rows: Rows) -> Checked:
        """Every order must be the task's and delivered; every result must be a word we know."""
        who = importer(job)
        problems = [problem for line, row in rows if (problem := self._problem(who, job, line, row))]
        problems += doubles(((line, row[ORDER]) for line, row in rows), ORDER)
        return Checked(problems=tuple(sorted(problems, key=lambda one: one.line)), writes=self._writes(who, rows))

    def _problem(self, who: Staff, job: Import, line: int, row: Row) -> Problem | None:
        try:
            order = self._orders.show(who, row[ORDER])[0] if is_order_id(row[ORDER]) else None
        except DomainError:
            order = None
        if order is None or order.head.task_id != job.task_id:
            return Problem(line=line, column=ORDER, message="本任务中没有这个订单")
        if order.head.state not in DELIVERED and not self._said(order, row):
            return Problem(line=line, column=ORDER, message="订单尚未交付制作，或正在勘误")
        return self._wrong_cell(line, row)

    def _wrong_cell(self, line: int, row: Row) -> Problem | None:
        if self._chsi:
            known = row[RESULT] in GOOD | BAD
            return None if known else Problem(line=line, column=RESULT, message="结果应为“通过”或“不通过”")
        empty = next((name for name in (COURIER, WAYBILL) if not row[name]), None)
        return Problem(line=line, column=empty, message="不能为空") if empty else None

    def _said(self, order: Order, row: Row) -> bool:
        """What the row says is so already: an import that goes on after it died meets its own work."""
        return self._chsi and row[RESULT] in BAD and order.head.state is State.CORRECTION

    def _writes(self, who: Staff, rows: Rows) -> Iterator[Callable[[], Written]]:
        for line, row in rows:
            yield lambda line=line, row=row: self._write(who, line, row)  # type: ignore[misc]

    def _write(self, who: Staff, line: int, row: Row) -> Written:
        try:
            self._apply(who, row)
        except DomainError as late:
            return 0, (Problem(line=line, column=ORDER, message=late.text),)
        return 1, ()

    def _apply(self, who: Staff, row: Row) -> None:
        order_id = row[ORDER]
        order = self._orders.show(who, order_id)[0]
        if not self._chsi:
            self._results.post(who, order_id, row[COURIER], row[WAYBILL])
        elif row[RESULT] in GOOD:
            if order.head.state is not State.DONE:
                self._results.confirm(who, order_id)
        elif not self._said(order, row):
            self._results.correct(who, order_id, row.get(NOTE) or f"学信网：{row[RESULT]}")
