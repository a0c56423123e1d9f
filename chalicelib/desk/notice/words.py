"""The notice of a task (通知): one sheet that says by when, by which code, where, how and what it costs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from chalicelib.shared.clock import SHANGHAI, shanghai
from chalicelib.shared.money import yuan
from chalicelib.tasks.model import FIELD_LABELS, Task
from chalicelib.tasks.rules import RefundUntil
from chalicelib.tasks.school import School

SERVICE: Final = "高校图像信息采集"
LEAD: Final = "手机上就能拍，不用排队。照片用于毕业证书和学信网。"
MOST_SCHOOLS: Final = 3  # that are named
MOST_CONTACTS: Final = 3
MOST_FIELDS: Final = 5
WEEKDAYS: Final = "一二三四五六日"
REFUNDS: Final[Mapping[RefundUntil, str]] = {
    "NEVER": "在线支付", "REVIEW": "审核前可以退款", "APPROVAL": "审核通过前可以退款",
}  # fmt: skip


@dataclass(frozen=True)
class NoticeStep:
    """Something to do, and how."""

    what: str
    how: str


@dataclass(frozen=True)
class PhotoRule:
    """Of the photo.  wanted: 要, else 不要."""

    wanted: bool
    text: str


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Words of the sheet.  schools: "" where the title names them; head: of messages; day, hour: of the deadline;
    price_note, code_note: one line below the price and the code; address: where students begin; text: the same in a few
    lines, for a group chat."""

    service: str
    schools: str
    title: str
    head: str
    lead: str
    day: str
    hour: str
    code: str
    code_note: str
    price: str
    price_note: str
    address: str
    steps: tuple[NoticeStep, ...]
    rules: tuple[PhotoRule, ...]
    levels: str
    contacts: str
    text: str


def notice_of(task: Task, schools: Sequence[School], site_url: str, *, program: bool) -> Notice:
    """schools: the task's; site_url: without a slash at its end; program: whether the mini-program's code is there."""
    address = f"{site_url}/#/tasks/{quote(task.code, safe='')}"
    closes = task.closes_at.astimezone(SHANGHAI)
    return Notice(
        service=SERVICE,
        schools=_schools(task, schools),
        title=task.title,
        head=(head := _head(task, schools)),
        lead=LEAD,
        day=f"{closes.month}月{closes.day}日",
        hour=f"{closes.year}年 星期{WEEKDAYS[closes.weekday()]} {closes:%H:%M}",
        code=task.code,
        code_note=_code_note(task.code),
        price=_price(task),
        price_note=REFUNDS[task.refund_until] if task.price else "不用付款",
        address=address,
        steps=tuple(NoticeStep(what, how) for what, how in _steps(task, program=program)),
        rules=tuple(PhotoRule(wanted, text) for wanted, text in _rules(task)),
        levels="、".join(level.label for level in task.levels),
        contacts="　".join(map(str, task.contacts[:MOST_CONTACTS])),
        text=_text(task, head, address),
    )


def _schools(task: Task, schools: Sequence[School]) -> str:
    """Those of the task with its sub-unit; of them what its title does not name."""
    named = "、".join(school.name for school in schools[:MOST_SCHOOLS])
    if len(schools) > MOST_SCHOOLS:
        return f"{named} 等 {len(schools)} 所学校"
    unit = task.sub_unit or ""
    if not all(_is_named(school, task) for school in schools):
        return f"{named}{unit}"
    return "" if unit in task.title else unit


def _is_named(school: School, task: Task) -> bool:
    """Whether the title names the school, and not a college whose name begins with the school's."""
    title = task.title.replace(task.sub_unit, " ") if task.sub_unit else task.title
    return re.search(rf"{re.escape(school.name)}(?![\u4e00-\u9fff]{{1,8}}学院)", title) is not None


def _head(task: Task, schools: Sequence[School]) -> str:
    """The title, after the school in brackets where it does not name it."""
    if len(schools) != 1:
        return f"【图像采集】{task.title}"
    return task.title if _is_named(schools[0], task) else f"【{schools[0].name}】{task.title}"


def _code_note(code: str) -> str:
    """Which signs are digits: a printed 0 looks like an O."""
    digits = "、".join(dict.fromkeys(filter(str.isdigit, code)))
    return f"数字 {digits}；不分大小写" if digits and not code.isdigit() else "不分大小写"


def _price(task: Task) -> str:
    return f"{yuan(task.price).removesuffix('.00')} 元" if task.price else "免费"


def _steps(task: Task, *, program: bool) -> Iterator[tuple[str, str]]:
    if program:
        yield "打开", "微信扫左边的小程序码，或扫右边的码用手机、电脑网页办理"
    else:
        yield "打开", "用手机扫上面的二维码，或在电脑上打开网址"
    yield "填码", f"输入特征码 {task.code}，{_filling(task)}"
    yield "拍照", "浅色墙前一米，光从正面来，由他人用后置摄像头拍；当场告诉您合不合格"
    if task.price:
        yield "付款", f"支付 {_price(task)}，{_minutes(task.pay_minutes)}内有效，可以请家人代付"
    days = "个工作日" if task.resubmit_days_kind == "working" else "天"
    yield "等结果", f"约 {task.review_days} 个工作日内审核；不合格会写明原因，{task.resubmit_days} {days}内免费重拍"


def _filling(task: Task) -> str:
    if task.collect_mode == "ENCRYPTED":
        return "上传学信网的“图像采集码”，核对姓名、学院、班级"
    asked = [FIELD_LABELS[field.name] for field in task.form_fields if field.required]
    return f"填写{'、'.join(asked[:MOST_FIELDS])}{'等' if len(asked) > MOST_FIELDS else ''}"


def _minutes(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours} 小时" if hours and not rest else f"{minutes} 分钟"


def _rules(task: Task) -> Iterator[tuple[bool, str]]:
    """As the task has them."""
    yield True, "双眉、双眼、双耳都露出；自然闭唇；深色有领上衣"
    if task.glasses == "REFUSE":
        yield False, "戴眼镜，请摘下后拍"
    else:
        yield True, "常戴眼镜的戴无色眼镜，镜片不反光"
    yield False, "美颜、滤镜、精修、自拍、翻拍"
    yield False, f"{'' if task.covers == 'ALLOW' else '帽子、头巾、'}耳环、浓妆、白色上衣"


def _text(task: Task, head: str, address: str) -> str:
    costs = f"，费用 {_price(task)}" if task.price else ""
    return (
        f"{head}：请在 {shanghai(task.closes_at)} 前完成。打开 {address} ，"
        f"或在网站、小程序填写特征码 {task.code}{costs}，手机上就能拍。"
    )
