"""Alipay as a Channel: `python-alipay-sdk` for our calls (RSA2), our own strict parser for notices.

Neither a precreated code nor a payment page creates a trade: that happens when somebody scans the code or logs in.  So
"no such trade" does not mean "closed": the attempt is watched until its time is over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import Any

from msgspec import convert

from chalicelib.pay.channels import alipay_notice
from chalicelib.pay.channels.alipay_bill import read_bill
from chalicelib.pay.channels.alipay_notice import paid_fact, refund_fact
from chalicelib.pay.channels.patience import Timeout, ask_twice, parse_answer
from chalicelib.pay.channels.renewal import KeysRefused, renewing
from chalicelib.pay.model import (
    CALL_SECONDS,
    Back,
    Bill,
    ChannelRefund,
    CloseResult,
    Kind,
    NotEnough,
    PaidFact,
    RefundOrder,
    RefundStatus,
    Started,
    Text,
    Trade,
    TradeState,
)
from chalicelib.shared.clock import SHANGHAI, Clock, system_clock
from chalicelib.shared.errors import OutsideBusy, OutsideFailed
from chalicelib.shared.ids import out_trade_no, parse_out_refund_no
from chalicelib.shared.log import alarm, log
from chalicelib.shared.money import Fen, yuan

Json = dict[str, Any]
CODE_SHOWN_FOR = timedelta(minutes=110)  # a precreated code is valid for two hours
REASON_CHARACTERS = 256
REFUSED_KEYS = frozenset({"isv.invalid-signature", "isv.invalid-app-id"})
OK, UNAVAILABLE = "10000", "20000"
BUSY_CODES = frozenset({"ACQ.SYSTEM_ERROR", "isp.unknow-error", "aop.unknow-error"})
PAGES = {
    Kind.PAGE: ("alipay.trade.page.pay", "FAST_INSTANT_TRADE_PAY"),
    Kind.WAP: ("alipay.trade.wap.pay", "QUICK_WAP_PAY"),
}


@dataclass(frozen=True, kw_only=True)
class AlipayMerchant:
    """The merchant's account.  Keys: in any form that `keys` reads; public_key is Alipay's; seller_id: 2088…"""

    app_id: str
    seller_id: str
    private_key: str
    public_key: str
    notice_url: str
    gateway_url: str


class Alipay:
    """One per container; the library is loaded at the first call to Alipay.  newer: as in Renewable."""

    name = "alipay"

    def __init__(
        self, merchant: AlipayMerchant, clock: Clock, newer: Callable[[], Alipay | None] = lambda: None
    ) -> None:
        self.merchant, self._clock, self.newer = merchant, clock, newer
        self._clients = cache(self._client)  # one per timeout

    @cached_property
    def _key(self) -> Any:
        from chalicelib.pay.channels.keys import public_key

        return public_key(self.merchant.public_key)

    def _client(self, timeout: Timeout | None) -> Any:
        from alipay import AliPay
        from alipay.utils import AliPayConfig
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        from chalicelib.pay.channels.keys import private_pem

        account = self.merchant
        client = AliPay(
            appid=account.app_id,
            app_notify_url=account.notice_url,
            sign_type="RSA2",
            app_private_key_string=private_pem(account.private_key),
            alipay_public_key_string=self._key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
            config=AliPayConfig(timeout=sum(timeout) if timeout else None),
        )
        client._gateway = account.gateway_url  # the library has no setting for it; a test fails if this goes away
        return client

    def _call(self, method: str, content: Json, *, seconds: float = CALL_SECONDS) -> Json:
        """The verified answer, which may be an error.  Raises OutsideBusy; OutsideFailed for an unsigned refusal, and
        KeysRefused if it is of our signature."""

        def ask(timeout: Timeout) -> Json | None:
            from alipay.exceptions import AliPayException

            try:
                answer: Json = self._clients(timeout).server_api(method, content, timestamp=_stamp(system_clock()))
            except AliPayException as error:
                if any(word in str(error) for word in REFUSED_KEYS):  # its text is the whole answer
                    raise KeysRefused from None
                self._log_and_fail(method, {"code": str(getattr(error, "code", ""))})
            return None if answer.get("code") == UNAVAILABLE or _sub_code(answer) in BUSY_CODES else answer

        return ask_twice(self.name, ask, seconds=seconds)

    def _log_and_fail(self, what: str, answer: Json) -> None:
        code = _sub_code(answer) or str(answer.get("code", ""))
        log("channel refused", level="error", channel=self.name, where=what, code=code)
        raise OutsideFailed

    # -- a trade ---------------------------------------------------------------------------------------------------

    @renewing
    def start(self, trade: Trade, deadline: datetime) -> Started:
        """A code to scan, which takes a call, or a signed URL, which takes none.  Raises OutsideBusy, OutsideFailed."""
        content = {
            "out_trade_no": trade.out_trade_no, "total_amount": yuan(trade.amount), "subject": trade.description,
            "time_expire": _stamp(deadline),
        }  # fmt: skip
        if trade.kind in PAGES:
            method, product = PAGES[trade.kind]
            signed = self._clients(None).client_api(
                method,
                content | {"product_code": product},
                timestamp=_stamp(system_clock()),
                return_url=trade.back_url,
            )
            return Started(kind=trade.kind, params={"pay_url": f"{self.merchant.gateway_url}?{signed}"})
        answer = self._call("alipay.trade.precreate", content)
        if answer.get("code") != OK:
            self._log_and_fail("precreate", answer)
        code = parse_answer(self.name, "precreate", lambda: convert(answer["qr_code"], Text))
        return Started(kind=trade.kind, params={"code_url": code}, until=self._clock() + CODE_SHOWN_FOR)

    @renewing
    def query(self, number: str, *, seconds: float = CALL_SECONDS) -> TradeState | PaidFact:
        """The state of the trade with this out_trade_no, or its payment.  Raises OutsideBusy, OutsideFailed."""
        answer = self._call("alipay.trade.query", {"out_trade_no": number}, seconds=seconds)
        if _sub_code(answer) == "ACQ.TRADE_NOT_EXIST":
            return TradeState.ABSENT
        state = answer.get("trade_status")
        if answer.get("code") != OK or state not in ("WAIT_BUYER_PAY", "TRADE_CLOSED", *alipay_notice.PAID):
            self._log_and_fail("query", answer)
        if state == "WAIT_BUYER_PAY":
            return TradeState.NOTPAY
        if state == "TRADE_CLOSED" and not answer.get("send_pay_date"):
            return TradeState.CLOSED
        returned = Back.ALL if state == "TRADE_CLOSED" else Back.NOTHING
        own_ids = (self.merchant.seller_id, self.merchant.app_id)
        return parse_answer(self.name, "query", lambda: paid_fact(answer, *own_ids, back=returned))

    def close(self, number: str, *, seconds: float) -> CloseResult:
        """Closes the trade within `seconds`.  UNKNOWN: no clear answer, or no trade exists yet."""
        try:
            return self._close(number, seconds)
        except (OutsideBusy, OutsideFailed):
            return CloseResult.UNKNOWN

    @renewing
    def _close(self, number: str, seconds: float) -> CloseResult:
        answer = self._call("alipay.trade.close", {"out_trade_no": number}, seconds=seconds / 2)
        if _sub_code(answer) == "ACQ.TRADE_STATUS_ERROR":  # no longer waiting: a query tells whether paid or closed
            return self._close_result(self.query(number, seconds=seconds / 2))
        return CloseResult.CLOSED if answer.get("code") == OK else CloseResult.UNKNOWN

    def _close_result(self, state: TradeState | PaidFact) -> CloseResult:
        if isinstance(state, PaidFact):
            return CloseResult.PAID
        return CloseResult.CLOSED if state is TradeState.CLOSED else CloseResult.UNKNOWN

    # -- a refund --------------------------------------------------------------------------------------------------

    @renewing
    def refund(self, order: RefundOrder, *, seconds: float = CALL_SECONDS) -> ChannelRefund:
        """SUCCESS if Alipay says that money moved, else PROCESSING, to be queried later.  Raises NotEnough."""
        answer = self._call(
            "alipay.trade.refund",
            {
                "out_trade_no": order.out_trade_no,
                "out_request_no": order.out_refund_no,
                "refund_amount": yuan(order.amount),
                "refund_reason": order.reason[:REASON_CHARACTERS],
            },
            seconds=seconds,
        )
        if _sub_code(answer) == "ACQ.SELLER_BALANCE_NOT_ENOUGH":
            raise NotEnough
        if answer.get("code") != OK:
            self._log_and_fail("refund", answer)
        status = RefundStatus.SUCCESS if answer.get("fund_change") == "Y" else RefundStatus.PROCESSING
        answer |= {"out_biz_no": order.out_refund_no, "refund_fee": yuan(order.amount)}
        return parse_answer(self.name, "refund", lambda: refund_fact(answer, status))

    @renewing
    def query_refund(self, out_refund_no: str, *, seconds: float = CALL_SECONDS) -> ChannelRefund:
        """ABSENT when Alipay knows no such refund, or it did not go through: it may then be requested again."""
        parsed = parse_out_refund_no(out_refund_no)
        assert parsed is not None
        order_id, attempt_no, _ = parsed
        content = {
            "out_trade_no": out_trade_no(order_id, attempt_no),
            "out_request_no": out_refund_no,
            "query_options": ["gmt_refund_pay"],
        }
        answer = self._call("alipay.trade.fastpay.refund.query", content, seconds=seconds)
        if answer.get("code") != OK and _sub_code(answer) != "ACQ.TRADE_NOT_EXIST":
            self._log_and_fail("query refund", answer)
        if answer.get("refund_status") != "REFUND_SUCCESS":
            return ChannelRefund(out_refund_no=out_refund_no, status=RefundStatus.ABSENT, amount=Fen(0), refund_id="")
        answer |= {"out_biz_no": out_refund_no, "refund_fee": answer.get("refund_amount")}
        return parse_answer(self.name, "query refund", lambda: refund_fact(answer, RefundStatus.SUCCESS))

    # -- notices and bills -----------------------------------------------------------------------------------------

    @renewing
    def read_notice(self, headers: Mapping[str, str], raw: bytes) -> PaidFact | ChannelRefund | None:
        fields = alipay_notice.verify(raw, self._key)
        fact = alipay_notice.read_fact(fields)
        own_ids = {"app_id": self.merchant.app_id, "seller_id": self.merchant.seller_id}
        if isinstance(fact, ChannelRefund) and fields | own_ids != fields:
            alarm("refund of another merchant", channel=self.name, where="notice")
            return None
        return self._without_others(fact) if isinstance(fact, ChannelRefund) else fact

    def _without_others(self, told: ChannelRefund) -> ChannelRefund:
        """A notice's amount is of all refunds of its trade so far; of this one alone Alipay says it when asked."""
        asked = self.query_refund(told.out_refund_no)
        return asked if asked.status is RefundStatus.SUCCESS else told

    @renewing
    def bill(self, day: date) -> Bill:
        """All trades and refunds of a day, available from 9:00 the next day.  Alipay gives no digest to check."""
        content = {"bill_type": "trade", "bill_date": day.isoformat()}
        answer = self._call("alipay.data.dataservice.bill.downloadurl.query", content)
        if _sub_code(answer) == "isp.bill_not_exist":  # a day without a payment has no bill
            return Bill()
        if answer.get("code") != OK:
            self._log_and_fail("bill", answer)
        address = parse_answer(self.name, "bill", lambda: convert(answer["bill_download_url"], Text))
        packed = ask_twice(self.name, lambda timeout: _download(address, timeout))
        return parse_answer(self.name, "bill", lambda: read_bill(packed))


def _stamp(instant: datetime) -> str:
    """Shanghai time; by default the library would use the machine's time zone."""
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def _sub_code(answer: Json) -> str:
    return str(answer.get("sub_code", ""))


def _download(url: str, timeout: Timeout) -> bytes | None:
    import requests

    response = requests.get(url, timeout=timeout)
    return response.content if response.status_code == 200 else None
