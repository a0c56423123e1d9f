"""The books of the simulated Alipay.  An offer only becomes a trade when somebody scans its code or logs in."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from typing import Any

from sandbox.records import Record, Records
from sandbox.times import CHINA, Clock
from sandbox.wechat_pay.books import CannotPay

OFFER_SECONDS = 7200  # how long a precreated code can be scanned
YEAR_SECONDS = 365 * 86400
MOST_FEN = 10_000_000_00
NUMBER = re.compile(r"[0-9A-Za-z_]{1,64}")
AMOUNT = re.compile(r"(0|[1-9][0-9]{0,8})(\.[0-9]{1,2})?")


class BusinessError(Exception):
    """A business failure (code 40004): sub_code and text."""

    def __init__(self, sub_code: str, text: str) -> None:
        super().__init__(text)
        self.sub_code, self.text = sub_code, text


def stamp(at: float) -> str:
    return datetime.fromtimestamp(at, CHINA).strftime("%Y-%m-%d %H:%M:%S")


def fen(text: Any) -> int:
    """Converts yuan as text to fen.  Raises BusinessError."""
    if not isinstance(text, str) or not AMOUNT.fullmatch(text):
        raise BusinessError("ACQ.INVALID_PARAMETER", "参数无效：金额")
    whole, _, part = text.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0") or 0)


def yuan(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02}"


class AlipayBooks:
    """Offers and trades by out_trade_no; refunds by out_request_no."""

    def __init__(self, records: Records, clock: Clock) -> None:
        self._records, self.clock = records, clock

    # ---- the merchant's side

    def offer(self, product: str, content: Record, notify_url: str) -> Record:
        """Opens a number for payment; the same number again must have the same amount.  Raises BusinessError."""
        number, total = str(content.get("out_trade_no", "")), fen(content.get("total_amount"))
        if not NUMBER.fullmatch(number) or not content.get("subject") or len(str(content["subject"])) > 256:
            raise BusinessError("ACQ.INVALID_PARAMETER", "参数无效")
        if not 1 <= total <= MOST_FEN:
            raise BusinessError("ACQ.TOTAL_FEE_EXCEED", "订单总金额不在允许范围内")
        expires = self._expiry(content.get("time_expire"))
        with self._records.changing():
            trade = self._records.get("alipay_trade", number)
            if trade is not None:
                return self._check_again(trade, total)
            offer = {
                "out_trade_no": number, "product": product, "total": total, "subject": content["subject"],
                "notify_url": notify_url, "state": "OFFERED", "offered_at": self.clock(), "expires_at": expires,
                "code": f"https://qr.alipay.com/{secrets.token_hex(12)}", "failures": 0,
            }  # fmt: skip
            self._records.put("alipay_code", offer["code"], {"out_trade_no": number})
            self.save(offer)
        return offer

    def _expiry(self, text: Any) -> float:
        if not text:
            return self.clock() + 15 * 86400
        try:
            return datetime.strptime(str(text), "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA).timestamp()
        except ValueError:
            raise BusinessError("ACQ.INVALID_PARAMETER", "参数无效：time_expire") from None

    def _check_again(self, trade: Record, total: int) -> Record:
        if trade["state"] in ("TRADE_SUCCESS", "TRADE_FINISHED"):
            raise BusinessError("ACQ.TRADE_HAS_SUCCESS", "交易已被支付")
        if trade["state"] == "TRADE_CLOSED":
            raise BusinessError("ACQ.TRADE_HAS_CLOSE", "交易已经关闭")
        if trade["total"] != total:
            raise BusinessError("ACQ.CONTEXT_INCONSISTENT", "交易信息被篡改")
        return trade

    def trade(self, number: str) -> Record:
        """A trade that somebody has begun.  Raises BusinessError ACQ.TRADE_NOT_EXIST, also for an untouched offer."""
        trade = self._records.get("alipay_trade", number)
        if trade is None or trade["state"] == "OFFERED":
            raise BusinessError("ACQ.TRADE_NOT_EXIST", "交易不存在")
        return self._closed_if_over(trade)

    def _closed_if_over(self, trade: Record) -> Record:
        over = trade["state"] == "WAIT_BUYER_PAY" and self.clock() > trade["expires_at"]
        return {**trade, "state": "TRADE_CLOSED"} if over else trade

    def close(self, number: str) -> Record:
        with self._records.changing():
            trade = self.trade(number)
            if trade["state"] != "WAIT_BUYER_PAY":
                raise BusinessError("ACQ.TRADE_STATUS_ERROR", "交易状态不合法")
            trade["state"] = "TRADE_CLOSED"
            self.save(trade)
        return trade

    def refund(self, content: Record) -> tuple[Record, bool]:
        """(trade, whether money moved now): the same out_request_no again moves no money.  Raises BusinessError."""
        request_no, amount = str(content.get("out_request_no") or ""), fen(content.get("refund_amount"))
        with self._records.changing():
            trade = self.trade(str(content.get("out_trade_no", "")))
            if "paid_at" not in trade:
                raise BusinessError("ACQ.TRADE_STATUS_ERROR", "交易状态不合法")
            earlier = self._records.get("alipay_refund", request_no)
            if earlier is not None:
                if (earlier["out_trade_no"], earlier["refund"]) != (trade["out_trade_no"], amount):
                    raise BusinessError("ACQ.REASON_TRADE_REFUND_FEE_ERR", "退款金额不一致")
                return trade, False
            self._check_refund(trade, request_no, amount, content)
            trade["refunded"] = trade.get("refunded", 0) + amount
            trade["refunded_at"] = self.clock()
            if trade["refunded"] == trade["total"]:
                trade["state"] = "TRADE_CLOSED"
            record = {
                "out_request_no": request_no, "out_trade_no": trade["out_trade_no"], "refund": amount,
                "at": self.clock(), "reason": content.get("refund_reason", ""),
            }  # fmt: skip
            self._records.put("alipay_refund", request_no, record)
            self.save(trade)
        return trade, True

    def _check_refund(self, trade: Record, request_no: str, amount: int, content: Record) -> None:
        if not NUMBER.fullmatch(request_no) or len(str(content.get("refund_reason") or "")) > 256:
            raise BusinessError("ACQ.INVALID_PARAMETER", "参数无效")
        if self.clock() > trade["paid_at"] + YEAR_SECONDS:
            raise BusinessError("ACQ.TRADE_HAS_FINISHED", "交易已完结")
        if amount < 1 or trade.get("refunded", 0) + amount > trade["total"]:
            raise BusinessError("ACQ.REASON_TRADE_REFUND_FEE_ERR", "退款金额超限")

    def refund_record(self, request_no: str) -> Record | None:
        return self._records.get("alipay_refund", request_no)

    def refunds(self, *, of: str | None = None) -> list[Record]:
        """Every refund, oldest first.  of: an out_trade_no; only the refunds of that trade."""
        if of is not None:
            return self._records.find("alipay_refund", "out_trade_no", of)
        return self._records.all("alipay_refund")

    def save(self, trade: Record) -> None:
        self._records.put("alipay_trade", trade["out_trade_no"], trade)

    def trades(self, *, newest: int | None = None) -> list[Record]:
        """Every offer and trade, oldest first."""
        return [self._closed_if_over(trade) for trade in self._records.all("alipay_trade", newest=newest)]

    # ---- the buyer's side

    def by_code(self, code: str) -> Record:
        """The offer behind a precreated code.  Raises CannotPay."""
        link = self._records.get("alipay_code", code)
        offer = self._records.get("alipay_trade", link["out_trade_no"]) if link else None
        if offer is None or self.clock() > offer["offered_at"] + OFFER_SECONDS:
            raise CannotPay("二维码已失效")
        return offer

    def begin(self, number: str) -> Record:
        """Somebody scans the code or logs in on the page, which creates the trade.  Raises CannotPay."""
        with self._records.changing():
            trade = self._records.get("alipay_trade", number)
            if trade is None:
                raise CannotPay("订单不存在")
            if trade["state"] == "OFFERED":
                trade |= {"state": "WAIT_BUYER_PAY", "created_at": self.clock(), "trade_no": _trade_no(self.clock())}
                self.save(trade)
        return self._closed_if_over(trade)

    def pay(self, number: str, *, after_expiry: bool = False, coupon: int = 0) -> Record:
        """The buyer pays.  after_expiry: even if the time is over; coupon: fen of the total paid by a coupon of the
        merchant.  Raises CannotPay."""
        with self._records.changing():
            trade = self.begin(number)
            late = trade["state"] == "TRADE_CLOSED" and self.clock() > trade["expires_at"] and "paid_at" not in trade
            if trade["state"] != "WAIT_BUYER_PAY" and not (late and after_expiry):
                raise CannotPay("订单已支付，请勿重复支付" if "paid_at" in trade else "订单已关闭")
            trade |= {"state": "TRADE_SUCCESS", "paid_at": self.clock(), "coupon": coupon}
            self.save(trade)
        return trade

    def fail(self, number: str) -> Record:
        """The buyer's payment fails; the trade stays open.  Raises CannotPay."""
        with self._records.changing():
            trade = self.begin(number)
            trade["failures"] += 1
            self.save(trade)
        return trade


def _trade_no(at: float) -> str:
    return f"{datetime.fromtimestamp(at, CHINA):%Y%m%d}2200{secrets.randbelow(10**16):016}"
