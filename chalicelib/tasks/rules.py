"""The rules of a task that a student accepts by handing in a photo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from chalicelib.shared.clock import add_days

RefundUntil = Literal["NEVER", "REVIEW", "APPROVAL"]
Overdue = Literal["KEEP", "REFUND"]
DaysKind = Literal["calendar", "working"]

# What each setting means to whoever pays.  The only place that says it, so that a task's text cannot contradict its
# rules.
REFUND_RULES: Final[Mapping[RefundUntil, str]] = {
    "NEVER": "支付后不能自行申请退款，需要退款请联系分社。",
    "REVIEW": "等待审核时可申请全额退款；老师正在查看照片时和审核后不能自行申请，需要退款请联系分社。",
    "APPROVAL": "审核通过前可申请全额退款，老师正在查看照片时请稍后申请；审核通过后不能自行申请，需要退款请联系分社。",
}
FREE: Final = "本任务免费，不涉及退款。"


def refund_text(until: RefundUntil, price: int, note: str) -> str:
    """The refund rule as students read it before they pay.  price: fen; note: the task's own text, appended."""
    return (REFUND_RULES[until] if price else FREE) + note.strip()


def delivery_text(review_days: int, production_days: int, usual: str = "") -> str:
    """When the paid service will be complete, as students read it before they pay.  usual: within which time photos are
    decided at present (`7 小时`), told instead of the promised days where it is known."""
    review = f"通常 {usual}内" if usual else f"约 {review_days} 个工作日内"
    return f"提交后{review}审核，审核通过后约 {production_days} 个工作日内制作完成并报送。"


def kept_text(days: int) -> str:
    """How long a task's data is kept, as students read it before they begin (个人信息保护法 art. 17).  days: the
    retention; a later end of the order counts, as for `retention_cutoff`."""
    return f"照片和采集资料保存到任务截止后 {days} 天（截止以后才办完的，从办完起算），到期自动删除；您也可以提前删除。"


@dataclass(frozen=True, kw_only=True)
class Rules:
    """refund_until: the last stage at which a student may get a refund without staff; refund_text: as the student
    read it; overdue: what happens to an order whose photo is not replaced in time; reject_limit: rejections allowed
    in total."""

    refund_until: RefundUntil
    refund_text: str
    overdue: Overdue
    reject_limit: int
    resubmit_days: int
    resubmit_days_kind: DaysKind

    def resubmit_deadline(self, now: datetime) -> datetime:
        """Deadline to replace a photo rejected now: the end of a day in Shanghai, possibly after the task closed."""
        return add_days(now, self.resubmit_days, working=self.resubmit_days_kind == "working")
