"""Every message a student can get, one row each.  Pure data; `wording` finds the row of an event and fills it in.

The name of a WeChat field says how much it holds (phrase: 5 Chinese characters, thing: 20); an SMS parameter holds
12 characters.  `docs/notices.md` and `docs/miniprogram.zh.md` print the rows (`python -m tools.notices`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from chalicelib.notify import circumstances as on
from chalicelib.notify.circumstances import Case, Circumstance

Template = Literal["result", "state"]  # of the two subscribe messages
SmsTemplate = Literal["reject", "refund", "remind"]  # of the three texts
Audience = Literal["owner", "before", "asker"]  # who has the order, who had it before, who claimed it
ANY = "*"  # any other event that decides a contest
PHRASE, THING, PARAMETER = 5, 20, 12  # characters


@dataclass(frozen=True)
class Notice:
    """event × audience × circumstance → message: the first matching row is sent.

    event: of the order table, or remind_…; hint: {deadline} and {fault} are filled in; sms: the SMS template, None if
    no SMS is sent; sms_when: condition for the SMS; in_sms: wording for the SMS where it differs from the phrase.
    both: the SMS goes out even when WeChat took the message, since the phone may be another person's than the account.
    """

    event: str
    template: Template
    phrase: str
    hint: str
    sms: SmsTemplate | None = None
    when: Circumstance = on.always
    to: Audience = "owner"
    sms_when: Circumstance = on.always
    in_sms: str = ""
    both: bool = False


CANCELLED, CLOSED = "工作人员已取消订单，详情请联系分社", "工作人员已关闭订单，详情请联系分社"
REFUNDED, BACK = "工作人员已发起退款，款项将原路退回", "款项已退回付款人的账户"
SOME_BACK = "部分款项已退回付款人的账户"
PROOF = "请登录学信网确认图像校对"

NOTICES: tuple[Notice, ...] = (
    # the review; an SMS parameter has room for a full phrase
    Notice("approve", "result", "审核通过", "照片已通过人工审核，无需操作"),
    Notice("reject", "result", "未通过", "重新提交的次数已用完，请联系分社",
        sms="reject", when=on.last_rejection, in_sms="审核未通过"),
    Notice("reject", "result", "未通过", "请查看原因并免费更换照片", sms="reject", in_sms="审核未通过"),
    Notice("grant", "state", "可再次提交", "请在{deadline}前重新提交", sms="reject", when=on.deadline_runs),

    # delivery
    Notice("deliver", "state", "制作中", "约10个工作日后到学信网校对图像"),
    Notice("post", "state", "已邮寄", "照片已寄出，请留意快递", sms="remind", in_sms="已邮寄，请留意快递"),
    Notice("confirm", "state", "采集完成", PROOF),
    Notice("correct", "state", "待勘误", "请更正：{fault}", sms="reject", when=on.fault_named),
    Notice("correct", "state", "待勘误", "请免费重新提交照片", sms="reject"),
    Notice("explain", "state", "待勘误", "请更正：{fault}", when=on.fault_named),
    Notice("uncorrect", "state", "勘误已撤销", "照片不用更换，请忽略之前的通知"),

    # money that was returned
    Notice("refund_done", "state", "已退款", "款项已原路退回付款人的账户", sms="refund", when=on.all_back),
    Notice("refund_done", "state", "部分退款", SOME_BACK),
    Notice("returned_by_hand", "state", "已退款", "款项已由工作人员退给付款人", sms="refund"),
    Notice("returned_on_page", "state", "已退款", BACK, sms="refund"),
    Notice("returned_outside", "state", "已退款", BACK, sms="refund"),
    Notice("part_returned", "state", "已退款", BACK, sms="refund", when=on.all_back),
    Notice("part_returned", "state", "部分退款", SOME_BACK),

    # an order ended by somebody else
    Notice("cancel", "state", "已取消", "已由其他账号办理，如有疑问请联系分社",
        sms="remind", when=on.taken_over, both=True),
    Notice("cancel", "state", "已取消", CANCELLED, sms="remind", when=on.staff_cancelled),
    Notice("release", "state", "已取消", CANCELLED,
        sms="remind", when=on.staff_cancelled, sms_when=on.contested, both=True),
    Notice("release", "state", "已关闭", CLOSED, sms="remind", when=on.staff_closed, sms_when=on.contested, both=True),
    Notice("release", "state", "退款中", REFUNDED,
        sms="remind", when=on.staff_refunds, sms_when=on.contested, both=True),
    Notice("close", "state", "已关闭", CLOSED, sms="remind", when=on.staff_closed, sms_when=on.contested, both=True),
    Notice("refund", "state", "退款中", REFUNDED,
        sms="remind", when=on.staff_refunds, sms_when=on.contested, both=True),
    Notice("overdue", "state", "已关闭", "逾期未重新提交照片，有疑问请联系分社",
        sms="remind", when=on.overdue_closed, sms_when=on.contested, both=True),
    Notice("overdue", "state", "退款中", "逾期没有重新提交，款项将原路退回",
        sms="remind", when=on.overdue_refunds, sms_when=on.contested, both=True),

    # a change or dispute of ownership
    Notice("transfer", "state", "订单转入", "订单已转到您的账号"),
    Notice("transfer", "state", "订单转出", "订单已转到其他账号，有疑问请联系分社",
        sms="remind", to="before", in_sms="已转到其他账号", both=True),
    Notice("contest", "state", "待核对", "有人用同一采集码申请，分社正在核对", sms="remind", both=True),
    Notice("keep", "state", "核对完成", "采集码由您继续办理，请按时完成", sms="remind", both=True),
    Notice("keep", "state", "核对完成", "采集码由原订单继续办理，有疑问联系分社", sms="remind", to="asker", both=True),
    Notice(ANY, "state", "可以办理", "采集码已可使用，请重新上传办理",
        sms="remind", when=on.task_open, to="asker", both=True),
    Notice(ANY, "state", "采集已结束", "原订单已取消，需要补采请联系分社", sms="remind", to="asker", both=True),

    # reminders
    Notice("remind_submit", "state", "待提交", "请在{deadline}前提交照片",
        sms="remind", when=on.not_handed_in, in_sms="即将取消，请提交照片"),
    Notice("remind_pay", "state", "待支付", "请在{deadline}前支付",
        sms="remind", when=on.not_paid, in_sms="即将超时，请尽快支付"),
    Notice("remind_resubmit", "state", "待重新提交", "请在{deadline}前重新提交",
        sms="remind", when=on.to_replace, in_sms="即将逾期，请重新提交"),
    Notice("remind_proof", "state", "待校对", PROOF,
        sms="remind", when=on.delivered, in_sms="待学信网图像校对"),
)  # fmt: skip
# These ask for another photo, and are pointless once there is one.
ANOTHER_PHOTO = frozenset({row.event for row in NOTICES if row.sms == "reject"})


def notice(event: str, case: Case, to: Audience = "owner") -> Notice | None:
    """The row for an event and an audience, or None; a row for ANY fits every event without a row of its own."""
    rows = [row for row in NOTICES if row.to == to]
    candidates = [row for row in rows if row.event == event] or [row for row in rows if row.event == ANY]
    return next((row for row in candidates if row.when(case)), None)
