"""Waybills of posted prints, and what CHSI (学信网) said of the photos: one transition per row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from itertools import batched
from typing import Final

from chalicelib.delivery.results import Results
from chalicelib.desk.orders import DeskOrders
from chalicelib.desk.reject_reasons import MOST_NOTE
from chalicelib.imports.enrolments import Enrolments, Understand, column_of
from chalicelib.imports.mangled import mangled, unknown, zeros_lost
from chalicelib.imports.model import Import, Problem
from chalicelib.imports.runner import PIECE, Checked, Found, Table, doubles
from chalicelib.imports.schools import importer
from chalicelib.imports.sheets import Rows, SheetRow
from chalicelib.orders import number
from chalicelib.orders.claims.enrolment import Claim
from chalicelib.orders.couriers import NAMES, courier_of
from chalicelib.orders.model import Order, Posting, Rejection, State
from chalicelib.shared.errors import DomainError
from chalicelib.staff.model import Staff
from chalicelib.tasks.model import Task

ORDER, COURIER, WAYBILL, RESULT, NOTE = "订单号", "快递公司", "快递单号", "结果", "说明"
GOOD: Final = frozenset({"通过", "采集成功", "成功", "同一人", "已通过", "合格"})
BAD: Final = frozenset({"不通过", "未通过", "非同一人", "不是同一人", "疑似非同一人", "失败", "不合格"})
DELIVERED: Final = frozenset({State.IN_PRODUCTION, State.DONE})
AT_ONCE = 8  # rows worked on at a time: each is about another order
MOST_WAYBILL = 40  # characters, as when it is typed
NOT_POSTED = "该任务是集中采集，照片不邮寄，没有快递单号可以导入，请核对所选的任务"
UNKNOWN = "本任务中没有这个订单"
NO_COURIER = f"快递公司不在列表中，请从这些中选：{'、'.join(name for name, *_ in NAMES.values())}；都不是的填“其他”"
Some = Sequence[tuple[int, SheetRow]]


@dataclass(frozen=True)
class About:
    """A row and the order it names, None when it names none; column: where it does so."""

    line: int
    row: SheetRow
    column: str
    order: Order | None


Naming = Callable[[tuple[int, SheetRow]], About]


class ResultsTable:
    """chsi: CHSI's answers; otherwise waybills.  A row names its order by number, or its student as CHSI knows her.

    task_of: the task of an id; claim: who has an enrolment (task id, digest).
    """

    def __init__(
        self,
        orders: DeskOrders,
        results: Results,
        enrolments: Enrolments,
        task_of: Callable[[str], Task],
        claim: Callable[[str, str], Claim | None],
        *,
        chsi: bool,
    ) -> None:
        self._orders, self._results, self._enrolments = orders, results, enrolments
        self._task_of, self._claim, self._chsi = task_of, claim, chsi

    def table(self) -> Table:
        needed = (RESULT,) if self._chsi else (COURIER, WAYBILL)
        return Table(lambda _: needed, self.check)

    def check(self, job: Import, rows: Rows) -> Checked:
        """Every order must be the task's and delivered; every result must be a word we know."""
        who, task = importer(job), self._task_of(job.task_id or "")
        if not self._chsi and task.task_type != "INDIVIDUAL":
            return Checked(problems=(Problem(line=0, column="", message=NOT_POSTED),))
        own, understand = column_of(task), self._enrolments.of(task)
        if not {ORDER, own} & rows[0][1].keys():
            return Checked(problems=(Problem(line=0, column=ORDER, message=f"表格应包含“{ORDER}”或“{own}”一列"),))
        about = partial(self._about, who, task, understand)
        twice = cache(lambda: self._twice(task, understand, rows))  # of the whole table, and only while it is checked
        typed = {_called(row): line for line, row in reversed(rows)}
        pieces = list(batched(rows, PIECE))
        return Checked(
            looks=[partial(self._look, about, twice, typed, some) for some in pieces],
            writes=[partial(self._write, who, about, some) for some in pieces],
            warnings=() if self._chsi else zeros_lost(WAYBILL, rows),
        )

    def _twice(self, task: Task, understand: Understand, rows: Rows) -> Mapping[int, Problem]:
        """By line: rows that say what an earlier one said, as far as that is told without asking whose a code is."""
        named = [(line, key) for line, row in rows if (key := _named(task, understand, row))]
        found = {one.line: one for one in doubles(named, ORDER)}
        if not self._chsi:
            bills = [(line, row[WAYBILL]) for line, row in rows if row[WAYBILL] and line not in found]
            found |= {one.line: one for one in doubles(bills, WAYBILL)}
        return found

    def _look(
        self, about: Naming, twice: Callable[[], Mapping[int, Problem]], typed: Mapping[str, int], some: Some
    ) -> Found:
        problems: list[Problem] = []
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for one in pool.map(about, some):
                wrong = [self._problem(one), twice().get(one.line)]
                if line := next((typed[name] for name in _otherwise(one) if name in typed), 0):
                    wrong.append(Problem(line=one.line, column=one.column, message=f"与第 {line} 行重复"))
                problems += filter(None, wrong)
        return 0, tuple(problems)

    def _about(self, who: Staff, task: Task, understand: Understand, one: tuple[int, SheetRow]) -> About:
        line, row = one
        order_id, column = row.get(ORDER, ""), ORDER
        if not order_id:
            column = column_of(task)
            enrolment = understand(row.get(column, ""))
            claim = self._claim(task.task_id, enrolment.digest) if enrolment else None
            order_id = claim.order_id if claim else ""
        try:
            order = self._orders.show(who, self._orders.id_of(order_id))[0]
        except DomainError:
            order = None
        return About(line, row, column, order if order and order.head.task_id == task.task_id else None)

    def _problem(self, about: About) -> Problem | None:
        if about.order is None:
            said = unknown(about.row, about.column, UNKNOWN)
            return Problem(line=about.line, column=about.column, message=said)
        if about.order.head.state not in DELIVERED and not self._said(about.order, about.row):
            return Problem(line=about.line, column=about.column, message="订单尚未交付制作，或正在勘误")
        return self._wrong_cell(about.line, about.row)

    def _wrong_cell(self, line: int, row: SheetRow) -> Problem | None:
        if self._chsi:
            if row[RESULT] not in GOOD | BAD:
                return Problem(line=line, column=RESULT, message="结果应为“通过”或“不通过”")
            long = len(row.get(NOTE, "")) > MOST_NOTE
            return Problem(line=line, column=NOTE, message=f"最多 {MOST_NOTE} 个字，学生会看到") if long else None
        if courier_of(row[COURIER]) is None:
            return Problem(line=line, column=COURIER, message=NO_COURIER)
        if not 0 < len(row[WAYBILL]) <= MOST_WAYBILL:
            told = f"应有 1–{MOST_WAYBILL} 个字" if row[WAYBILL] else "不能为空"
            return Problem(line=line, column=WAYBILL, message=told)
        if spoilt := mangled(row[WAYBILL]):
            return Problem(line=line, column=WAYBILL, message=spoilt)
        return None

    def _said(self, order: Order, row: SheetRow) -> bool:
        """What the row says is so already: an import that goes on after it died meets its own work."""
        if not self._chsi:
            courier = courier_of(row[COURIER])
            return courier is not None and order.head.posting == Posting(courier=courier.value, number=row[WAYBILL])
        return order.head.state is (State.DONE if row[RESULT] in GOOD else State.CORRECTION)

    def _write(self, who: Staff, about: Naming, some: Some) -> Found:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            late = [problem for problem in pool.map(lambda one: self._late(who, about(one)), some) if problem]
        return len(some) - len(late), tuple(late)

    def _late(self, who: Staff, about: About) -> Problem | None:
        """What an order that moved since the table was checked makes of its row."""
        try:
            if about.order is None:
                return Problem(line=about.line, column=about.column, message=UNKNOWN)
            self._apply(who, about.order, about.row)
        except DomainError as late:
            return Problem(line=about.line, column=about.column, message=late.text)
        return None

    def _apply(self, who: Staff, order: Order, row: SheetRow) -> None:
        if self._said(order, row):
            return
        order_id = order.head.order_id
        courier = None if self._chsi else courier_of(row[COURIER])
        if courier is not None:
            self._results.post(who, order_id, courier, row[WAYBILL])
        elif row[RESULT] in GOOD:
            self._results.confirm(who, order_id)
        else:
            answer = f"学信网：{row[RESULT]}"
            said = Rejection(reasons=(), note=row.get(NOTE) or answer)
            self._results.correct(who, order_id, said, answer)


def _named(task: Task, understand: Understand, row: SheetRow) -> str | None:
    """Whom a row is about, as it says so itself."""
    if called := _called(row):
        return called
    enrolment = understand(row.get(column_of(task), ""))
    return enrolment.digest if enrolment else None


def _otherwise(one: About) -> set[str]:
    """What another row may call the same order: of one named by number its id, of one named by its student both."""
    if one.order is None:
        return set()
    by_id, by_number = one.order.head.order_id, one.order.head.shown_number
    return {by_number: {by_id} - {by_number}, by_id: set[str]()}.get(_called(one.row), {by_id, by_number})


def _called(row: SheetRow) -> str:
    """Its order as the row names it: by number or id, in one spelling."""
    text = row.get(ORDER, "")
    try:
        return number.read(text) or text
    except number.Mistyped:
        return text
