"""The books of the simulated WeChat Pay: trades, their states, and the rules for opening, paying and closing them."""

from __future__ import annotations

import re
import secrets
import time
from datetime import datetime
from typing import Any

from sandbox.keys import Keys
from sandbox.records import Record, Records
from sandbox.times import CHINA, Clock, rfc3339

PREPAY_SECONDS = {
    "JSAPI": 7200,
    "NATIVE": 7200,
    "H5": 300,
}  # seconds for which the result of `open` can start a payment
CLOSES_ITSELF_SECONDS = 7 * 86400
SHORTEST_SECONDS, LONGEST_SECONDS = 60, 90 * 86400  # time_expire is limited to this range
STATE_TEXT = {"NOTPAY": "订单未支付", "SUCCESS": "支付成功", "REFUND": "订单发生过退款", "CLOSED": "订单已关闭"}
TRADE_NO = re.compile(r"[0-9A-Za-z_\-|*]{6,32}")
LOOPBACK = ("http://127.0.0.1:", "http://localhost:")


class PayError(Exception):
    """An error answer of the v3 API: HTTP status, code and message."""

    def __init__(self, status: int, code: str, message: str, field: str | None = None) -> None:
        super().__init__(f"{code} {message}")
        self.status = status
        self.answer: Record = {"code": code, "message": message}
        if field:
            self.answer["detail"] = {"field": field, "issue": message, "location": "body"}


class CannotPay(Exception):
    """The user's payment fails; the text is what the cashier shows."""


def _wrong(field: str, message: str) -> PayError:
    return PayError(400, "PARAM_ERROR", message, field)


