"""Tells WeChat that what was paid for is delivered: where the account is trade-managed, money is held until then.

Called when an order is delivered or posted, never at payment: WeChat lets shipping info be written again only once.
What is said is said in the mini-program's open API, so it needs the access token, not the merchant's key.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from chalicelib.orders.couriers import Courier, courier_of
from chalicelib.orders.model import Order, Posting
from chalicelib.orders.money_model import Attempt
from chalicelib.pay.model import Kind
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.shared.errors import OutsideBusy
from chalicelib.shared.ids import out_trade_no
from chalicelib.shared.log import alarm, log
from chalicelib.shared.outside import Refused

if TYPE_CHECKING:
    from chalicelib.identity.wechat_client import OpenApi

UPLOAD, MANAGED = "wxa/sec/order/upload_shipping_info", "wxa/sec/order/is_trade_managed"
BY_COURIER, VIRTUAL = 1, 3  # logistics_type
WHOLE = 1  # delivery_mode: everything at once
ITEM = "毕业生图像采集"
# Shipped already; its one re-ship used up; refunded; nothing new in it: there is nothing left to say.
SAID = frozenset({10060002, 10060003, 10060004, 10060023})
LATER = frozenset({10060012, 10060019, 44990, 45011})  # it is out of order, or asked too much in this minute
NOT_THERE = 10060001  # the payment has not reached that system yet, or was none of the mini-program's
ARRIVES = timedelta(days=1)  # so long after it was paid
NOT_GRANTED = 48001  # the account has no such ability: none of its money is held


class Denied(Exception):
    """WeChat's errcode for what was asked."""

    def __init__(self, errcode: int) -> None:
        super().__init__(errcode)
        self.errcode = errcode


class Shipping:
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

        posting: a print in the post; without one the portrait went out by wire.  contact: the receiver's phone with
        its middle masked; 顺丰 asks for it.
        """
        attempt = order.paid_attempt()
        if attempt is None or attempt.channel != "wechat" or not self.managed:
            return
        number = out_trade_no(order.head.order_id, attempt.attempt_no)
        item: dict[str, Any] = {"item_desc": ITEM}
        if posting is not None:
            courier = courier_of(posting.courier)
            if courier in (None, Courier.OTHER):
                raise self._refused("courier")
            item |= {"tracking_no": posting.number, "express_company": courier}
            item |= {"contact": {"receiver_contact": contact}} if contact else {}
        self._upload(
            attempt,
            {
                "order_key": {"order_number_type": 1, "mchid": self._mchid, "out_trade_no": number},
                "logistics_type": VIRTUAL if posting is None else BY_COURIER, "delivery_mode": WHOLE,
                "shipping_list": [item], "payer": {"openid": self._payer(number)},
                "upload_time": self._clock().astimezone(SHANGHAI).isoformat(timespec="milliseconds"),
            },
        )  # fmt: skip
        log("shipping reported", order_id=order.head.order_id, attempt_no=attempt.attempt_no)

    def _upload(self, attempt: Attempt, body: dict[str, Any]) -> None:
        try:
            self._post(UPLOAD, body)
        except Denied as denied:
            if denied.errcode in SAID:
                return
            if denied.errcode == NOT_THERE and attempt.kind != Kind.JSAPI:
                return  # paid on the site: nothing of it is held
            if denied.errcode == NOT_THERE and attempt.paid_at and self._clock() < attempt.paid_at + ARRIVES:
                raise OutsideBusy from None
            raise self._refused(denied.errcode) from None

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
