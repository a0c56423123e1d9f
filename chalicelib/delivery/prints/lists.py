"""The list beside prints: who is in which file, on which page, and what is not as it should be.  Pure: rows of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chalicelib.delivery.lists import LEFT_OUT
from chalicelib.delivery.model import Member
from chalicelib.delivery.prints.layouts import LARGE, SHEETS, SMALL, Layout, effective_dpi

HEAD = (
    "序号", "学校", "学院", "班级", "学号", "姓名", "订单号", "版面", "文件", "页", "压缩包", "分辨率", "字体没有的字",
    "说明",
)  # fmt: skip
LABEL = "地址标签"
LEAST_DPI = 300
SIZES = {"一寸": SMALL, "二寸": LARGE}


@dataclass(frozen=True, kw_only=True)
class Printed:
    """layout: None of a label; page: from 1; lacking: characters that are boxes on the paper; note: why it is not as
    was wished."""

    member: Member
    layout: Layout | None
    file: str
    page: int
    archive: str
    lacking: str
    note: str


def rows(printed: Iterable[Printed], erased: Iterable[Member], pixels: tuple[int, int]) -> Iterator[tuple[str, ...]]:
    """pixels: width and height of the task's portraits."""
    yield HEAD
    for number, one in enumerate(printed, 1):
        student = one.member.student
        words = SHEETS[one.layout].words if one.layout else LABEL
        yield (
            str(number), student.school_name, student.college, student.class_name, student.student_no, student.name,
            one.member.called, words, one.file, str(one.page), one.archive,
            resolution(one.layout, pixels) if one.layout else "", one.lacking, one.note,
        )  # fmt: skip
    for member in erased:
        student = member.student
        place = (student.school_name, student.college, student.class_name, "", student.name, member.called)
        yield ("", *place, "", "", "", "", "", "", LEFT_OUT)


def resolution(layout: Layout, pixels: tuple[int, int]) -> str:
    """What an inch of each print really has of the portrait's pixels: `一寸 464 dpi`."""
    sizes = [name for name in SIZES if name in SHEETS[layout].words]
    return "，".join(_dpi_words(name, effective_dpi(pixels, SIZES[name])) for name in sizes)


def _dpi_words(name: str, dpi: int) -> str:
    return f"{name} {dpi} dpi" + ("" if dpi >= LEAST_DPI else f"，低于 {LEAST_DPI}")
