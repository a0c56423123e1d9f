"""An appeal (请人工查看) as its student's screens show it: whether one may be made, and what it means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from chalicelib.orders.appeal import MOST_APPEALS, MOST_NOTE, AppealReason, appeal_about
from chalicelib.orders.labels import APPEAL_REASONS
from chalicelib.orders.model import Order, State

HANDED_IN = frozenset({State.AWAITING_PAYMENT, State.IN_REVIEW})
SAYS = {
    "MAY": "确认照片符合要求，或有特殊情况的，可以请人工查看：审核人员会看到检测结果和您的说明，由其决定是否通过。"
    "仍不符合要求的会被驳回，可以免费更换。本订单还可请人工查看 {left} 次。",
    "LATER": "请先按提示换一张照片。换一张后仍未通过的，可以请人工查看。",
    "USED_UP": "本订单请人工查看的次数已用完，请按提示换一张照片。",
    "ASKED": "已请人工查看（{reason}），由审核人员决定是否通过。",
}


class AppealChoice(msgspec.Struct, frozen=True):
    """A reason to choose.  note_needed: it says nothing without a sentence."""

    reason: str
    label: str
    note_needed: bool


class AppealView(msgspec.Struct, frozen=True):
    """Whether a person may be asked about the order's newest photo.

    state: MAY; LATER, after another photo; USED_UP; ASKED, of the photo handed in.  sentence: what that means; choices:
    the reasons, where it is MAY; most_note: characters of the sentence beside one; left: how many appeals are left.
    """

    state: Literal["MAY", "LATER", "USED_UP", "ASKED"]
    sentence: str
    choices: list[AppealChoice]
    most_note: int
    left: int


CHOICES = [AppealChoice(reason.value, label, reason is AppealReason.OTHER) for reason, label in APPEAL_REASONS.items()]


def appeal_view(order: Order, actions: Sequence[str]) -> AppealView | None:
    """actions: what the student may do now.  None where an appeal is no question."""
    head, newest = order.head, order.newest_photo()
    asked = appeal_about(head.appeals, head.photo_no)
    left = max(0, MOST_APPEALS - len(head.appeals))
    if asked and head.state in HANDED_IN:
        return _view("ASKED", left, reason=APPEAL_REASONS[asked.reason])
    if "appeal" in actions:
        return _view("MAY", left)
    if newest is None or not newest.appealable or "upload" not in actions:
        return None
    if newest.source_sha256 in head.rejected_sha256:  # a person decided about it
        return None
    return _view("LATER" if left else "USED_UP", left)


def _view(state: Literal["MAY", "LATER", "USED_UP", "ASKED"], left: int, reason: str = "") -> AppealView:
    sentence = SAYS[state].format(left=left, reason=reason)
    return AppealView(state, sentence, CHOICES if state == "MAY" else [], MOST_NOTE, left)
