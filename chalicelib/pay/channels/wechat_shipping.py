"""Reports to WeChat that an order is delivered: if the account is trade-managed, WeChat holds the money until then.

Called when an order is delivered or posted; WeChat lets shipping info be corrected only once.  At payment, WeChat is
told of orders that take longer than 15 days or are never delivered.  This covers only payments made in the
mini-program: those by a scanned code or in a phone's browser are unknown to it, and it does not hold their money.
The reports go through the mini-program's open API, so they need its access token, not the merchant's key.

We sell a service: photographs are reviewed, made and reported to CHSI for the school.  `logistics_type` has no value
for services, only 1 courier, 2 delivery within a city, 3 virtual goods (top-ups, cards) and 4 picked up by the buyer.
Without a print in the post we send 4: the portrait waits at the school and at CHSI.  3 would mean virtual goods, which
a mini-program must sell through another kind of payment.  Either way the money is released after two days.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from chalicelib.orders.couriers import Courier, courier_of
from chalicelib.orders.model import Order, Posting
from chalicelib.orders.money_model import Attempt
from chalicelib.orders.screen.expected_dates import promised
from chalicelib.pay.model import Kind
from chalicelib.shared.clock import SHANGHAI, Clock, end_of_day
from chalicelib.shared.errors import OutsideBusy
from chalicelib.shared.ids import out_trade_no
from chalicelib.shared.log import alarm, log
from chalicelib.shared.outside import Refused, TooOften
from chalicelib.tasks.model import Task

if TYPE_CHECKING:
    from chalicelib.identity.wechat_client import OpenApi

UPLOAD, MANAGED = "wxa/sec/order/upload_shipping_info", "wxa/sec/order/is_trade_managed"
SPECIAL = "wxa/sec/order/opspecialorder"
BY_COURIER, PICKED_UP = 1, 4  # logistics_type
PRESALE, TRIAL = 1, 2  # type of a special order
LONGEST_UNANNOUNCED = timedelta(days=15)  # after payment, WeChat waits this long without an announcement
WHOLE = 1  # delivery_mode: everything at once
ITEM = "高校图像信息采集服务"
# Shipped already; its one correction used up; refunded; nothing new in the report: nothing is left to report.
REPORTED_CODES = frozenset({10060002, 10060003, 10060004, 10060023})
RETRY_CODES = frozenset({10060012, 10060019, 44990, 45011})  # WeChat is down, or too many calls this minute
# The payment has not reached that system yet, is not the mini-program's, or is not waiting for delivery.
ABSENT_CODES = frozenset({10060001, 268546002})
LONGEST_ARRIVAL = timedelta(days=1)  # of a payment in that system, after it was made
NOT_GRANTED = 48001  # the account does not have this feature: none of its money is held


class Denied(Exception):
    """WeChat refused a call.  errcode: WeChat's."""

    def __init__(self, errcode: int) -> None:
        super().__init__(errcode)
        self.errcode = errcode


