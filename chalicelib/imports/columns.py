"""The columns of each kind of table, once: what its reader needs, what the page says, and what the example holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from chalicelib.imports.enrolments import column_of
from chalicelib.imports.model import Kind
from chalicelib.orders.couriers import NAMES
from chalicelib.tasks.model import Task

COLLEGE, CLASS = "学院", "班级"
ORDER, COURIER, WAYBILL, RESULT, NOTE = "订单号", "快递公司", "快递单号", "结果", "说明"
SCHOOL, MOE_ID, SCHOOL_CODE, CITY = "学校名称", "学校标识码", "院校代码", "所在地"
# What tables call the column of CHSI's reason, ours first; of those a table has, the first that is filled counts.
NOTES: Final = (
    NOTE, "不通过原因", "未通过原因", "退回原因", "失败原因", "原因", "审核意见", "处理意见", "反馈意见", "备注",
)  # fmt: skip
# What tables of others call a column: the first that a heading has counts.
ALSO: Final = {
    COLLEGE: ("学院名称", "所在学院", "院系", "院系名称", "院系部", "系部"),
    CLASS: ("班级名称", "行政班", "行政班级", "所在班级"),
    COURIER: ("物流公司", "快递"),
    WAYBILL: ("运单号", "物流单号"),
    RESULT: ("审核结果", "比对结果", "校验结果", "校对结果", "状态"),
}
STUDENTS: Final = {"学号": ("2023010101", "2023010102"), "采集码": ("SHILI-000001", "SHILI-000002")}
ORDERS: Final = ("订单号一", "订单号二")  # to be replaced: nobody takes them
CLASSES: Final = (("信息学院", "软件2301"), ("商学院", "会计2302"))


@dataclass(frozen=True, kw_only=True)
class Column:
    """needed: the table is refused without it; about: what to fill in; example: of the rows of an example."""

    name: str
    needed: bool = False
    about: str
    example: tuple[str, ...]


def columns(kind: Kind, task: Task | None) -> tuple[Column, ...]:
    """In the order of the example.  task: that the table is for, None for SCHOOLS."""
    match kind:
        case "ROSTER" | "CAPTURED":
            return _people(_person(task))
        case "WAYBILLS":
            return (*_order(_person(task)), *_POSTED)
        case "CHSI":
            return (*_order(_person(task)), *_JUDGED)
        case "SCHOOLS":
            return _SCHOOLS


def needed(found: Iterable[Column]) -> tuple[str, ...]:
    """The names of the columns without which a table is refused."""
    return tuple(column.name for column in found if column.needed)


def spellings(
    found: Iterable[Column], remembered: Mapping[str, str], chosen: Mapping[str, str] | None = None
) -> dict[str, tuple[str, ...]]:
    """Column → what a heading may call it, the preferred first; no name stands for two.

    remembered: name in a heading of the branch → its column, as matched by hand, the newest last; chosen: column → its
    name in this table, "" for none."""
    own, by_hand = {column.name: column.name for column in found}, chosen or {}
    also = {name: column for column in own for name in ALSO.get(column, ())}
    meant = also | dict(remembered) | own | {name: column for column, name in by_hand.items()}
    accepted = {
        column: [by_hand[column]] if column in by_hand else [column, *reversed([*remembered]), *ALSO.get(column, ())]
        for column in own
    }
    return {
        column: tuple(dict.fromkeys(name for name in names if name and meant.get(name) == column))
        for column, names in accepted.items()
    }


def has_note(row: Mapping[str, str]) -> bool:
    """Whether its table has a column for CHSI's reason."""
    return not row.keys().isdisjoint(NOTES)


def note_of(row: Mapping[str, str]) -> str:
    """CHSI's reason in a row of its results, empty if there is none."""
    return next(filter(None, (row.get(name, "") for name in NOTES)), "")


def example(kind: Kind, task: Task | None) -> list[list[str]]:
    """A table of that kind: the heading and some rows."""
    found = columns(kind, task)
    return [[column.name for column in found], *map(list, zip(*(column.example for column in found), strict=True))]


def _person(task: Task | None) -> str:
    if task is None:
        raise ValueError("the table is about a task")
    return column_of(task)


def _people(person: str) -> tuple[Column, ...]:
    colleges, classes = zip(*CLASSES, strict=True)
    return (
        Column(name=person, needed=True, about="必填", example=STUDENTS[person]),
        Column(name=COLLEGE, about="可不填", example=colleges),
        Column(name=CLASS, about="可不填", example=classes),
    )


def _order(person: str) -> tuple[Column, ...]:
    return (
        Column(name=ORDER, about=f"没有订单号时留空，按“{person}”识别", example=ORDERS),
        Column(name=person, about="有订单号时可以留空", example=("", "")),
    )


_POSTED: Final = (
    Column(
        name=COURIER,
        needed=True,
        about=f"必填，从这些中选：{'、'.join(name for name, *_ in NAMES.values())}",
        example=("顺丰速运", "邮政EMS"),
    ),
    Column(name=WAYBILL, needed=True, about="必填，一个单号一个订单", example=("SF0000000000001", "EA000000002CN")),
)
_JUDGED: Final = (
    Column(name=RESULT, needed=True, about="必填：通过 或 不通过", example=("通过", "不通过")),
    Column(
        name=NOTE,
        about=f"不通过的原因，用学信网的原话；列名也可以是 {'、'.join(NOTES[1:])}",
        example=("", "与录取照片比对不通过"),
    ),
)
_SCHOOLS: Final = (
    Column(name=SCHOOL, needed=True, about="必填", example=("湖南大学",)),
    Column(name=MOE_ID, needed=True, about="10 位数字", example=("4143010532",)),
    Column(name=SCHOOL_CODE, about="5 位数字；标识码为 41 开头时可不填", example=("10532",)),
    Column(name=CITY, about="可不填", example=("长沙市",)),
)
