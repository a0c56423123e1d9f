"""What may be deleted, what is kept and why: legal reasons in words for students.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal

from chalicelib.orders import events as ev
from chalicelib.orders.labels import LABELS
from chalicelib.orders.machine.decide import NotAllowed, decide
from chalicelib.orders.machine.guards import PROOF_DAYS, money_at_rest, proof_over
from chalicelib.orders.model import Actor, Head, Order, State
from chalicelib.shared.clock import SHANGHAI
from chalicelib.tasks.model import Task

SECOND_LOOK: Final = timedelta(days=3)  # after erasing, when late pictures are looked for
REST: Final = timedelta(days=1)  # between two looks; an upload form and its upload live no longer
# in which an order may be deleted once its time is over
ENDED: Final = (State.CANCELLED, State.CLOSED, State.REFUNDED, State.EXPIRED, State.IN_PRODUCTION, State.DONE)

RecordKind = Literal["ERASE", "CLOSE"]
# Its time was over; its student asked for it; it was found when an order erased before was looked at again.
Rule = Literal["RETENTION", "WISH", "LATE"]
# 个人信息保护法 art. 13 (2): what a contract with the person needs may be processed; art. 47: deleted once it is over.
CONTRACT: Final = "办理订单必需（个人信息保护法第十三条）"
# 电子商务法 art. 31: three years for a transaction; 会计档案管理办法, annex 1: thirty years for a voucher.
MONEY: Final = (
    "付款、退款和发票记录依法保存：交易信息不少于三年（电子商务法第三十一条），会计凭证三十年（会计档案管理办法）"
)
PACKED: Final = "已交给学校和学信网用于制作和上报，由其依法保存；系统里的制作包不再有您的照片和信息"
ACCOUNT: Final = "手机号和微信登录用于您继续登录；不再使用时请注销账号"
CONSENTS: Final = "同意书的同意和撤回记录，用于证明处理合法（个人信息保护法第十四条）"
AT_WORK: Final[Mapping[State, str]] = {
    State.DRAFT: "如不再办理，请先取消订单",
    State.AWAITING_PAYMENT: "如不再办理，请先取消订单",
    State.IN_REVIEW: "照片正在审核；如不再办理，请先按退款规则申请退款",
    State.WITHDRAWN: "如不再办理，请先按退款规则申请退款",
    State.REJECTED: "如不再办理，请按退款规则申请退款或联系分社关闭订单",
    State.APPROVED: "照片等待制作，制作完成后可以删除",
    State.CORRECTION: "勘误还没有完成；如不再办理，请联系分社关闭订单",
    State.REFUNDING: "退款到账后可以删除",
}


@dataclass(frozen=True, kw_only=True)
class Kept:
    """what: an order, or a kind of record; why: the reason, in Chinese, as shown."""

    what: str
    why: str


@dataclass(frozen=True, kw_only=True)
class DeletionRecord:
    """What was deleted at a person's request; holds no personal data.  orders: ids of the erased orders."""

    record_id: str
    kind: RecordKind
    at: datetime
    orders: tuple[str, ...]
    kept: tuple[Kept, ...] = field(default=())


@dataclass(frozen=True, kw_only=True)
class Deleted:
    """What went of a task at once; holds no personal data, and no order's number.  counts: by kind; digests: of the
    orders among it, see `digest_of`."""

    at: datetime
    task_id: str
    rule: Rule
    counts: Mapping[str, int]
    digests: tuple[str, ...] = ()

    @property
    def looks_until(self) -> datetime | None:
        """Until when pictures of its orders that came late are looked for; None where no order went."""
        if not self.counts.get("orders"):
            return None
        return self.at + (SECOND_LOOK if self.rule == "WISH" else REST)


def why_kept(order: Order, task: Task, now: datetime) -> str | None:
    """Why an order's data must be kept for now; None if it may be or was deleted."""
    head = order.head
    if head.erased_at is not None:
        return None
    try:
        decide(order, ev.Erase(actor=Actor(kind="student", id=head.person_id)), now, task=task, owns_claim=False)
    except NotAllowed as refusal:
        label = LABELS[head.state]
        if refusal.guard is proof_over:
            days = timedelta(days=min(PROOF_DAYS, task.retention_days))
            day = (head.state_at + days).astimezone(SHANGHAI)
            return f"{label}，可能还要勘误或邮寄，{day.year}年{day.month}月{day.day}日后可以删除；{CONTRACT}"
        if refusal.guard is money_at_rest:
            return f"付款或退款还在核对，核对完成后可以删除；{CONTRACT}"
        return f"{label}，{AT_WORK[head.state]}；{CONTRACT}"
    return None


def kept_records(orders: list[Order]) -> list[Kept]:
    """What stays of erased orders."""
    kept = []
    if any(order.attempts for order in orders):
        kept.append(Kept(what="付款、退款和发票记录", why=MONEY))
    if any(_delivered(order.head) for order in orders):
        kept.append(Kept(what="已交付的照片", why=PACKED))
    return kept


def _delivered(head: Head) -> bool:
    """Whether it was delivered, perhaps before a correction."""
    return head.package is not None or (head.correction is not None and head.correction.package is not None)


def retention_over(task: Task, now: datetime) -> bool:
    """Whether the retention of data without a date of its own is over: the task's days count from its closing."""
    return now > task.kept_until


def retention_cutoff(task: Task, now: datetime) -> datetime:
    """Whatever last changed before this has been kept for the task's retention days."""
    return now - timedelta(days=task.retention_days)


def look_again(erased_at: datetime, task: Task, now: datetime) -> datetime:
    """When to check an erased order, swept now, again: after a day; or, once SECOND_LOOK has passed since its
    erasure, when the retention of the task ends."""
    soon = now + REST
    return soon if now < erased_at + SECOND_LOOK else max(soon, task.closes_at + timedelta(days=task.retention_days))
