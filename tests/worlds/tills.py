"""Both simulated channels behind one face, for tests that judge money: what a trade holds, what its notices say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from chalicelib.orders.money_model import Attempt
from chalicelib.shared.settings_reader import settings
from sandbox.alipay.books import stamp, yuan
from sandbox.alipay.notices import refund_form, trade_form
from sandbox.alipay.seal import signed_form
from sandbox.box import Sandbox
from sandbox.wechat_pay.books import PayError
from sandbox.wechat_pay.refunds import refund_notice
from tests.worlds.pay_notice import Notice

ABOUT = "毕业生图像采集"
PAYER = "opayerofthetills"
PRODUCTS = {"NATIVE": "FACE_TO_FACE_PAYMENT", "PAGE": "FAST_INSTANT_TRADE_PAY", "WAP": "QUICK_WAP_PAY"}


class Till(Protocol):
    """One channel.  Numbers are out_trade_no."""

    name: str
    account: tuple[str, str]  # mchid, appid
    early_bill: str  # the fault that has its simulator give a day's bill before the day is over

    def prepay(self, number: str, attempt: Attempt) -> None:
        """The trade of an attempt at the channel, without a call of the product."""

    def pay(self, number: str) -> Any: ...
    def was_paid(self, number: str) -> bool: ...
    def held(self, number: str) -> int:
        """Fen the channel holds of a trade, refunds taken off; 0 for a trade it never heard of."""

    def return_on_page(self, number: str, part: int | None = None) -> Any:
        """A refund somebody makes on the channel's own page.  part: fen; None: all of it."""

    def paid_notice(self, number: str, at: datetime, **changes: Any) -> Notice: ...
    def refund_notices(self, number: str, at: datetime) -> list[Notice]: ...


class WeChatTill:
    name = "wechat"
    early_bill = "pay_bill_early"

    def __init__(self, box: Sandbox) -> None:
        self.box = box
        self.account = (box.keys.mchid, box.keys.appid)

    def prepay(self, number: str, attempt: Attempt) -> None:
        asked = {
            "appid": attempt.appid, "mchid": attempt.mchid, "out_trade_no": number, "description": ABOUT,
            "time_expire": attempt.time_expire.isoformat(), "notify_url": settings().wxpay_notice_url,
            "amount": {"total": attempt.amount, "currency": "CNY"},
        }  # fmt: skip
        if attempt.kind == "JSAPI":
            self.box.records.put("user", PAYER, {"openid": PAYER})
            asked["payer"] = {"openid": PAYER}
        if attempt.kind == "H5":
            asked["scene_info"] = {"payer_client_ip": "203.0.113.7", "h5_info": {"type": "Wap"}}
        self.box.pay.books.open(attempt.kind, asked)

    def pay(self, number: str) -> Any:
        return self.box.pay.books.pay(number, after_expiry=True)

    def was_paid(self, number: str) -> bool:
        return "paid_at" in self.box.pay.books.trade(number)

    def held(self, number: str) -> int:
        try:
            trade = self.box.pay.books.trade(number)
        except PayError:
            return 0
        back = [one["refund"] for one in self.box.pay.refunds.of(number) if one["status"] == "SUCCESS"]
        return int(trade["total"] - sum(back)) if "paid_at" in trade else 0

    def return_on_page(self, number: str, part: int | None = None) -> Any:
        return self.box.pay.refunds.outside(number, part)

    def paid_notice(self, number: str, at: datetime, **changes: Any) -> Notice:
        trade = self.box.pay.books.trade(number)
        changes["amount"] = {
            "total": changes.pop("amount", trade["total"]), "currency": changes.pop("currency", "CNY")
        }  # fmt: skip
        return Notice.of_trade(self.box, number, at, **changes)

    def refund_notices(self, number: str, at: datetime) -> list[Notice]:
        ended = [one for one in self.box.pay.refunds.of(number) if one["status"] != "PROCESSING"]
        return [Notice.of(self.box, refund_notice(self.box.keys, one), at, f"REFUND.{one['status']}") for one in ended]


class AlipayTill:
    name = "alipay"
    early_bill = "alipay_bill_early"

    def __init__(self, box: Sandbox) -> None:
        self.box = box
        self.account = (box.keys.alipay_seller_id, box.keys.alipay_app_id)

    def prepay(self, number: str, attempt: Attempt) -> None:
        asked = {
            "out_trade_no": number, "total_amount": yuan(attempt.amount), "subject": ABOUT,
            "time_expire": stamp(attempt.time_expire.timestamp()),
        }  # fmt: skip
        self.box.alipay.books.offer(PRODUCTS[attempt.kind], asked, f"{settings().site_url}/api/pay/notices/alipay")

    def pay(self, number: str) -> Any:
        return self.box.alipay.books.pay(number, after_expiry=True)

    def was_paid(self, number: str) -> bool:
        return "paid_at" in self._trade(number)

    def _trade(self, number: str) -> Any:
        return self.box.records.get("alipay_trade", number)

    def held(self, number: str) -> int:
        trade = self._trade(number)
        return int(trade["total"] - trade.get("refunded", 0)) if trade and "paid_at" in trade else 0

    def return_on_page(self, number: str, part: int | None = None) -> Any:
        return self.box.alipay.refund_outside(number, part)

    def paid_notice(self, number: str, at: datetime, **changes: Any) -> Notice:
        form = trade_form(self.box.keys, self._trade(number))
        if "amount" in changes:
            changes["total_amount"] = yuan(changes.pop("amount"))
        return self._signed({**form, **changes})

    def refund_notices(self, number: str, at: datetime) -> list[Notice]:
        trade = self._trade(number)
        return [
            self._signed(refund_form(self.box.keys, trade, one["out_request_no"]))
            for one in self.box.alipay.books.refunds(of=number)
        ]

    def _signed(self, form: dict[str, str]) -> Notice:
        return Notice({}, signed_form(self.box.keys.alipay, form))


TILLS: dict[str, Callable[[Sandbox], Till]] = {"wechat": WeChatTill, "alipay": AlipayTill}
