"""Refunds of the simulated WeChat Pay: accepted at once, finished a little later, then notified."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Any

from sandbox.faults import Faults
from sandbox.keys import Keys
from sandbox.records import Record, Records
from sandbox.times import rfc3339
from sandbox.wechat_pay.books import Books, PayError, check_notify_url

YEAR_SECONDS = 365 * 86400
MOST_PARTS = 50
REASON_BYTES = 80
REFUND_NO = re.compile(r"[0-9A-Za-z_\-|*@]{1,64}")
OUTCOMES = ("SUCCESS", "ABNORMAL", "CLOSED")
Notify = Callable[[Record], object]


class Refunds:
    """Every refund, by out_refund_no.  notify: called once per finished refund, inside its transaction.

    seconds: how long a refund stays PROCESSING; None: until `finish` is called, as always for the trades of by_hand.
    """

    def __init__(self, keys: Keys, records: Records, books: Books, faults: Faults, notify: Notify) -> None:
        self._keys, self._records, self._books, self._faults, self._notify = keys, records, books, faults, notify
        self.seconds: float | None = 2.0
        self.by_hand = set[str]()

    def ask(self, body: Record) -> Record:
        """Accepts a refund, or returns the one already requested under this number.  Raises PayError."""
        out_refund_no = str(body.get("out_refund_no", ""))
        if not REFUND_NO.fullmatch(out_refund_no):
            raise PayError(400, "PARAM_ERROR", "商户退款单号须为1到64个字符的数字、大小写字母_-|*@", "/out_refund_no")
        if body.get("notify_url"):
            check_notify_url(body["notify_url"])
        if len(str(body.get("reason") or "").encode()) > REASON_BYTES:
            raise PayError(400, "PARAM_ERROR", "退款原因不能超过80个字节", "/reason")
        amount = _amount(body.get("amount"))
        if self._records.get("refund", out_refund_no) is None and self._is_poor(body):
            raise PayError(403, "NOT_ENOUGH", "基本账户余额不足，请充值后重新发起")
        with self._records.changing():
            trade = self._paid_trade(body)
            refund = self._records.get("refund", out_refund_no)
            refund = self._new(trade, body, amount) if refund is None else self._request_again(refund, trade, amount)
            self._save(refund)
        return refund

    def _is_poor(self, body: Record) -> bool:
        """Whether the fault "not enough money" occurs.  Taken outside the refund's transaction, whose rollback would
        set it again."""
        self._paid_trade(body)
        return self._faults.take("pay_not_enough") is not None

    def _paid_trade(self, body: Record) -> Record:
        try:
            if body.get("transaction_id"):
                trade = self._books.trade_by_transaction(body["transaction_id"])
            else:
                trade = self._books.trade(str(body.get("out_trade_no", "")))
        except PayError:
            raise PayError(404, "RESOURCE_NOT_EXISTS", "订单不存在") from None
        if trade["state"] not in ("SUCCESS", "REFUND"):
            raise PayError(400, "INVALID_REQUEST", "订单未支付，不能退款")
        return trade

    def _new(self, trade: Record, body: Record, amount: Record) -> Record:
        self._check_room(trade, amount)
        trade["state"] = "REFUND"
        self._books.save(trade)
        now = self._books.clock()
        return {
            "out_refund_no": body["out_refund_no"],
            "refund_id": "5030" + f"{secrets.randbelow(10**24):024}",
            "out_trade_no": trade["out_trade_no"],
            "transaction_id": trade["transaction_id"],
            "refund": amount["refund"],
            "total": amount["total"],
            "status": "PROCESSING",
            "outcome": self._outcome(),
            "created_at": now,
            "due_at": None if self.seconds is None or trade["out_trade_no"] in self.by_hand else now + self.seconds,
            "reason": body.get("reason", ""),
            "notify_url": body.get("notify_url"),
        }

    def _check_room(self, trade: Record, amount: Record) -> None:
        if amount["total"] != trade["total"]:
            raise PayError(400, "INVALID_REQUEST", "订单金额与原交易不一致，请核实后再试")
        if self._books.clock() > trade["paid_at"] + YEAR_SECONDS:
            raise PayError(400, "INVALID_REQUEST", "订单已超过一年，不能退款")
        earlier = [refund for refund in self.of(trade["out_trade_no"]) if refund["status"] != "CLOSED"]
        if len(earlier) >= MOST_PARTS:
            raise PayError(400, "INVALID_REQUEST", "部分退款次数超限")
        if sum(refund["refund"] for refund in earlier) + amount["refund"] > trade["total"]:
            raise PayError(400, "INVALID_REQUEST", "申请退款金额超过订单可退金额")

    def _outcome(self) -> str:
        if self._faults.take("pay_refund_abnormal"):
            return "ABNORMAL"
        return "CLOSED" if self._faults.take("pay_refund_closed") else "SUCCESS"

    def _request_again(self, refund: Record, trade: Record, amount: Record) -> Record:
        same = (refund["out_trade_no"], refund["refund"], refund["total"])
        if same != (trade["out_trade_no"], amount["refund"], amount["total"]):
            raise PayError(400, "INVALID_REQUEST", "订单金额或退款金额与之前请求不一致，请核实后再试")
        if refund["status"] == "ABNORMAL":  # a second request with the same number tries again
            due = None if self.seconds is None else self._books.clock() + self.seconds
            refund |= {"status": "PROCESSING", "outcome": self._outcome(), "due_at": due}
        return refund

    def refund(self, out_refund_no: str) -> Record:
        """Raises PayError 404."""
        refund = self._records.get("refund", out_refund_no)
        if refund is None:
            raise PayError(404, "RESOURCE_NOT_EXISTS", "退款单不存在")
        return refund

    def of(self, out_trade_no: str) -> list[Record]:
        """The refunds of one trade, oldest first."""
        return self._records.find("refund", "out_trade_no", out_trade_no)

    def refunds(self, *, newest: int | None = None) -> list[Record]:
        return self._records.all("refund", newest=newest)

    def finish(self, out_refund_no: str, outcome: str = "SUCCESS") -> Record:
        """Ends a refund that is PROCESSING, and sends its notice.  outcome: SUCCESS, ABNORMAL or CLOSED.

        Raises PayError 404; ValueError if it is not PROCESSING or there is no such outcome.
        """
        if outcome not in OUTCOMES:
            raise ValueError(f"no such outcome: {outcome}")
        with self._records.changing():
            refund = self.refund(out_refund_no)
            if refund["status"] != "PROCESSING":
                raise ValueError(f"refund {out_refund_no} is {refund['status']}")
            refund |= {"status": outcome, "finished_at": self._books.clock()}
            self._save(refund)
            self._notify(refund)
        return refund

    def handle(self, out_refund_no: str) -> Record:
        """Pays an ABNORMAL refund to another account, under its number, as the merchant platform can.

        Raises PayError 404; ValueError if it is not ABNORMAL.
        """
        with self._records.changing():
            refund = self.refund(out_refund_no)
            if refund["status"] != "ABNORMAL":
                raise ValueError(f"refund {out_refund_no} is {refund['status']}")
            refund |= {"status": "SUCCESS", "finished_at": self._books.clock()}
            self._save(refund)
            self._notify(refund)
        return refund

    def finish_due(self) -> None:
        """Ends the refunds that have been PROCESSING for `seconds`."""
        with self._records.changing():
            for pending in self._records.due("refunding", self._books.clock()):
                refund = self.refund(pending["out_refund_no"])
                self.finish(refund["out_refund_no"], refund["outcome"])

    def at_work(self) -> bool:
        """Whether there is a refund for `finish_due` to end."""
        return bool(self._records.due("refunding", self._books.clock(), most=1))

    def outside(self, out_trade_no: str, part: int | None = None) -> Record:
        """A refund made on the merchant platform: without a notice, and with a number unknown to the merchant's system.

        part: fen; None: the whole amount.  Raises PayError.
        """
        trade = self._books.trade(out_trade_no)
        body = {"out_refund_no": f"platform{secrets.token_hex(8)}", "out_trade_no": out_trade_no}
        amount = {"refund": part or trade["total"], "total": trade["total"], "currency": "CNY"}
        with self._records.changing():  # or `finish_due` may finish it first
            return self.finish(self.ask({**body, "amount": amount})["out_refund_no"])

    def _save(self, refund: Record) -> None:
        number = refund["out_refund_no"]
        self._records.put("refund", number, refund)
        if refund["status"] == "PROCESSING":
            self._records.put("refunding", number, {"out_refund_no": number, "due_at": refund["due_at"]})
        else:
            self._records.remove("refunding", number)


def _amount(amount: Any) -> Record:
    if not isinstance(amount, dict) or amount.get("currency") != "CNY":
        raise PayError(400, "PARAM_ERROR", "退款币种须为CNY", "/amount/currency")
    if any(type(amount.get(name)) is not int or amount[name] < 1 for name in ("refund", "total")):
        raise PayError(400, "PARAM_ERROR", "退款金额与原订单金额须为不小于1的整数", "/amount/refund")
    return amount


def _times(refund: Record) -> Record:
    return {"success_time": rfc3339(refund["finished_at"])} if refund["status"] == "SUCCESS" else {}


def refund_view(refund: Record) -> Record:
    """A refund as it appears in the API's answers."""
    total, part = refund["total"], refund["refund"]
    return {
        "refund_id": refund["refund_id"],
        "out_refund_no": refund["out_refund_no"],
        "transaction_id": refund["transaction_id"],
        "out_trade_no": refund["out_trade_no"],
        "channel": "ORIGINAL",
        "user_received_account": "支付用户零钱",
        "create_time": rfc3339(refund["created_at"]),
        "status": refund["status"],
        "funds_account": "UNSETTLED",
        "amount": {
            "total": total,
            "refund": part,
            "from": [],
            "payer_total": total,
            "payer_refund": part,
            "settlement_refund": part,
            "settlement_total": total,
            "discount_refund": 0,
            "currency": "CNY",
        },
        "promotion_detail": [],
        **_times(refund),
    }


def refund_notice(keys: Keys, refund: Record) -> Record:
    """The content of a finished refund's notice."""
    return {
        "mchid": keys.mchid,
        "out_trade_no": refund["out_trade_no"],
        "transaction_id": refund["transaction_id"],
        "out_refund_no": refund["out_refund_no"],
        "refund_id": refund["refund_id"],
        "refund_status": refund["status"],
        "user_received_account": "支付用户零钱",
        "amount": {
            "total": refund["total"],
            "refund": refund["refund"],
            "payer_total": refund["total"],
            "payer_refund": refund["refund"],
        },
        **_times(refund),
    }
