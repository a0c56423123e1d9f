"""Every word that a screen shows for a state, an event or a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from chalicelib.orders.appeal import AppealReason
from chalicelib.orders.model import PhotoState, State
from chalicelib.orders.money_model import AMOUNT, BACK, NOT_ENOUGH, REFUSED, RefundState

LABELS: Mapping[State, str] = {
    State.DRAFT: "待提交",
    State.AWAITING_PAYMENT: "待支付",
    State.IN_REVIEW: "待审核",
    State.WITHDRAWN: "已撤回，待重新提交",
    State.REJECTED: "被驳回",
    State.APPROVED: "待制作",
    State.IN_PRODUCTION: "制作中",
    State.DONE: "采集完成",
    State.CORRECTION: "待勘误",
    State.REFUNDING: "退款中",
    State.REFUNDED: "已退款",
    State.EXPIRED: "超时未支付",
    State.CANCELLED: "已取消",
    State.CLOSED: "已关闭",
}
Tone = Literal["good", "info", "warn", "bad", "off"]
# What a state's colour means: all is well, under way, waiting for its owner, sent back, over.
TONES: Final[Mapping[State, Tone]] = {
    State.DRAFT: "warn",
    State.AWAITING_PAYMENT: "warn",
    State.IN_REVIEW: "info",
    State.WITHDRAWN: "warn",
    State.REJECTED: "bad",
    State.APPROVED: "good",
    State.IN_PRODUCTION: "info",
    State.DONE: "good",
    State.CORRECTION: "bad",
    State.REFUNDING: "info",
    State.REFUNDED: "off",
    State.EXPIRED: "off",
    State.CANCELLED: "off",
    State.CLOSED: "off",
}
BY_HAND = "款项已由分社人工退回付款人。"  # when the channel could not refund it
REFUND_STUCK = "退款遇到问题，分社正在处理。"
MONEY_RETURNS = "有一笔付款将原路退回付款人的账户。"
CONTESTED = "有人用同一采集码申请办理，分社正在核对，请留意分社的电话。"
ON_SITE = "您已在现场或门店完成采集，这个订单不用再提交或支付。"
CLOSING = "正在关闭"
ERASED = "（已删除）"  # in place of the name of a student whose data was deleted

REFUND_LABELS: Mapping[RefundState, str] = {
    RefundState.REQUESTED: "等待渠道受理",
    RefundState.PROCESSING: "渠道处理中",
    RefundState.DONE: "已退款",
    RefundState.ABNORMAL: "退款异常",
    RefundState.CLOSED: "退款关闭",
    RefundState.BY_HAND: "已人工退回",
}
WAITS = {
    NOT_ENOUGH: "商户余额不足，充值后自动重试",
    REFUSED: "渠道拒绝，请到商户平台核对",
    BACK: "渠道已有其他退款，请勿重复退款；全部退完后对账时自动结案",
    AMOUNT: "渠道退回的金额与应退金额不同，请到商户平台核对并退清余款，再登记“已在商户平台退回”",
}

EVENT_LABELS: Mapping[str, str] = {
    "open": "建立订单",
    "refill": "重新填写信息",
    "contact": "修改了联系信息",
    "submit": "提交照片",
    "appeal": "请人工查看",
    "start": "发起支付",
    "paid": "收到付款",
    "closed": "支付已关闭",
    "unknown": "支付待确认",
    "still_open": "等待支付",
    "expire": "超时未支付",
    "abandoned": "长时间未提交，已取消",
    "cancel": "取消订单",
    "erase": "已删除个人信息",
    "reopen": "重新支付",
    "withdraw": "撤回审核",
    "stop": "撤回人脸同意，审核停止",
    "resubmit": "重新提交照片",
    "contest": "他人用同一采集码申请，分社核对中",
    "keep": "分社核对完成，订单保留",
    "take": "开始审核",
    "let_go": "放回审核",
    "approve": "审核通过",
    "reject": "审核未通过",
    "overdue": "逾期未重新提交",
    "grant": "延长重新提交时间",
    "close": "关闭订单",
    "recall": "重新审核",
    "deliver": "交付制作",
    "post": "已邮寄",
    "confirm": "采集完成",
    "correct": "发起勘误",
    "explain": "补充勘误原因",
    "uncorrect": "撤销勘误",
    "refund": "申请退款",
    "refund_part": "退还一部分",
    "refund_accepted": "退款处理中",
    "refund_waits": "退款排队中",
    "refund_still_open": "退款处理中",
    "refund_done": "退款成功",
    "refund_abnormal": "退款异常，人工处理中",
    "refund_closed": "退款关闭，人工处理中",
    "refund_retry": "再次退款",
    "returned_by_hand": "人工退款完成",
    "returned_on_page": "已在支付平台退款",
    "returned_outside": "已在支付平台退款",
    "part_returned": "支付平台退回了一笔款项",
    "resolve": "付款核对完成",
    "transfer": "转移订单",
    "edit": "修改信息",
    "release": "释放采集码",
}
# The question before an owner does one of these: its name, and what it does to the order.
ACTS: Mapping[str, tuple[str, str]] = {
    "withdraw": (
        "撤回审核",
        "撤回后可以更换照片，并在截止时间前重新提交，不再收费。审核老师正在查看时不能撤回。",
    ),
    "cancel": ("取消订单", "取消后需要重新填写和上传照片。还没有付款，不会产生费用。"),
    "refund": ("申请退款", "退款后本次采集终止，照片不再审核和制作，款项原路退回付款人的账户。"),
}
QUIET_EVENTS = frozenset({"start", "still_open", "refund_still_open", "take", "let_go", "closed", "unknown"})

CHANNELS: Mapping[str, str] = {"wechat": "微信支付", "alipay": "支付宝"}

PHOTO_SAYS: Mapping[PhotoState, str] = {
    PhotoState.WAITING: "等待上传或检测",
    PhotoState.CHECKING: "正在检测",
    PhotoState.PASSED: "初检合格，以人工审核为准",
    PhotoState.FAILED: "初检未通过，请按提示修改",
    PhotoState.UNREADABLE: "照片无法读取，请重新上传",
    PhotoState.GONE: "照片没有上传成功，请重新上传",
}
APPEAL_REASONS: Mapping[AppealReason, str] = {
    AppealReason.HEAD_COVER: "因宗教信仰或病情佩戴头巾、帽子",
    AppealReason.EYE_CONDITION: "眼部情况特殊",
    AppealReason.MISJUDGED: "检测有误，照片符合要求",
    AppealReason.OTHER: "其他原因",
}
PHOTO_APPROVED = "人工审核通过"
PHOTO_APPEALED = "初检未通过，已请人工查看"
