"""Shipping info (发货信息管理) of the simulated mini-program: the payments it was reported for, and how often."""

from __future__ import annotations

import re
from typing import Any

from sandbox.keys import Keys
from sandbox.records import Record, Records

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00")
COURIER, VIRTUAL = 1, 3
PRESALE, TEST_ORDER = 1, 2
DAY = 86_400  # seconds
LEAST_DELAY, MOST_DELAY = 15 * DAY, 330 * DAY  # of a presale, after its payment
# Some of the 1,500 couriers in `get_delivery_list`; other codes are refused.
COURIERS = frozenset(["SF", "ZTO", "YTO", "YD", "STO", "JTSD", "JD", "YZPY", "EMS", "DBL", "HTKY", "FWX", "UC", "ZJS"])
LONGEST_NUMBER = 128
MASKED = re.compile(r"\d{3}\*{4}\d{4}")


class ShippingError(Exception):
    """An error answer: errcode and errmsg."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code, self.text = code, text


class ShippingDesk:
    """The shipping reports of one account.  managed: whether its money is held until delivery."""

    def __init__(self, keys: Keys, records: Records) -> None:
        self._keys, self._records = keys, records

    @property
    def managed(self) -> bool:
        return bool((self._records.get("trade_managed", "app") or {"on": True})["on"])

    def manage(self, on: bool) -> None:
        self._records.put("trade_managed", "app", {"on": on})

    def reports(self) -> list[Record]:
        """The shipping reports, oldest first."""
        return self._records.all("shipping")

    def is_managed(self, body: Record) -> Record:
        if body.get("appid") != self._keys.appid:
            raise ShippingError(40013, "invalid appid")
        return {"errcode": 0, "errmsg": "ok", "is_trade_managed": self.managed}

    def special_orders(self) -> list[Record]:
        """The reports of orders that are delivered late or never, oldest first."""
        return self._records.all("special_order")

    def special(self, body: Record) -> Record:
        """Handles 特殊发货报备 for a payment that waits for delivery; the last report counts.  Raises ShippingError."""
        kind, until = body.get("type"), body.get("delay_to")
        if kind not in (PRESALE, TEST_ORDER) or isinstance(kind, bool):
            raise ShippingError(268546000, "type非法")
        with self._records.changing():
            number = str(body.get("order_id"))
            trade = self._records.get("trade", number)
            shipped = self._records.get("shipping", number)
            if trade is None or shipped or trade["kind"] != "JSAPI" or trade["state"] != "SUCCESS":
                raise ShippingError(268546002, "账户不存在这个待发货单号")
            if kind == PRESALE:
                delay = until - trade["paid_at"] if type(until) is int else 0
                if not LEAST_DELAY < delay <= MOST_DELAY:
                    raise ShippingError(268546001, "delay_to非法")
            previous = self._records.get("special_order", number) or {"out_trade_no": number, "times": 0}
            report = {"type": kind, "delay_to": until if kind == PRESALE else None}
            self._records.put("special_order", number, previous | report | {"times": previous["times"] + 1})
        return {"errcode": 0, "errmsg": "ok"}

    def upload(self, body: Record) -> Record:
        """Handles a shipping report.  Raises ShippingError."""
        trade = self._trade(body.get("order_key") or {})
        if trade["payer"] != (body.get("payer") or {}).get("openid"):
            raise ShippingError(10060031, "该笔支付单不属于 openid 所指定的用户")
        self._check(body)
        with self._records.changing():
            number = trade["out_trade_no"]
            previous = self._records.get("shipping", number) or {"out_trade_no": number, "times": 0, "told": None}
            report = {name: body[name] for name in ("logistics_type", "delivery_mode", "shipping_list")}
            if previous["told"] == report:
                raise ShippingError(10060023, "发货信息未更新")
            if previous["times"] == 2:
                raise ShippingError(10060003, "支付单已使用重新发货机会")
            self._records.put("shipping", number, {**previous, "times": previous["times"] + 1, "told": report})
        return {"errcode": 0, "errmsg": "ok"}

    def _trade(self, key: Record) -> Record:
        if key.get("order_number_type") != 1:
            raise ShippingError(268485194, "订单单号类型非法")
        if key.get("mchid") != self._keys.mchid:
            raise ShippingError(10060001, "支付单不存在")
        trade = self._records.get("trade", str(key.get("out_trade_no")))
        if trade is None or "paid_at" not in trade or trade["kind"] != "JSAPI":  # others are not the mini-program's
            raise ShippingError(10060001, "支付单不存在")
        if trade["state"] == "REFUND":
            raise ShippingError(10060004, "支付单处于不可发货的状态")
        return trade

    def _check(self, body: Record) -> None:
        kind, items = body.get("logistics_type"), body.get("shipping_list")
        if kind not in (COURIER, 2, VIRTUAL, 4):
            raise ShippingError(10060005, "物流类型有误")
        if body.get("delivery_mode") != 1:
            raise ShippingError(268485224, "发货模式非法")
        if not isinstance(items, list) or len(items) != 1:
            raise ShippingError(268485228, "统一发货模式下，物流信息列表长度必须为 1")
        _check_item(kind, items[0])
        if not TIME.fullmatch(str(body.get("upload_time"))):
            raise ShippingError(268485216, "上传时间非法")


def _check_item(kind: int, item: dict[str, Any]) -> None:
    if not item.get("item_desc"):
        raise ShippingError(10060008, "商品描述 item_desc 字段不能为空")
    if len(str(item["item_desc"])) > 120:
        raise ShippingError(10060009, "商品描述 item_desc 字段太长")
    if kind != COURIER:
        return
    if not item.get("tracking_no"):
        raise ShippingError(268485226, "物流单号不能为空")
    if len(str(item["tracking_no"])) > LONGEST_NUMBER:
        raise ShippingError(10060026, "物流单号太长")
    if item.get("express_company") not in COURIERS:
        raise ShippingError(268485227, "快递公司编码不存在")
    contact = str((item.get("contact") or {}).get("receiver_contact", ""))
    if item["express_company"] == "SF" and not MASKED.fullmatch(contact):
        raise ShippingError(10060014, "参数错误：顺丰必须填写收件人联系方式")
