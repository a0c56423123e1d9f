"""What now?  For every state and circumstance of an order one true sentence and one way on: a page or a telephone
number.

The first row of a state that fits is shown; the last one always fits.  `docs/ways-out.md` prints the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from msgspec import Struct

from chalicelib.orders.labels import BY_HAND, CONTESTED, MONEY_RETURNS, ON_SITE, REFUND_STUCK
from chalicelib.orders.machine.deadlines import until
from chalicelib.orders.model import Order, State
from chalicelib.orders.screen import standings as st
from chalicelib.orders.screen.standings import Standing
from chalicelib.orders.screen.wording import Wording

Circumstance = Callable[[Standing], bool]
Tab = Literal["UNPAID", "PAID"]
TABS: Mapping[str, tuple[str, str]] = {
    "ALL": ("全部", "还没有订单。"),
    "UNPAID": ("待支付", "没有待支付的订单。"),
    "PAID": ("已支付", "没有已支付的订单。"),
}  # the tabs of a student's orders, from left to right: name, and what an empty one says


class Screen(StrEnum):
    """The page on which a client continues."""

    START = "START"  # where a task's code is typed
    REQUIREMENTS = "REQUIREMENTS"
    PHOTO = "PHOTO"
    EDIT = "EDIT"  # the photo that came back, beside the form
    CONFIRM = "CONFIRM"
    PAY = "PAY"
    ORDER = "ORDER"
    CONSENTS = "CONSENTS"


class Step(Struct, frozen=True):
    """The one thing to do.  action: what to ask of the order on its own page, or null where the page asks itself."""

    screen: Screen
    label: str
    action: str | None = None


class WayOut(Struct, frozen=True):
    """telephone: whom to call, if calling is the way on."""

    sentence: str
    telephone: str | None


@dataclass(frozen=True, kw_only=True)
class WayRow:
    """A row for states × circumstance.  sentence: may contain words in braces, from `wording`."""

    states: tuple[State, ...]
    when: Circumstance
    sentence: str
    next: Step | None = None
    call: bool = False


S = State
SENT, BACK = (S.WITHDRAWN, S.REJECTED), (S.WITHDRAWN, S.REJECTED, S.CORRECTION)
ERASABLE = (S.CANCELLED, S.CLOSED, S.REFUNDED, S.IN_PRODUCTION, S.DONE)
START = Step(Screen.START, "重新采集")
EDIT, CHANGE = Step(Screen.EDIT, "去编辑"), Step(Screen.PHOTO, "更换照片")
RESULT = Step(Screen.PHOTO, "查看检测结果")
AGREE = Step(Screen.CONSENTS, "重新同意")
HAND_IN_AGAIN = Step(Screen.CONFIRM, "核对并重新提交")
SUSPECT = "有一笔付款与订单金额不符，分社正在核对，请不要重复付款。"


def _way(states: tuple[State, ...], when: Circumstance, sentence: str, to: Step | None = None) -> WayRow:
    return WayRow(states=states, when=when, sentence=sentence, next=to)


def _call(states: tuple[State, ...], when: Circumstance, sentence: str) -> WayRow:
    return WayRow(states=states, when=when, sentence=sentence, call=True)


DRAFT, WAITING, EXPIRED = (S.DRAFT,), (S.AWAITING_PAYMENT,), (S.EXPIRED,)
WAYS: tuple[WayRow, ...] = (
    _way(ERASABLE, st.erased, "个人信息已经删除，这个订单不能再办理。"),
    _way((*DRAFT, *WAITING, *EXPIRED), st.on_site, ON_SITE),
    _call((*WAITING, *EXPIRED), st.suspect, SUSPECT),

    _call(DRAFT, st.over, "本次采集已结束，不能再提交。需要补采请联系分社。"),
    _way(DRAFT, st.not_yet, "采集从 {opens} 开始，届时可以继续。"),
    _way(DRAFT, st.closing, "保留时间已过，订单正在取消。需要办理请重新填写特征码。", START),
    _way(DRAFT, st.may_submit, "照片初检合格，还没有提交。请在 {until} 前提交。", Step(Screen.CONFIRM, "核对并提交")),
    _way(DRAFT, st.judging, "照片正在检测，请在 {until} 前提交。", Step(Screen.PHOTO, "查看结果")),
    _way(DRAFT, st.may_appeal, "照片初检没有通过。请按提示更换，或请人工查看，并在 {until} 前提交。", RESULT),
    _way(DRAFT, st.photo_failed, "照片初检没有通过，请按提示更换，并在 {until} 前提交。", CHANGE),
    _way(DRAFT, st.photo_outdated, "照片标准有更新，请重新拍摄，并在 {until} 前提交。", CHANGE),
    _way(DRAFT, st.photo_lost, "照片没有上传成功，请重新上传，并在 {until} 前提交。", CHANGE),
    _way(DRAFT, st.always, "信息已保存，还没有提交照片。请在 {until} 前提交。", Step(Screen.REQUIREMENTS, "继续采集")),

    _call(WAITING, st.over, "本次采集已结束，不能再支付；已经支付的会自动到账。需要补采请联系分社。"),
    _way(WAITING, st.closing, "支付时间已到，订单正在关闭。已经支付的会自动到账；没有支付的，几分钟后可以重新支付。"),
    _call(WAITING, st.last_chance, "剩余不足 1 分钟，已不能发起支付，采集随后结束。需要补采请联系分社。"),
    _way(WAITING, st.last_minute, "剩余不足 1 分钟，已不能发起支付。没有支付的，几分钟后可以重新支付。"),
    _way(WAITING, st.may_pay, "请在 {until} 前支付，超时订单自动关闭。", Step(Screen.PAY, "去支付")),
    _call(WAITING, st.always, "暂时不能支付这个订单，请联系分社。"),

    _way(EXPIRED, st.may_reopen, "没有按时支付，订单已关闭，可以重新支付。", Step(Screen.ORDER, "重新支付", "reopen")),
    _call(EXPIRED, st.claim_lost, "没有按时支付，之后已另有订单办理。如果不是您本人，请联系分社。"),
    _call(EXPIRED, st.always, "没有按时支付，订单已关闭。采集已结束，请联系分社。"),

    _way((S.IN_REVIEW,), st.contested, "照片已提交，分社核对采集码以后开始审核。"),
    _way((S.IN_REVIEW,), st.appealed_usual_known, "已请人工查看，由审核人员决定照片是否通过，通常 {usual}内审核。"),
    _way((S.IN_REVIEW,), st.appealed_day_known, "已请人工查看，由审核人员决定照片是否通过，预计 {expected} 前出结果。"),
    _way((S.IN_REVIEW,), st.appealed, "已请人工查看，由审核人员决定照片是否通过，结果会通知您。"),
    _way((S.IN_REVIEW,), st.usual_known, "照片正在等待人工审核，通常 {usual}内审核。"),
    _way((S.IN_REVIEW,), st.day_known, "照片正在等待人工审核，预计 {expected} 前出结果。"),
    _way((S.IN_REVIEW,), st.always, "照片正在等待人工审核，结果会通知您。"),

    _way(SENT, st.will_be_refunded, "已过提交时间，款项将原路退回付款人的账户。"),
    _call(BACK, st.late, "已过提交时间，请联系分社处理。"),
    _way((S.WITHDRAWN,), st.stopped_refundable, "您已撤回人脸同意，审核已停止。可以重新同意，也可以申请退款。", AGREE),
    _way((S.WITHDRAWN,), st.stopped_free, "您已撤回人脸同意，审核已停止。可以重新同意，也可以取消订单。", AGREE),
    _way((S.WITHDRAWN, S.CORRECTION), st.stopped, "您已撤回人脸同意，审核已停止。请在 {until} 前重新同意。", AGREE),
    _way(BACK, st.new_photo, "新照片初检合格，请在 {until} 前重新提交，不再收费。", HAND_IN_AGAIN),
    WayRow(
        states=(S.REJECTED,), when=st.may_appeal_last, next=RESULT, call=True,
        sentence="新照片初检没有通过。请在 {until} 前按提示更换，或请人工查看，不再收费。"
        "这是最后一次机会，拿不准请先打电话。",
    ),
    _way(BACK, st.may_appeal, "新照片初检没有通过。请在 {until} 前按提示更换，或请人工查看，不再收费。", RESULT),
    _call((S.REJECTED,), st.no_tries, "{rejections} 次都没有通过，请联系分社。"),
    _way((S.WITHDRAWN,), st.always, "请在 {until} 前换好照片重新提交，不再收费。", EDIT),
    WayRow(
        states=(S.REJECTED,), when=st.last_try, next=EDIT, call=True,
        sentence="{reason}请在 {until} 前换一张照片，不再收费。这是最后一次机会，拿不准请先打电话。",
    ),
    _way((S.REJECTED,), st.always, "{reason}请在 {until} 前换一张照片，不再收费。还可提交 {tries} 次。", EDIT),
    _way((S.CORRECTION,), st.always, "{reason}请在 {until} 前换一张照片，不再收费。", EDIT),

    _way((S.APPROVED,), st.always, "人工审核通过，等待制作，您不用操作。"),
    _way((S.IN_PRODUCTION,), st.posted, "照片已寄出，请留意收件：{courier} {waybill}。"),
    _way((S.IN_PRODUCTION,), st.day_known, "采集完成，照片制作中，预计 {expected} 前完成。"),
    _way((S.IN_PRODUCTION,), st.always, "采集完成，照片制作中。"),
    _way((S.DONE,), st.posted, "照片已报送学信网，请登录学信网校对图像。照片已寄出：{courier} {waybill}。"),
    _way((S.DONE,), st.always, "照片已报送学信网，请登录学信网校对图像。"),

    _call((S.REFUNDING,), st.refund_stuck, "退款没有成功，分社正在处理。"),
    _way((S.REFUNDING,), st.always, "退款已提交，1 至 3 个工作日退回付款人的账户。"),
    _way((S.REFUNDED,), st.by_hand, BY_HAND),
    _way((S.REFUNDED,), st.task_open, "款项已退回付款人的账户。", START),
    _way((S.REFUNDED,), st.always, "款项已退回付款人的账户。"),

    _call((S.CANCELLED,), st.taken_over, "已由其他账号办理，订单已取消。如果不是您本人操作，请联系分社。"),
    _call((S.CANCELLED,), st.by_staff, "分社已取消订单，详情请联系分社。"),
    _way((S.CANCELLED,), st.abandoned_open, "长时间没有提交，订单已于 {ended} 取消。", START),
    _way((S.CANCELLED,), st.task_open, "您于 {ended} 取消了订单。", START),
    _call((S.CANCELLED,), st.always, "订单已于 {ended} 取消。采集已结束，需要补采请联系分社。"),
    _call((S.CLOSED,), st.by_staff, "分社已关闭订单，详情请联系分社。"),
    _call((S.CLOSED,), st.always, "逾期没有重新提交，订单已关闭。需要补采请联系分社。"),
)  # fmt: skip
NOTES: tuple[tuple[Circumstance, str], ...] = (
    (st.contested, CONTESTED),
    (st.other_refund_stuck, REFUND_STUCK),
    (st.other_money_returns, MONEY_RETURNS),
)  # shown beside the sentence
BY_STATE: Mapping[State, tuple[WayRow, ...]] = {
    state: tuple(row for row in WAYS if state in row.states) for state in State
}
ANEW = frozenset({Screen.START, Screen.ORDER})  # beginning again is not required of anybody
WORK = frozenset({"upload", "submit", "appeal", "pay", "resubmit"})  # actions that have a deadline
UNPAID, RETURNS = frozenset({S.AWAITING_PAYMENT, S.EXPIRED}), frozenset({S.REFUNDING, S.REFUNDED})


def way_of(standing: Standing) -> WayRow:
    return next(row for row in BY_STATE[standing.order.head.state] if row.when(standing))


def way_out(standing: Standing) -> tuple[WayOut, Step | None]:
    """The sentence with whom to call, and the one thing to do."""
    way = way_of(standing)
    notes = "".join(text for when, text in NOTES if when(standing))
    telephone = standing.task.contacts_of("BRANCH")[0].phone if way.call else None
    return WayOut(sentence=way.sentence.format_map(Wording(standing)) + notes, telephone=telephone), way.next


def waits(step: Step | None) -> bool:
    """Whether nothing happens until the owner does something."""
    return step is not None and step.screen not in ANEW


def open_until(standing: Standing) -> datetime | None:
    """The end of the owner's time for what they may do now; None where they may do nothing, or there is no end."""
    return None if WORK.isdisjoint(standing.actions) else until(standing.order, standing.task)


def tab_of(order: Order) -> Tab | None:
    """Which tab the order is in besides the one of all orders: those waiting for payment, or those money came for."""
    if order.head.state in UNPAID:
        return "UNPAID"
    came = any(attempt.paid_amount is not None for attempt in order.attempts)
    return "PAID" if came or order.head.state in RETURNS else None
