"""Tells WeChat that what was paid for is delivered: where the account is trade-managed, money is held until then.

Called when an order is delivered or posted: WeChat lets shipping info be written again only once.  At payment WeChat
hears of what takes longer than 15 days, or is never delivered.  Only what was paid in the mini-program is its own
trade: of a code that was scanned, or a phone's browser, it knows nothing and holds nothing.
What is said is said in the mini-program's open API, so it needs the access token, not the merchant's key.

What is sold is a service: photographs are reviewed, made and reported to CHSI for the school.  `logistics_type` has no
value for services, only 1 courier, 2 delivery within a city, 3 virtual goods (top-ups, cards) and 4 picked up by the
buyer.  Without a print in the post it is 4: what was made waits at the school and at CHSI.  3 would call it virtual
goods, which a mini-program has to sell by another kind of payment.  Money is released after the same two days.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from chalicelib.orders.couriers import Courier, courier_of
from chalicelib.orders.model import Order, Posting
from chalicelib.orders.money_model import Attempt
from chalicelib.orders.screen.expected import promised
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
UNASKED = timedelta(days=15)  # so long after the payment WeChat waits without being told
WHOLE = 1  # delivery_mode: everything at once
ITEM = "高校图像信息采集服务"
# Shipped already; its one re-ship used up; refunded; nothing new in it: there is nothing left to say.
SAID = frozenset({10060002, 10060003, 10060004, 10060023})
LATER = frozenset({10060012, 10060019, 44990, 45011})  # it is out of order, or asked too much in this minute
# The payment has not reached that system yet, or it is none of the mini-program's, or none that waits for delivery.
NOT_THERE = frozenset({10060001, 268546002})
ARRIVES = timedelta(days=1)  # so long after it was paid
NOT_GRANTED = 48001  # the account has no such ability: none of its money is held


class Denied(Exception):
    """WeChat's errcode for what was asked."""

    def __init__(self, errcode: int) -> None:
        super().__init__(errcode)
        self.errcode = errcode


class ShippingRecords:
    """payer: the openid behind an out_trade_no, asked at the channel, since it is kept nowhere here."""

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
            raise self._refused(denied.errcode) from None

    def report(self, order: Order, posting: Posting | None = None, *, contact: str = "") -> None:
        """Returns when WeChat knows, or need not: call it again until it does.  Raises OutsideBusy, OutsideFailed when
        it may know later, Refused when a person must tell it.

        posting: a print in the post; without one the portrait waits at the school.  contact: the receiver's phone with
        its middle masked; 顺丰 asks for it.
        """
        attempt = self._held(order)
        if attempt is None:
            return
        number = out_trade_no(order.head.order_id, attempt.attempt_no)
        item: dict[str, Any] = {"item_desc": ITEM}
        if posting is not None:
            courier = courier_of(posting.courier)
            if courier in (None, Courier.OTHER):
                raise self._refused("courier")
            item |= {"tracking_no": posting.number, "express_company": courier}
            item |= {"contact": {"receiver_contact": contact}} if contact else {}
        self._tell(
            UPLOAD, order, attempt,
            {
                "order_key": {"order_number_type": 1, "mchid": self._mchid, "out_trade_no": number},
                "logistics_type": PICKED_UP if posting is None else BY_COURIER, "delivery_mode": WHOLE,
                "shipping_list": [item], "payer": {"openid": self._payer(number)},
                "upload_time": self._clock().astimezone(SHANGHAI).isoformat(timespec="milliseconds"),
            },
        )  # fmt: skip

    def announce(self, order: Order, task: Task) -> None:
        """When what was paid for will be there, if WeChat must hear of it; told twice it is as once.  Raises as
        `report`.

        A wait of more than 15 days is a presale until the promised day; of a demo task, nothing is ever delivered.
        """
        attempt = self._held(order)
        if attempt is None:
            return
        paid_at = attempt.paid_at or attempt.started_at
        by = end_of_day(promised(task, paid_at))
        if not task.demo and by <= paid_at + UNASKED:
            return
        number = out_trade_no(order.head.order_id, attempt.attempt_no)
        said = {"type": TRIAL} if task.demo else {"type": PRESALE, "delay_to": int(by.timestamp())}
        self._tell(SPECIAL, order, attempt, {"order_id": number, **said})

    def _held(self, order: Order) -> Attempt | None:
        """The payment whose money WeChat holds until it hears of the delivery."""
        attempt = order.paid_attempt()
        ours = attempt is not None and attempt.channel == "wechat" and attempt.kind == Kind.JSAPI
        return attempt if ours and self.managed else None

    def _tell(self, endpoint: str, order: Order, attempt: Attempt, body: dict[str, Any]) -> None:
        try:
            self._post(endpoint, body)
        except Denied as denied:
            if denied.errcode in SAID:
                return
            if denied.errcode not in NOT_THERE:
                raise self._refused(denied.errcode) from None
            if attempt.paid_at and self._clock() < attempt.paid_at + ARRIVES:
                raise TooOften from None  # it is held, and nothing behind it waits
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
            if refusal.errcode in LATER:
                raise OutsideBusy from None
            raise Denied(int(refusal.errcode)) from None

    def _refused(self, code: object) -> Refused:
        alarm("WeChat refuses shipping info: correct it, or enter it on the platform's page", code=code)
        return Refused()
