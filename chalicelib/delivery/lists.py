"""The lists in a package: the manifest, the hand-over list by class, address labels.  Pure: rows of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from chalicelib.delivery.model import Member
from chalicelib.shared.clock import SHANGHAI
from chalicelib.tasks.levels import LEVEL_LABELS, Level

MANIFEST_HEAD = (
    "序号", "采集码", "院校代码", "院校名称", "学号", "层次", "学院", "系所", "专业", "班级", "姓名", "照片文件名",
    "sha256", "压缩包", "订单号", "审核通过时间",
)  # fmt: skip
LABEL_HEAD = ("序号", "收件人", "联系电话", "收件地址", "冲印版式", "学校", "学号", "姓名", "订单号")
CLASS_HEAD = ("院校", "层次", "学院", "班级", "学号", "姓名", "照片文件名", "签收")

LEFT_OUT = "学生已删除个人信息，照片不在包内"


def level_label(value: str) -> str:
    """`BACHELOR` → 本科; an unknown level is returned unchanged."""
    return LEVEL_LABELS[Level(value)] if value in Level.__members__ else value


def manifest(
    zips: Iterable[tuple[str, list[tuple[Member, str]]]], codes: Mapping[str, str]
) -> Iterator[tuple[str, ...]]:
    """One row per photo.  zips: (name of the zip, its members with their file names); codes: order id → collection
    code."""
    yield MANIFEST_HEAD
    number = 0
    for zip_name, inside in zips:
        for member, name in inside:
            number, student = number + 1, member.student
            when = member.approved_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
            yield (
                str(number), codes.get(member.order_id, ""), student.school_code, student.school_name,
                student.student_no, level_label(student.level), student.college, student.department, student.major,
                student.class_name, student.name, name, member.sha256, zip_name, member.called, when,
            )  # fmt: skip


def left_out(erased: Iterable[Member]) -> Iterator[tuple[str, ...]]:
    """Rows below those of the photos: members whose data was deleted after delivery."""
    for member in erased:
        student = member.student
        row = {
            "院校代码": student.school_code, "院校名称": student.school_name, "层次": level_label(student.level),
            "学院": student.college, "班级": student.class_name, "姓名": student.name, "压缩包": LEFT_OUT,
            "订单号": member.called,
        }  # fmt: skip
        yield tuple(row.get(name, "") for name in MANIFEST_HEAD)


def by_class(named: Iterable[tuple[Member, str]]) -> Iterator[tuple[str, ...]]:
    """The list a teacher signs (交接清单): by school, level, college and class, with a total for each class."""
    yield CLASS_HEAD

    def group(pair: tuple[Member, str]) -> tuple[str, ...]:
        student = pair[0].student
        level = level_label(student.level)
        return student.school_name, level, student.college, student.class_name

    ordered = sorted(named, key=lambda pair: (*group(pair), pair[0].student.student_no, pair[0].order_id))
    sums = Counter(group(pair) for pair in ordered)
    for at, (member, name) in enumerate(ordered):
        current = group((member, name))
        yield (*current, member.student.student_no, member.student.name, name, "")
        if at + 1 == len(ordered) or group(ordered[at + 1]) != current:
            yield (*current, "合计", f"{sums[current]} 人", "", "")


def labels(members: Iterable[tuple[Member, Mapping[str, str]]]) -> Iterator[tuple[str, ...]]:
    """Address labels of individual orders (散拍): where the prints are posted.  members: with their contact data."""
    yield LABEL_HEAD
    for number, (member, contact) in enumerate(members, 1):
        student = member.student
        consignee, phone, address, layout = (
            contact.get(name, "") for name in ("consignee", "contact_phone", "address", "layout")
        )
        yield (
            str(number), consignee or student.name, phone, address, layout, student.school_name, student.student_no,
            student.name, member.called,
        )  # fmt: skip