class Books:
    """Every trade, by out_trade_no.  Records are always written whole, in the transaction of the change."""

    def __init__(self, keys: Keys, records: Records, clock: Clock = time.time) -> None:
        self._keys, self._records, self.clock = keys, records, clock

    # ---- the merchant's side

    def open(self, kind: str, body: Record) -> Record:
        """Opens a trade and gives it a new prepay_id.  kind: JSAPI, NATIVE or H5.  Raises PayError.

        The same number again must have the same parameters; it gets a new prepay_id for the same trade.
        """
        self._check_prepay(kind, body)
        with self._records.changing():
            trade = self._records.get("trade", body["out_trade_no"])
            trade = self._new(kind, body) if trade is None else self._check_again(trade, kind, body)
            trade["prepay_id"] = "wx" + datetime.now(CHINA).strftime("%d%H%M%S") + secrets.token_hex(13)
            trade["prepaid_at"] = self.clock()
            self._records.put("prepay", trade["prepay_id"], {"out_trade_no": trade["out_trade_no"]})
            self.save(trade)
        return trade

    def _check_prepay(self, kind: str, body: Record) -> None:
        if body.get("mchid") != self._keys.mchid or body.get("appid") != self._keys.appid:
            raise PayError(400, "APPID_MCHID_NOT_MATCH", "商户号mchid与appid不匹配")
        _check_texts(body)
        amount = body.get("amount")
        if not isinstance(amount, dict) or type(amount.get("total")) is not int or amount["total"] < 1:
            raise _wrong("/amount/total", "订单总金额，单位为分，须为不小于1的整数")
        if amount.get("currency", "CNY") != "CNY":
            raise _wrong("/amount/currency", "境内商户号仅支持人民币")
        if kind == "JSAPI":
            self._check_payer(body.get("payer") or {})
        if kind == "H5":
            scene = body.get("scene_info") or {}
            if not scene.get("payer_client_ip") or not (scene.get("h5_info") or {}).get("type"):
                raise _wrong("/scene_info", "H5支付必须传payer_client_ip与h5_info.type")

    def _check_payer(self, payer: Record) -> None:
        if not payer.get("openid"):
            raise _wrong("/payer/openid", "JSAPI支付必须传openid")
        if self._records.get("user", payer["openid"]) is None:
            raise _wrong("/payer/openid", "无效的openid")

    def _new(self, kind: str, body: Record) -> Record:
        now = self.clock()
        return {
            "out_trade_no": body["out_trade_no"],
            "kind": kind,
            "asked": body,
            "total": body["amount"]["total"],
            "state": "NOTPAY",
            "opened_at": now,
            "expires_at": self._expiry(body.get("time_expire"), now),
            "failures": 0,
        }

    def _expiry(self, text: Any, now: float) -> float:
        if not text:
            return now + CLOSES_ITSELF_SECONDS
        try:
            at = datetime.fromisoformat(text)
        except (TypeError, ValueError):
            raise _wrong("/time_expire", "time_expire格式错误，应为rfc3339格式") from None
        if at.tzinfo is None:
            raise _wrong("/time_expire", "time_expire格式错误，应为rfc3339格式")
        if at.timestamp() <= now:
            raise PayError(400, "INVALID_REQUEST", "订单失效时间不能早于当前时间")
        return min(max(at.timestamp(), now + SHORTEST_SECONDS), now + LONGEST_SECONDS)

    def _check_again(self, trade: Record, kind: str, body: Record) -> Record:
        trade = self._closed_if_old(trade)
        if trade["state"] in ("SUCCESS", "REFUND"):
            raise PayError(400, "ORDERPAID", "该订单已支付")
        if trade["state"] == "CLOSED":
            raise PayError(400, "ORDER_CLOSED", "该订单已关闭，请重新下单")
        if trade["kind"] != kind:
            raise PayError(403, "OUT_TRADE_NO_USED", "商户订单号重复")
        if trade["asked"] != body:
            raise PayError(400, "INVALID_REQUEST", "请求重入时，参数与首次请求时不一致，请核实后再试")
        return trade

    def close(self, out_trade_no: str, body: Record) -> None:
        """Closes an open trade; a closed one stays closed.  Raises PayError for a paid one."""
        if body.get("mchid") != self._keys.mchid:
            raise _wrong("/mchid", "mchid与签名的商户号不一致")
        with self._records.changing():
            trade = self.trade(out_trade_no)
            if trade["state"] in ("SUCCESS", "REFUND"):
                raise PayError(400, "ORDER_PAID", "该订单已支付，不能关闭")
            trade["state"] = "CLOSED"
            self.save(trade)

    def trade(self, out_trade_no: str) -> Record:
        """The trade in its current state.  Raises PayError 404."""
        trade = self._records.get("trade", out_trade_no)
        if trade is None:
            raise PayError(404, "ORDER_NOT_EXIST", "订单不存在")
        return self._closed_if_old(trade)

    def trade_by_transaction(self, transaction_id: str) -> Record:
        """The paid trade with this number of WeChat's.  Raises PayError 404."""
        link = self._records.get("transaction", transaction_id)
        if link is None:
            raise PayError(404, "ORDER_NOT_EXIST", "订单不存在")
        return self.trade(link["out_trade_no"])

    def _closed_if_old(self, trade: Record) -> Record:
        old = self.clock() > max(trade["expires_at"], trade["opened_at"] + CLOSES_ITSELF_SECONDS)
        return {**trade, "state": "CLOSED"} if trade["state"] == "NOTPAY" and old else trade

    def save(self, trade: Record) -> None:
        self._records.put("trade", trade["out_trade_no"], trade)

    def trades(self, *, newest: int | None = None) -> list[Record]:
        """Every trade, oldest first."""
        return [self._closed_if_old(trade) for trade in self._records.all("trade", newest=newest)]

    # ---- the user's side

    def by_prepay(self, prepay_id: str) -> Record:
        """The trade of a prepay_id, which must be the trade's newest.  Raises CannotPay."""
        link = self._records.get("prepay", prepay_id)
        trade = self._records.get("trade", link["out_trade_no"]) if link else None
        if trade is None or trade["prepay_id"] != prepay_id:
            raise CannotPay("支付参数已失效，请返回商家重新下单")
        return self._closed_if_old(trade)

    def pay(
        self, out_trade_no: str, *, openid: str | None = None, after_expiry: bool = False, coupon: int = 0
    ) -> Record:
        """The user pays.  after_expiry: even if time_expire is over or the prepay_id has expired, like a payment that
        began before; coupon: fen of the total that a coupon of the merchant pays.

        Raises PayError (no such trade) or CannotPay.
        """
        with self._records.changing():
            trade = self.trade(out_trade_no)
            self._check_payable(trade, after_expiry)
            now = self.clock()
            trade["state"] = "SUCCESS"
            trade["transaction_id"] = f"4200{datetime.now(CHINA):%Y%m%d}{secrets.randbelow(10**16):016}"
            trade["paid_at"] = now
            trade["coupon"] = coupon
            trade["payer"] = openid or (trade["asked"].get("payer") or {}).get("openid") or "oSANDBOXscanned"
            self._records.put("transaction", trade["transaction_id"], {"out_trade_no": out_trade_no})
            self.save(trade)
        return trade

    def _check_payable(self, trade: Record, after_expiry: bool) -> None:
        if trade["state"] in ("SUCCESS", "REFUND"):
            raise CannotPay("订单已支付，请勿重复支付")
        if trade["state"] == "CLOSED":
            raise CannotPay("订单已关闭")
        if after_expiry:
            return
        if self.clock() > trade["expires_at"]:
            raise CannotPay("订单已过支付期限")
        if self.clock() > trade["prepaid_at"] + PREPAY_SECONDS[trade["kind"]]:
            raise CannotPay("支付参数已失效，请返回商家重新下单")

    def fail(self, out_trade_no: str) -> Record:
        """The payment fails (no money, wrong password); the trade stays open.  Raises PayError, CannotPay."""
        with self._records.changing():
            trade = self.trade(out_trade_no)
            self._check_payable(trade, False)
            trade["failures"] += 1
            self.save(trade)
        return trade


