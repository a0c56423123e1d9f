"""An order in every circumstance there is, and what its student must be told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from chalicelib.orders.model import (
    CLOCK,
    Actor,
    Contest,
    Order,
    PhotoState,
    Posting,
    Reason,
    Rejection,
    State,
)
from chalicelib.orders.money_model import AttemptState, RefundState
from chalicelib.shared.money import Fen
from tests.worlds.appeal_ways import APPEALS
from tests.worlds.cell import Cell
from tests.worlds.orders import (
    HOUR,
    OTHER,
    STAFF,
    T0,
    a_photo,
    a_refund,
    a_task,
    an_attempt,
    an_order,
)

S = State
DAY = 24 * HOUR
LATE = T0 + 60 * DAY
OVER, LATER = a_task(closes_at=T0 - HOUR, opens_at=T0 - DAY), a_task(opens_at=T0 + HOUR)
SOON = a_task(closes_at=T0 + HOUR / 2)
NEVER, BACK_AT_ONCE = a_task(refund_until="NEVER"), a_task(overdue="REFUND")
SAID = Rejection(reasons=(Reason(code="blurred", message="照片模糊", cure="请重拍"),), note="看不清眼睛。")
TWO = (a_photo(1), a_photo(2))
DUE = {"due_at": T0 + DAY}
DEADLINE = {"deadline": T0 + DAY}
FREE = {"attempts": ()}


def draft(*photos: PhotoState, **head: Any) -> Order:
    made = tuple(a_photo(number, state) for number, state in enumerate(photos, start=1))
    return an_order(S.DRAFT, photos=made, **DUE | head)


def unpaid(*states: AttemptState, **head: Any) -> Order:
    attempts = tuple(an_attempt(number, state) for number, state in enumerate(states, start=1))
    return an_order(S.AWAITING_PAYMENT, attempts=attempts, **{"expires_at": T0 + HOUR} | head)


def back(state: State, **head: Any) -> Order:
    said: dict[str, Any] = {} if state is S.WITHDRAWN else {"rejection": SAID}
    spent = {"rejected_sha256": ("sha1",)} if state is S.REJECTED else {}
    return an_order(state, **DEADLINE | said | spent | head)


P, A = PhotoState, AttemptState
CALL: dict[str, Any] = {"call": True}
SEVEN_HOURS: dict[str, Any] = {"usual": 6.5 * HOUR}
ON_SITE: dict[str, Any] = {"about": {"on_site": True}}
OTHERS = {
    "draft, on site": Cell(order=draft(), tells="您已在现场或门店完成采集，这个订单不用再提交或支付。", **ON_SITE),
    "draft, over": Cell(order=draft(), task=OVER, tells="本次采集已结束，不能再提交。需要补采请联系分社。", **CALL),
    "draft, too early": Cell(order=draft(), task=LATER, tells="采集从 6月1日 11:00 开始，届时可以继续。"),
    "draft, abandoned": Cell(
        order=draft(due_at=T0), tells="保留时间已过，订单正在取消。需要办理请重新填写特征码。", leads="START"
    ),
    "draft, passed": Cell(
        order=draft(P.PASSED), tells="照片初检合格，还没有提交。请在 6月2日 10:00 前提交。", leads="CONFIRM"
    ),
    "draft, judged now": Cell(
        order=draft(P.CHECKING), tells="照片正在检测，请在 6月2日 10:00 前提交。", leads="PHOTO"
    ),
    "draft, failed": Cell(
        order=draft(P.FAILED), tells="照片初检没有通过，请按提示更换，并在 6月2日 10:00 前提交。", leads="PHOTO"
    ),
    "draft, another standard": Cell(
        order=draft(P.PASSED), task=a_task(spec_rev=2), leads="PHOTO",
        tells="照片标准有更新，请重新拍摄，并在 6月2日 10:00 前提交。",
    ),
    "draft, lost": Cell(
        order=draft(P.GONE), tells="照片没有上传成功，请重新上传，并在 6月2日 10:00 前提交。", leads="PHOTO"
    ),
    "draft": Cell(
        order=draft(), tells="信息已保存，还没有提交照片。请在 6月2日 10:00 前提交。", leads="REQUIREMENTS"
    ),
    "draft, its task ends sooner": Cell(
        order=draft(), task=SOON, tells="信息已保存，还没有提交照片。请在 6月1日 10:30 前提交。", leads="REQUIREMENTS"
    ),
    "unpaid, on site": Cell(order=unpaid(), tells="您已在现场或门店完成采集，这个订单不用再提交或支付。", **ON_SITE),
    "unpaid, suspect": Cell(
        order=unpaid(A.SUSPECT), tells="有一笔付款与订单金额不符，分社正在核对，请不要重复付款。", **CALL
    ),
    "unpaid, over": Cell(
        order=unpaid(), task=OVER, **CALL,
        tells="本次采集已结束，不能再支付；已经支付的会自动到账。需要补采请联系分社。",
    ),
    "unpaid, closing": Cell(
        order=unpaid(expires_at=T0),
        tells="支付时间已到，订单正在关闭。已经支付的会自动到账；没有支付的，几分钟后可以重新支付。",
    ),
    "unpaid, last minute": Cell(
        order=unpaid(expires_at=T0 + timedelta(seconds=60)),
        tells="剩余不足 1 分钟，已不能发起支付。没有支付的，几分钟后可以重新支付。",
    ),
    "unpaid, last minute of the task": Cell(
        order=unpaid(expires_at=T0 + timedelta(seconds=60)), task=a_task(closes_at=T0 + timedelta(seconds=60)), **CALL,
        tells="剩余不足 1 分钟，已不能发起支付，采集随后结束。需要补采请联系分社。",
    ),
    "unpaid": Cell(order=unpaid(), tells="请在 6月1日 11:00 前支付，超时订单自动关闭。", leads="PAY"),
    "unpaid, its task ends sooner": Cell(
        order=unpaid(), task=SOON, tells="请在 6月1日 10:30 前支付，超时订单自动关闭。", leads="PAY"
    ),
    "unpaid, too often": Cell(
        order=unpaid(*(A.CLOSED,) * 99), tells="暂时不能支付这个订单，请联系分社。", **CALL
    ),
    "expired, on site": Cell(
        order=an_order(S.EXPIRED), tells="您已在现场或门店完成采集，这个订单不用再提交或支付。", **ON_SITE
    ),
    "expired, suspect": Cell(
        order=an_order(S.EXPIRED, attempts=(an_attempt(1, A.SUSPECT),)), **CALL,
        tells="有一笔付款与订单金额不符，分社正在核对，请不要重复付款。",
    ),
    "expired": Cell(order=an_order(S.EXPIRED), tells="没有按时支付，订单已关闭，可以重新支付。", leads="ORDER reopen"),
    "expired, paid for all the same": Cell(
        order=an_order(S.EXPIRED, attempts=(an_attempt(1, A.ORPHAN),), refunds=(a_refund(),)), task=OVER, **CALL,
        tells="没有按时支付，订单已关闭。采集已结束，请联系分社。"
        "有一笔付款将原路退回付款人的账户。",
    ),
    "expired, lost": Cell(
        order=an_order(S.EXPIRED), about={"owns_claim": False}, **CALL,
        tells="没有按时支付，之后已另有订单办理。如果不是您本人，请联系分社。",
    ),
    "expired, over": Cell(
        order=an_order(S.EXPIRED), task=OVER, tells="没有按时支付，订单已关闭。采集已结束，请联系分社。", **CALL
    ),
    "in review": Cell(order=an_order(S.IN_REVIEW), tells="照片正在等待人工审核，预计 6月4日 前出结果。"),
    "in review, the usual time known": Cell(
        order=an_order(S.IN_REVIEW), about=SEVEN_HOURS | {"now": T0 + 6 * HOUR},
        tells="照片正在等待人工审核，通常 7 小时内审核。",
    ),
    "in review, longer than usual": Cell(
        order=an_order(S.IN_REVIEW), about=SEVEN_HOURS | {"now": T0 + 7 * HOUR},
        tells="照片正在等待人工审核，预计 6月4日 前出结果。",
    ),
    "in review, late": Cell(
        order=an_order(S.IN_REVIEW), about={"now": LATE}, tells="照片正在等待人工审核，结果会通知您。"
    ),
    "in review, contested": Cell(
        order=an_order(S.IN_REVIEW, contest=Contest(person_id=OTHER.id, at=T0)),
        tells="照片已提交，分社核对采集码以后开始审核。有人用同一采集码申请办理，分社正在核对，请留意分社的电话。",
    ),
    "withdrawn": Cell(
        order=back(S.WITHDRAWN), tells="请在 6月2日 10:00 前换好照片重新提交，不再收费。", leads="EDIT"
    ),
    "withdrawn, new photo": Cell(
        order=back(S.WITHDRAWN, photos=TWO), leads="CONFIRM",
        tells="新照片初检合格，请在 6月2日 10:00 前重新提交，不再收费。",
    ),
    "withdrawn, stopped": Cell(
        order=back(S.WITHDRAWN, stopped=True), leads="CONSENTS",
        tells="您已撤回人脸同意，审核已停止。可以重新同意，也可以申请退款。",
    ),
    "withdrawn, stopped, free": Cell(
        order=back(S.WITHDRAWN, stopped=True, price=Fen(0), **FREE), leads="CONSENTS",
        tells="您已撤回人脸同意，审核已停止。可以重新同意，也可以取消订单。",
    ),
    "withdrawn, stopped, money gone": Cell(
        order=back(S.WITHDRAWN, stopped=True, **FREE), leads="CONSENTS",
        tells="您已撤回人脸同意，审核已停止。请在 6月2日 10:00 前重新同意。",
    ),
    "withdrawn, stopped, agreed again": Cell(
        order=back(S.WITHDRAWN, stopped=True), about={"took_back": False}, leads="EDIT",
        tells="请在 6月2日 10:00 前换好照片重新提交，不再收费。",
    ),
    "withdrawn, money back": Cell(
        order=back(S.WITHDRAWN, deadline=T0), task=BACK_AT_ONCE, tells="已过提交时间，款项将原路退回付款人的账户。"
    ),
    "withdrawn, late": Cell(
        order=back(S.WITHDRAWN, deadline=T0), tells="已过提交时间，请联系分社处理。", **CALL
    ),
    "rejected": Cell(
        order=back(S.REJECTED, rejections=1), leads="EDIT",
        tells="照片模糊；看不清眼睛。请在 6月2日 10:00 前换一张照片，不再收费。还可提交 2 次。",
    ),
    "rejected, last try": Cell(
        order=back(S.REJECTED, rejections=2), leads="EDIT", **CALL,
        tells="照片模糊；看不清眼睛。请在 6月2日 10:00 前换一张照片，不再收费。这是最后一次机会，拿不准请先打电话。",
    ),
    "rejected, no tries": Cell(
        order=back(S.REJECTED, rejections=3), tells="3 次都没有通过，请联系分社。", **CALL
    ),
    "rejected, new photo": Cell(
        order=back(S.REJECTED, rejections=1, photos=TWO), leads="CONFIRM",
        tells="新照片初检合格，请在 6月2日 10:00 前重新提交，不再收费。",
    ),
    "rejected, money back": Cell(
        order=back(S.REJECTED, deadline=T0), task=BACK_AT_ONCE, tells="已过提交时间，款项将原路退回付款人的账户。"
    ),
    "rejected, undecided": Cell(
        order=back(S.REJECTED, deadline=T0, undecided=True), task=BACK_AT_ONCE,
        tells="已过提交时间，请联系分社处理。", **CALL,
    ),
    "approved": Cell(order=an_order(S.APPROVED), tells="人工审核通过，等待制作，您不用操作。"),
    "made": Cell(order=an_order(S.IN_PRODUCTION), tells="采集完成，照片制作中，预计 6月10日 前完成。"),
    "made, late": Cell(order=an_order(S.IN_PRODUCTION), about={"now": LATE}, tells="采集完成，照片制作中。"),
    "made, posted": Cell(
        order=an_order(S.IN_PRODUCTION, posting=Posting(courier="SF", number="SF123")),
        tells="照片已寄出，请留意收件：顺丰速运 SF123。",
    ),
    "made, erased": Cell(
        order=an_order(S.IN_PRODUCTION, erased_at=T0), tells="个人信息已经删除，这个订单不能再办理。"
    ),
    "done": Cell(order=an_order(S.DONE), tells="照片已报送学信网，请登录学信网校对图像。"),
    "done, posted": Cell(
        order=an_order(S.DONE, posting=Posting(courier="SF", number="SF123")),
        tells="照片已报送学信网，请登录学信网校对图像。照片已寄出：顺丰速运 SF123。",
    ),
    "done, erased": Cell(order=an_order(S.DONE, erased_at=T0), tells="个人信息已经删除，这个订单不能再办理。"),
    "correction": Cell(
        order=back(S.CORRECTION, correcting=True), leads="EDIT",
        tells="照片模糊；看不清眼睛。请在 6月2日 10:00 前换一张照片，不再收费。",
    ),
    "correction, late": Cell(
        order=back(S.CORRECTION, deadline=T0), tells="已过提交时间，请联系分社处理。", **CALL
    ),
    "correction, new photo": Cell(
        order=back(S.CORRECTION, correcting=True, photos=TWO), leads="CONFIRM",
        tells="新照片初检合格，请在 6月2日 10:00 前重新提交，不再收费。",
    ),
    "correction, stopped": Cell(
        order=back(S.CORRECTION, correcting=True, stopped=True), leads="CONSENTS",
        tells="您已撤回人脸同意，审核已停止。请在 6月2日 10:00 前重新同意。",
    ),
    "refunding": Cell(order=an_order(S.REFUNDING), tells="退款已提交，1 至 3 个工作日退回付款人的账户。"),
    "refunding, stuck": Cell(
        order=an_order(S.REFUNDING, refunds=(a_refund(state=RefundState.ABNORMAL),)),
        tells="退款没有成功，分社正在处理。", **CALL,
    ),
    "refunded": Cell(order=an_order(S.REFUNDED), tells="款项已退回付款人的账户。", leads="START"),
    "refunded, over": Cell(order=an_order(S.REFUNDED), task=OVER, tells="款项已退回付款人的账户。"),
    "refunded by hand": Cell(
        order=an_order(
            S.REFUNDED, attempts=(an_attempt(1, A.RETURNED),), refunds=(a_refund(state=RefundState.BY_HAND),)
        ),
        tells="款项已由分社人工退回付款人。",
    ),
    "refunded, erased": Cell(
        order=an_order(S.REFUNDED, erased_at=T0), tells="个人信息已经删除，这个订单不能再办理。"
    ),
    "taken over": Cell(
        order=an_order(S.CANCELLED), ended=Actor(kind="takeover", id=OTHER.id), **CALL,
        tells="已由其他账号办理，订单已取消。如果不是您本人操作，请联系分社。",
    ),
    "cancelled by staff": Cell(
        order=an_order(S.CANCELLED), ended=STAFF, tells="分社已取消订单，详情请联系分社。", **CALL
    ),
    "abandoned": Cell(
        order=an_order(S.CANCELLED), ended=CLOCK, leads="START",
        tells="长时间没有提交，订单已于 6月1日 10:00 取消。",
    ),
    "cancelled": Cell(order=an_order(S.CANCELLED), tells="您于 6月1日 10:00 取消了订单。", leads="START"),
    "cancelled, over": Cell(
        order=an_order(S.CANCELLED), task=OVER, **CALL,
        tells="订单已于 6月1日 10:00 取消。采集已结束，需要补采请联系分社。",
    ),
    "cancelled, erased": Cell(
        order=an_order(S.CANCELLED, erased_at=T0), tells="个人信息已经删除，这个订单不能再办理。"
    ),
    "cancelled, money stuck": Cell(
        order=an_order(
            S.CANCELLED, attempts=(an_attempt(1, A.ORPHAN),), refunds=(a_refund(state=RefundState.ABNORMAL),)
        ),
        tells="您于 6月1日 10:00 取消了订单。退款遇到问题，分社正在处理。", leads="START",
    ),
    "closed by staff": Cell(order=an_order(S.CLOSED), ended=STAFF, tells="分社已关闭订单，详情请联系分社。", **CALL),
    "closed": Cell(
        order=an_order(S.CLOSED), ended=CLOCK, tells="逾期没有重新提交，订单已关闭。需要补采请联系分社。", **CALL
    ),
    "closed, its money on the way back": Cell(
        order=an_order(S.CLOSED, attempts=(an_attempt(1, A.ORPHAN),), refunds=(a_refund(),)), ended=CLOCK, **CALL,
        tells="逾期没有重新提交，订单已关闭。需要补采请联系分社。有一笔付款将原路退回付款人的账户。",
    ),
    "closed, erased": Cell(
        order=an_order(S.CLOSED, erased_at=T0), tells="个人信息已经删除，这个订单不能再办理。"
    ),
}  # fmt: skip
CELLS = OTHERS | APPEALS