class ShippingRecords:
    """payer: returns the openid that paid an out_trade_no; it asks WeChat Pay, since we do not store it."""

    def __init__(
        self, *, api: Callable[[], OpenApi], appid: str, mchid: str, payer: Callable[[str], str], clock: Clock
    ) -> None:
        self._api, self._appid, self._mchid, self._payer, self._clock = api, appid, mchid, payer, clock

    @cached_property
    def managed(self) -> bool:
        """Whether WeChat holds this account's money until delivery.  Raises OutsideBusy, Refused."""
        try:
            return bool(self._post(MANAGED, {"appid": self._appid}).get("is_trade_managed"))
        except Denied as denied:
            if denied.errcode == NOT_GRANTED:
                return False
            raise self._alarm_refusal(denied.errcode) from None

    def report(self, order: Order, posting: Posting | None = None, *, contact: str = "") -> None:
        """Returns once WeChat has the report or does not need it; until then call it again.  Raises OutsideBusy,
        OutsideFailed if a later call may succeed; Refused if a person must correct it.

        posting: a print in the post; without one the portrait waits at the school.  contact: the receiver's phone
        number with its middle masked, which 顺丰 requires.
        """
        attempt = self._held_payment(order)
        if attempt is None:
            return
        number = out_trade_no(order.head.order_id, attempt.attempt_no)
        item: dict[str, Any] = {"item_desc": ITEM}
        if posting is not None:
            courier = courier_of(posting.courier)
            if courier in (None, Courier.OTHER):
                raise self._alarm_refusal("courier")
            item |= {"tracking_no": posting.number, "express_company": courier}
            item |= {"contact": {"receiver_contact": contact}} if contact else {}
        self._tell(
            UPLOAD,
            order,
            attempt,
            {
                "order_key": {"order_number_type": 1, "mchid": self._mchid, "out_trade_no": number},
                "logistics_type": PICKED_UP if posting is None else BY_COURIER,
                "delivery_mode": WHOLE,
                "shipping_list": [item],
                "payer": {"openid": self._payer(number)},
                "upload_time": self._clock().astimezone(SHANGHAI).isoformat(timespec="milliseconds"),
            },
        )

    def announce(self, order: Order, task: Task) -> None:
        """Announces the day of delivery if WeChat requires it; may be repeated safely.  Raises as `report`.

        A wait of more than 15 days is a presale until the promised day; a demo task never delivers anything.
        """
        attempt = self._held_payment(order) if self.is_special(order, task) else None
        if attempt is None:
            return
        number = out_trade_no(order.head.order_id, attempt.attempt_no)
        by = _promised_by(attempt, task)
        special = {"type": TRIAL} if task.demo else {"type": PRESALE, "delay_to": int(by.timestamp())}
        self._tell(SPECIAL, order, attempt, {"order_id": number, **special})

    def may_hold(self, order: Order) -> bool:
        """Whether the order was paid for in the mini-program.  Asks nobody: of most orders WeChat need not hear, and
        whoever knows that first needs no mark that it did."""
        return _paid_there(order) is not None

    def is_special(self, order: Order, task: Task) -> bool:
        """Whether besides it takes longer than WeChat waits, or is never delivered.  Asks nobody, as `may_hold`."""
        attempt = _paid_there(order)
        return attempt is not None and (
            task.demo or _promised_by(attempt, task) > _paid_at(attempt) + LONGEST_UNANNOUNCED
        )

    def _held_payment(self, order: Order) -> Attempt | None:
        """The payment whose money WeChat holds until the delivery is reported."""
        attempt = _paid_there(order)
        return attempt if attempt is not None and self.managed else None

    def _tell(self, endpoint: str, order: Order, attempt: Attempt, body: dict[str, Any]) -> None:
        try:
            self._post(endpoint, body)
        except Denied as denied:
            if denied.errcode in REPORTED_CODES:
                return
            if denied.errcode not in ABSENT_CODES:
                raise self._alarm_refusal(denied.errcode) from None
            if attempt.paid_at and self._clock() < attempt.paid_at + LONGEST_ARRIVAL:
                raise TooOften from None  # tried again later, and other messages need not wait for it
            log("WeChat holds no such payment", level="warning", order_id=order.head.order_id, where=endpoint)
            return
        log("told WeChat", order_id=order.head.order_id, attempt_no=attempt.attempt_no, where=endpoint)

    def _post(self, endpoint: str, body: dict[str, Any]) -> dict[str, Any]:
        from wechatpy.exceptions import WeChatClientException

        from chalicelib.identity.wechat_client import Unreachable

        try:
            return dict(self._api().post(endpoint, data=body))
        except Unreachable:
            raise OutsideBusy from None
        except WeChatClientException as refusal:
            if refusal.errcode in RETRY_CODES:
                raise OutsideBusy from None
            raise Denied(int(refusal.errcode)) from None

    def _alarm_refusal(self, code: object) -> Refused:
        alarm("WeChat refuses shipping info: correct it, or enter it on the platform's page", code=code)
        return Refused()


def _paid_there(order: Order) -> Attempt | None:
    """The payment, if it was made in the mini-program."""
    attempt = order.paid_attempt()
    ours = attempt is not None and attempt.channel == "wechat" and attempt.kind == Kind.JSAPI
    return attempt if ours else None


def _paid_at(attempt: Attempt) -> datetime:
    return attempt.paid_at or attempt.started_at


def _promised_by(attempt: Attempt, task: Task) -> datetime:
    return end_of_day(promised(task, _paid_at(attempt)))