def coupon_of(trade: Record) -> int:
    """Fen that a coupon of the merchant paid; records from before coupons existed have none."""
    return int(trade.get("coupon", 0))


def _check_texts(body: Record) -> None:
    if not TRADE_NO.fullmatch(str(body.get("out_trade_no", ""))):
        raise _wrong("/out_trade_no", "商户订单号须为6到32个字符的数字、大小写字母_-|*")
    if not 1 <= len(str(body.get("description") or "")) <= 127:
        raise _wrong("/description", "商品描述须为1到127个字符")
    if len(str(body.get("attach") or "")) > 128:
        raise _wrong("/attach", "附加数据不能超过128个字符")
    check_notify_url(body.get("notify_url"))


def check_notify_url(url: Any) -> None:
    """Raises PayError unless the URL is https (on this machine also http), at most 255 characters, without a query."""
    text = str(url or "")
    if not text.startswith(("https://", *LOOPBACK)) or len(text) > 255 or "?" in text:
        raise _wrong("/notify_url", "通知URL必须为直接可访问的https地址，且不能携带参数")


def transaction_view(keys: Keys, trade: Record) -> Record:
    """A trade as it appears in queries and notices."""
    body = trade["asked"]
    view: Record = {
        "appid": keys.appid,
        "mchid": keys.mchid,
        "out_trade_no": trade["out_trade_no"],
        "trade_state": trade["state"],
        "trade_state_desc": STATE_TEXT[trade["state"]],
        "attach": body.get("attach", ""),
        "amount": {"total": trade["total"], "currency": "CNY", "payer_currency": "CNY"},
        "promotion_detail": [],
    }
    if "transaction_id" in trade:
        view |= {
            "transaction_id": trade["transaction_id"],
            "trade_type": "MWEB" if trade["kind"] == "H5" else trade["kind"],
            "bank_type": "OTHERS",
            "success_time": rfc3339(trade["paid_at"]),
            "payer": {"openid": trade["payer"]},
        }
        view["amount"]["payer_total"] = trade["total"] - coupon_of(trade)
    return view
