"""What a student is told of an event, in the words and lengths of WeChat's subscribe messages.  Pure.

A field's name says its type and what it may hold (thing: 20 characters, phrase: 5 Chinese ones); the two templates
are chosen in the mini-program's console with exactly these fields, see docs/notices.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from chalicelib.orders.model import EventRecord, Order
from chalicelib.shared.clock import SHANGHAI
from chalicelib.tasks.model import Task

Template = Literal["result", "state"]
CHSI = "约10个工作日后到学信网校对图像"
PHRASES: Mapping[str, tuple[Template, str, str]] = {
    "approve": ("result", "审核通过", "照片已通过人工审核，无需操作"),
    "reject": ("result", "审核未过", "请查看原因并免费更换照片"),
    "deliver": ("state", "制作中", CHSI),
    "post": ("state", "已邮寄", "照片已寄出，请留意快递"),
    "confirm": ("state", "采集完成", "请登录学信网确认图像校对"),
    "correct": ("state", "待勘误", "请免费重新提交照片"),
    "uncorrect": ("state", "勘误撤销", "照片不用更换，请忽略之前的通知"),
    "refund_done": ("state", "已退款", "退款已原路退回付款账户"),
}
BY_SMS = frozenset({"reject", "correct", "refund_done"})  # what must not be missed
THING = 20
PAGE = "pages/orders/detail/detail"  # of the mini-program


@dataclass(frozen=True, kw_only=True)
class Message:
    """fields: of the template, by name; page: where a tap leads; sms: what an SMS says, "" where none is sent."""

    template: Template
    fields: Mapping[str, str]
    page: str
    sms: str


def message(record: EventRecord, order: Order, task: Task) -> Message | None:
    """What to say; None for what needs no saying."""
    known = PHRASES.get(record.event)
    if known is None:
        return None
    template, phrase, hint = known
    hint = _to_correct(record, order) or hint
    return worded(order, task, record.at, template, phrase, hint, sms=phrase if record.event in BY_SMS else "")


def _to_correct(record: EventRecord, order: Order) -> str:
    """What a correction is about; a message that is late must not speak of what was said since."""
    said = order.head.rejection
    if record.event != "correct" or said is None or order.head.seq != record.seq:
        return ""
    return f"请更正：{said.note or said.reasons[0].message}"


def worded(
    order: Order, task: Task, at: datetime, template: Template, phrase: str, hint: str, *, sms: str
) -> Message:  # fmt: skip
    """Cut to what the fields hold."""
    when = at.astimezone(SHANGHAI)
    return Message(
        template=template, page=f"{PAGE}?order_id={order.head.order_id}&notice={template}", sms=sms,
        fields={
            "thing1": task.title[:THING], "phrase2": phrase, "thing3": hint[:THING],
            "date4": f"{when.year}年{when.month}月{when.day}日 {when:%H:%M}",
        },
    )  # fmt: skip
