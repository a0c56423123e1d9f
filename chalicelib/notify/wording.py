"""What a student is told of an event, in the words and lengths of WeChat's subscribe messages.  Pure.

A field's name says its type and what it may hold (thing: 20 characters, phrase: 5 Chinese ones); the two templates
are chosen in the mini-program's console with exactly these fields, see docs/notices.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from chalicelib.orders.machine.decide import ASKER
from chalicelib.orders.model import EventRecord, Order, State
from chalicelib.orders.photos.rules import out_of_tries
from chalicelib.shared.clock import SHANGHAI, shanghai
from chalicelib.shared.names import masked
from chalicelib.tasks.model import Task

Template = Literal["result", "state"]
Said = tuple[Template, str, str]  # which of the two, what happened, what to do
CHSI = "约10个工作日后到学信网校对图像"
PHRASES: Mapping[str, Said] = {
    "approve": ("result", "审核通过", "照片已通过人工审核，无需操作"),
    "reject": ("result", "未通过", "请查看原因并免费更换照片"),
    "deliver": ("state", "制作中", CHSI),
    "post": ("state", "已邮寄", "照片已寄出，请留意快递"),
    "confirm": ("state", "采集完成", "请登录学信网确认图像校对"),
    "correct": ("state", "待勘误", "请免费重新提交照片"),
    "uncorrect": ("state", "勘误已撤销", "照片不用更换，请忽略之前的通知"),
    "grant": ("state", "可再次提交", "请在{deadline}前重新提交"),
    "refund_done": ("state", "已退款", "款项已原路退回付款人的账户"),
    "returned_by_hand": ("state", "已退款", "款项已由工作人员退给付款人"),
    "returned_on_page": ("state", "已退款", "款项已退回付款人的账户"),
    "returned_outside": ("state", "已退款", "款项已退回付款人的账户"),
    "transfer": ("state", "订单转入", "订单已转到您的账号"),
    "contest": ("state", "待核对", "有人用同一采集码申请，分社正在核对"),
    "keep": ("state", "核对完成", "采集码由您继续办理，请按时完成"),
}
NO_TRIES: Said = ("result", "未通过", "重新提交的次数已用完，请联系分社")
# An order that somebody else ends: by who did, and where it ended.
ENDINGS: Mapping[tuple[str, State], Said] = {
    ("staff", State.CANCELLED): ("state", "已取消", "工作人员已取消订单，详情请联系分社"),
    ("staff", State.CLOSED): ("state", "已关闭", "工作人员已关闭订单，详情请联系分社"),
    ("staff", State.REFUNDING): ("state", "退款中", "工作人员已发起退款，款项将原路退回"),
    ("takeover", State.CANCELLED): ("state", "已取消", "已由其他账号办理，如有疑问请联系分社"),
    ("clock", State.CLOSED): ("state", "已关闭", "逾期未重新提交照片，有疑问请联系分社"),
    ("clock", State.REFUNDING): ("state", "退款中", "逾期没有重新提交，款项将原路退回"),
}
ANOTHER_PHOTO = ("reject", "correct", "grant")
MONEY_BACK = ("refund_done", "returned_by_hand", "returned_on_page", "returned_outside")
WHOSE = ("contest", "keep", "cancel", "release")  # whose an order is; a student's own cancelling is told to nobody
# What must not be missed: a deadline that runs, money that came back, an order that somebody else says is hers.
BY_SMS = frozenset({*ANOTHER_PHOTO, *MONEY_BACK, "contest", "keep", "cancel"})
IN_FULL: Mapping[str, str] = {"未通过": "审核未通过"}  # phrases that need more words where there are more than five
ENDS = frozenset({"cancel", "close", "release", "refund", "overdue"})
KEPT: Said = ("state", "核对完成", "采集码由原订单继续办理，有疑问联系分社")
TOO_LATE: Said = ("state", "采集已结束", "原订单已取消，需要补采请联系分社")
FREED: Said = ("state", "可以办理", "采集码已可使用，请重新上传办理")
GONE: Said = ("state", "订单转出", "订单已转到其他账号，有疑问请联系分社")
THING, PARAMETER = 20, 12  # characters of a `thing`, and of an SMS's parameter
PAGE, HOME = "pages/orders/detail/detail", "pages/home/home/home"  # of the mini-program


@dataclass(frozen=True, kw_only=True)
class Message:
    """fields: of the template, by name; page: where a tap leads; sms: the parameters of an SMS (whose order it is,
    her school, what happened), none where none is sent."""

    template: Template
    fields: Mapping[str, str]
    page: str
    sms: tuple[str, ...]


def message(record: EventRecord, order: Order, task: Task) -> Message | None:
    """What to tell the order's owner; None for what needs no saying."""
    last = record.event == "reject" and out_of_tries(order, task)
    known = NO_TRIES if last else PHRASES.get(record.event) or _ending(record)
    if known is None:
        return None
    template, phrase, hint = known
    hint = _to_correct(record, order) or hint
    if record.event == "grant":
        if order.head.deadline is None:  # she has used it by now
            return None
        hint = hint.format(deadline=shanghai(order.head.deadline))
    return worded(
        order,
        task,
        record.at,
        template,
        phrase,
        hint,
        sms=phrase if record.event in BY_SMS or ASKER in record.data else "",
    )


def _to_correct(record: EventRecord, order: Order) -> str:
    """What a correction is about; a message that is late must not speak of what was said since."""
    said = order.head.rejection
    if record.event != "correct" or said is None or order.head.seq != record.seq:
        return ""
    return f"请更正：{said.note or said.reasons[0].message}"


def farewell(record: EventRecord, order: Order, task: Task) -> Message | None:
    """What to tell whoever had the order before; None where nobody lost it."""
    if record.event != "transfer":
        return None
    template, phrase, hint = GONE
    return replace(worded(order, task, record.at, template, phrase, hint, sms=""), page=HOME)


def answer(record: EventRecord, order: Order, task: Task) -> Message | None:
    """What to tell whoever said that the order's collection code is hers, once that is decided; the code is free where
    the order ended."""
    if record.data.get(ASKER, order.head.person_id) == order.head.person_id:  # nobody, or she has it now
        return None
    free = FREED if task.is_open(record.at) else TOO_LATE
    template, phrase, hint = KEPT if record.event == "keep" else free
    return replace(worded(order, task, record.at, template, phrase, hint, sms=phrase), page=HOME)


def _ending(record: EventRecord) -> Said | None:
    ended = record.to if record.to is not record.source and record.event in ENDS else None
    return ENDINGS.get((record.actor.kind, ended)) if ended else None


def worded(
    order: Order, task: Task, at: datetime, template: Template, phrase: str, hint: str, *, sms: str
) -> Message:  # fmt: skip
    """Cut to what the fields hold.  sms: what happened, "" where no SMS is sent."""
    when, student = at.astimezone(SHANGHAI), order.head.student
    text = (masked(student.name) or "您", student.school_name[:PARAMETER], IN_FULL.get(sms, sms)[:PARAMETER])
    return Message(
        template=template, page=f"{PAGE}?order_id={order.head.order_id}&notice={template}",
        sms=text if sms else (),
        fields={
            "thing1": task.title[:THING], "phrase2": phrase, "thing3": hint[:THING],
            "date4": f"{when.year}年{when.month}月{when.day}日 {when:%H:%M}",
        },
    )  # fmt: skip
