"""Tables of waybills of posted prints, and of CHSI's (学信网) results for photos: one transition per row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from itertools import batched
from typing import Final

from chalicelib.delivery.chsi.service import Chsi
from chalicelib.delivery.chsi.words import UNSAID, reason_said
from chalicelib.delivery.results import Results
from chalicelib.desk.orders import DeskOrders
from chalicelib.desk.review.reasons import MOST_NOTE
from chalicelib.imports.columns import COURIER, NOTE, NOTES, ORDER, RESULT, WAYBILL, columns, has_note, note_of
from chalicelib.imports.enrolments import Enrolments, Understand, column_of
from chalicelib.imports.mangled import lost_zeros_warning, mangled_number, unknown_cell
from chalicelib.imports.model import Import, Problem
from chalicelib.imports.runner import PIECE, Checked, PieceResult, Table, duplicate_problems
from chalicelib.imports.sheets import Rows, SheetRow
from chalicelib.orders import number
from chalicelib.orders.claims.ownership import Claim
from chalicelib.orders.couriers import NAMES, courier_of, waybill_of
from chalicelib.orders.model import Order, Posting, State
from chalicelib.shared.errors import DomainError
from chalicelib.shared.parallel import at_once
from chalicelib.staff.model import Staff
from chalicelib.tasks.model import Task

GOOD: Final = frozenset({"通过", "采集成功", "成功", "同一人", "已通过", "合格"})
BAD: Final = frozenset({"不通过", "未通过", "非同一人", "不是同一人", "疑似非同一人", "失败", "不合格"})
DELIVERED: Final = frozenset({State.IN_PRODUCTION, State.DONE})
AT_ONCE = 8  # rows processed in parallel: each is about another order
NOT_POSTED = "该任务是集中采集，照片不邮寄，没有快递单号可以导入，请核对所选的任务"
UNKNOWN = "本任务中没有这个订单"
NO_COURIER = f"快递公司不在列表中，请从这些中选：{'、'.join(name for name, *_ in NAMES.values())}；都不是的填“其他”"
Lines = Sequence[tuple[int, SheetRow]]


@dataclass(frozen=True)
class Match:
    """A row and its order, None if it identifies none.  column: the one that identifies it."""

    line: int
    row: SheetRow
    column: str
    order: Order | None


Refuse = Callable[[Order, str, str], object]  # (order, CHSI's result, its note)
Matcher = Callable[[tuple[int, SheetRow]], Match]


class ResultsTable:
    """chsi: a table of CHSI's results, otherwise of waybills.  A row names its order by number, or identifies the
    student.

    task_of: task id → task; claim: (task id, digest) → the claim of the enrolment, or None.
    """

    def __init__(
        self,
        orders: DeskOrders,
        results: Results,
        answers: Chsi,
        enrolments: Enrolments,
        task_of: Callable[[str], Task],
        claim: Callable[[str, str], Claim | None],
        *,
        chsi: bool,
    ) -> None:
        self._orders, self._results, self._answers, self._enrolments = orders, results, answers, enrolments
        self._task_of, self._claim, self._chsi = task_of, claim, chsi

    def table(self) -> Table:
        return Table(lambda job: columns(job.kind, self._task_of(job.task_id or "")), self.check)

    def check(self, job: Import, rows: Rows) -> Checked:
        """Every order must belong to the task and be delivered; every result must be a known word."""
        who, task = job.actor, self._task_of(job.task_id or "")
        if not self._chsi and task.task_type != "INDIVIDUAL":
            return Checked(problems=(Problem(line=0, column="", message=NOT_POSTED),))
        own, understand = column_of(task), self._enrolments.of(task)
        if not {ORDER, own} & rows[0][1].keys():
            return Checked(problems=(Problem(line=0, column=ORDER, message=f"表格应包含“{ORDER}”或“{own}”一列"),))
        if self._chsi and (unexplained := _unexplained(rows)):
            return Checked(problems=(unexplained,))
        match = partial(self._match, who, task, understand)
        repeated = cache(lambda: self._repeated(task, understand, rows))  # needed only while the table is checked
        refuse = self._refusing(who, hold=job.hold)
        first_lines = {_order_name(row): line for line, row in reversed(rows)}
        pieces = list(batched(rows, PIECE))
        return Checked(
            looks=[partial(self._look, match, repeated, first_lines, lines) for lines in pieces],
            writes=[partial(self._write, who, match, refuse, lines) for lines in pieces],
            warnings=() if self._chsi else lost_zeros_warning(WAYBILL, rows),
        )

    def _repeated(self, task: Task, understand: Understand, rows: Rows) -> Mapping[int, Problem]:
        """Line → problem, for rows that repeat an earlier one, as far as can be seen without reading orders."""
        identified = [(line, key) for line, row in rows if (key := _identity(task, understand, row))]
        problems = {problem.line: problem for problem in duplicate_problems(identified, ORDER)}
        if not self._chsi:
            waybills = [
                (line, waybill_of(row[WAYBILL]) or row[WAYBILL])
                for line, row in rows
                if row[WAYBILL] and line not in problems
            ]
            problems |= {problem.line: problem for problem in duplicate_problems(waybills, WAYBILL)}
        return problems

    def _look(
        self,
        match: Matcher,
        repeated: Callable[[], Mapping[int, Problem]],
        first_lines: Mapping[str, int],
        lines: Lines,
    ) -> PieceResult:
        problems: list[Problem] = []
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for matched in pool.map(match, lines):
                wrong = [self._problem(matched), repeated().get(matched.line)]
                if line := next((first_lines[name] for name in _other_names(matched) if name in first_lines), 0):
                    wrong.append(Problem(line=matched.line, column=matched.column, message=f"与第 {line} 行重复"))
                problems += filter(None, wrong)
        return 0, tuple(problems)

    def _match(self, who: Staff, task: Task, understand: Understand, pair: tuple[int, SheetRow]) -> Match:
        line, row = pair
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
        return Match(line, row, column, order if order and order.head.task_id == task.task_id else None)

    def _problem(self, match: Match) -> Problem | None:
        if match.order is None:
            message = unknown_cell(match.row, match.column, UNKNOWN)
            return Problem(line=match.line, column=match.column, message=message)
        if match.order.head.state not in DELIVERED and not self._is_done(match.order, match.row):
            return Problem(line=match.line, column=match.column, message="订单尚未交付制作，或正在勘误")
        return self._wrong_cell(match.line, match.row)

    def _wrong_cell(self, line: int, row: SheetRow) -> Problem | None:
        if self._chsi:
            if row[RESULT] not in GOOD | BAD:
                return Problem(line=line, column=RESULT, message="结果应为“通过”或“不通过”")
            long = len(note_of(row)) > MOST_NOTE
            column = next((name for name in NOTES if row.get(name)), NOTE)
            return Problem(line=line, column=column, message=f"最多 {MOST_NOTE} 个字，学生会看到") if long else None
        if courier_of(row[COURIER]) is None:
            return Problem(line=line, column=COURIER, message=NO_COURIER)
        wrong = self._wrong_waybill(row[WAYBILL])
        return Problem(line=line, column=WAYBILL, message=wrong) if wrong else None

    def _wrong_waybill(self, cell: str) -> str | None:
        if not cell:
            return "不能为空"
        if damage := mangled_number(cell):
            return damage
        try:
            self._results.waybill(cell)
        except DomainError as wrong:
            return f"{wrong.text}，{wrong.cure}"
        return None

    def _is_done(self, order: Order, row: SheetRow) -> bool:
        """Whether the order already is as the row says: a resumed import meets its own earlier work."""
        if not self._chsi:
            courier = courier_of(row[COURIER])
            return courier is not None and order.head.posting == Posting(
                courier=courier.value, number=waybill_of(row[WAYBILL]) or ""
            )
        return order.head.state is (State.DONE if row[RESULT] in GOOD else State.CORRECTION)

    def _refusing(self, who: Staff, *, hold: bool) -> Refuse:
        """What is done with a photo that CHSI refused.  hold: a correction is not opened yet; one that goes on is
        told of the reason if it began without."""
        reads = cache(lambda: self._answers.reads(who))

        def refuse(order: Order, result: str, note: str) -> None:
            if order.head.state is State.CORRECTION:
                self._answers.explained(who, order, result, note, reads())
            elif hold:
                self._answers.held(order, result, note)
            else:
                self._answers.refused(who, order, result, note, reads())

        return refuse

    def _write(self, who: Staff, match: Matcher, refuse: Refuse, lines: Lines) -> PieceResult:
        written = at_once(lambda pair: self._write_row(who, match(pair), refuse), lines, AT_ONCE)
        late = [problem for problem in written if problem]
        return len(lines) - len(late), tuple(late)

    def _write_row(self, who: Staff, match: Match, refuse: Refuse) -> Problem | None:
        """Apply a row; the problem if its order changed since the table was checked, else None."""
        try:
            if match.order is None:
                return Problem(line=match.line, column=match.column, message=UNKNOWN)
            self._apply(who, match.order, match.row, refuse)
        except DomainError as late:
            return Problem(line=match.line, column=match.column, message=late.text)
        return None

    def _apply(self, who: Staff, order: Order, row: SheetRow, refuse: Refuse) -> None:
        if not self._chsi:
            courier = courier_of(row[COURIER])
            if courier is not None and not self._is_done(order, row):
                self._results.post(who, order.head.order_id, courier, row[WAYBILL])
        elif row[RESULT] in GOOD:
            self._answers.accepted(who, order)
        else:
            refuse(order, row[RESULT], note_of(row))


def _unexplained(rows: Rows) -> Problem | None:
    """A table whose refusals have no reason, since it has no column for one; of a column that is empty, somebody knows
    that CHSI gave none."""
    bare = [line for line, row in rows if row[RESULT] in BAD and reason_said(row[RESULT], "") == UNSAID]
    if not bare or has_note(rows[0][1]):
        return None
    message = (
        f"有 {len(bare)} 行不通过（第一处在第 {bare[0]} 行），表格里没有写原因的一列，学生不会知道怎样改。"
        f"请把那一列的列名改为“{NOTE}”，也可以是 {'、'.join(NOTES[1:])}；"
        f"学信网没有给原因的，加一列空的“{NOTE}”再导入"
    )
    return Problem(line=0, column=NOTE, message=message)


def _identity(task: Task, understand: Understand, row: SheetRow) -> str | None:
    """What a row identifies its order by: the order's name in it, or the digest of the enrolment; None if neither."""
    if name := _order_name(row):
        return name
    enrolment = understand(row.get(column_of(task), ""))
    return enrolment.digest if enrolment else None


def _other_names(match: Match) -> set[str]:
    """How another row may name the same order: by id if this one has its number; by either if it has the student."""
    if match.order is None:
        return set()
    by_id, by_number = match.order.head.order_id, match.order.head.shown_number
    return {by_number: {by_id} - {by_number}, by_id: set[str]()}.get(_order_name(match.row), {by_id, by_number})


def _order_name(row: SheetRow) -> str:
    """The order's number or id as the row has it, in one spelling; empty if it has none."""
    text = row.get(ORDER, "")
    try:
        return number.read(text) or text
    except number.Mistyped:
        return text
