"""An appeal (请人工查看) as its student's screens show it: whether one may be made, and what it means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from chalicelib.orders.appeal import MOST_APPEALS, MOST_NOTE, AppealReason, appeal_about
from chalicelib.orders.labels import APPEAL_REASONS
from chalicelib.orders.model import Order, State
from chalicelib.orders.photos.rules import tries_left
from chalicelib.tasks.model import Task

PRIVACY = (
    "原因和说明可能涉及您的健康或信仰，属于敏感个人信息，不必写出细节：只用于判断这张照片，"
    "只有本分社的审核人员能看到，随订单资料一起删除。提交即表示您单独同意这样使用。"
)
ASKS = (
    "确认照片符合要求，或有特殊情况的，可以请人工查看：审核人员会看到检测结果和您的说明，由其决定是否通过。"
    "{first}{again}本订单还可请人工查看 {left} 次。"
)
PAY_FIRST = "支付后开始审核。"
AGAIN, LAST = (
    "仍不符合要求的会被驳回，可以免费更换。",
    "仍不符合要求的会被驳回；这是最后一次提交机会，拿不准请先联系：{contacts}。",
)
LATER = "请先按提示换一张照片。换一张后仍未通过的，可以请人工查看。"
USED_UP = "本订单请人工查看的次数已用完，请按提示换一张照片。"
ASKED = {
    State.AWAITING_PAYMENT: "已请人工查看，支付后由审核人员决定是否通过。",
    State.IN_REVIEW: "已请人工查看，由审核人员决定是否通过。",
}


class AppealChoice(msgspec.Struct, frozen=True):
    """A reason to choose.  note_needed: it says nothing without a sentence."""

    reason: AppealReason
    label: str
    note_needed: bool


class AppealView(msgspec.Struct, frozen=True):
    """Whether a person may be asked about the newest photo, or was asked about the one handed in.

    state: MAY; LATER, after another photo; USED_UP; ASKED.  sentence: what that means; choices: the reasons, where it
    is MAY; most_note: characters of the sentence beside one; privacy: what becomes of both; left: how many appeals are
    left.
    """

    state: Literal["MAY", "LATER", "USED_UP", "ASKED"]
    sentence: str
    choices: list[AppealChoice]
    most_note: int
    privacy: str
    left: int


CHOICES = [AppealChoice(reason, label, reason is AppealReason.OTHER) for reason, label in APPEAL_REASONS.items()]


def appeal_view(order: Order, task: Task, actions: Sequence[str]) -> AppealView | None:
    """actions: what the student may do now.  None where an appeal is no question."""
    head, newest = order.head, order.newest_photo()
    left = max(0, MOST_APPEALS - len(head.appeals))
    if head.state in ASKED and appeal_about(head.appeals, head.photo_no):
        return AppealView("ASKED", ASKED[head.state], [], MOST_NOTE, PRIVACY, left)
    if "appeal" in actions:
        return AppealView("MAY", _asks(order, task, left), CHOICES, MOST_NOTE, PRIVACY, left)
    handed_in = newest is not None and newest.photo_no == head.photo_no
    if newest is None or not newest.appealable or handed_in or "upload" not in actions:
        return None
    return AppealView("LATER" if left else "USED_UP", LATER if left else USED_UP, [], MOST_NOTE, PRIVACY, left)


def _asks(order: Order, task: Task, left: int) -> str:
    last = order.head.state is not State.CORRECTION and tries_left(order, task) <= 1
    first = PAY_FIRST if order.head.state is State.DRAFT and task.price else ""
    again = LAST.format(contacts=task.contact_text()) if last else AGAIN
    return ASKS.format(first=first, again=again, left=left)
