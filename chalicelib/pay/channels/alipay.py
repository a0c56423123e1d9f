"""Alipay as a Channel: `python-alipay-sdk` outbound (RSA2), our own strict opener inbound.

A precreated code and a page make no trade: it exists once somebody scans or logs in.  So "no such trade" is not
"closed": the attempt stays watched until its time is over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import Any

from msgspec import convert

from chalicelib.pay.channels import alipay_notice
from chalicelib.pay.channels.alipay_bill import bill_lines
from chalicelib.pay.channels.alipay_notice import paid_fact, refund_fact
from chalicelib.pay.channels.patience import Timeout, twice, understood
from chalicelib.pay.model import (
    CALL_SECONDS,
    Back,
    BillLine,
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

Said = dict[str, Any]
SHOWN = timedelta(minutes=110)  # a precreated code lives two hours
REASON_CHARACTERS = 256
OK, UNAVAILABLE = "10000", "20000"
BUSY = frozenset({"ACQ.SYSTEM_ERROR", "isp.unknow-error", "aop.unknow-error"})
PAGES = {
    Kind.PAGE: ("alipay.trade.page.pay", "FAST_INSTANT_TRADE_PAY"),
    Kind.WAP: ("alipay.trade.wap.pay", "QUICK_WAP_PAY"),
}


@dataclass(frozen=True, kw_only=True)
class AlipayMerchant:
    """The merchant's account; keys as `keys` reads them (public_key: Alipay's).  seller_id: 2088…"""

    app_id: str
    seller_id: str
    private_key: str
    public_key: str
    notice_url: str
    gateway_url: str


class Alipay:
    """One per container; the library is loaded at the first call out."""

    name = "alipay"

    def __init__(self, merchant: AlipayMerchant, clock: Clock) -> None:
        self.merchant, self._clock = merchant, clock
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
            appid=account.app_id, app_notify_url=account.notice_url, sign_type="RSA2",
            app_private_key_string=private_pem(account.private_key),
            alipay_public_key_string=self._key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
            config=AliPayConfig(timeout=sum(timeout) if timeout else None),
        )  # fmt: skip
        client._gateway = account.gateway_url  # the library has no other seam; a test fails if it goes away
        return client

    def _call(self, method: str, content: Said, *, seconds: float = CALL_SECONDS) -> Said:
        """The verified answer, an error among them.  Raises OutsideBusy, and OutsideFailed for an unsigned refusal."""

        def once(timeout: Timeout) -> Said | None:
            from alipay.exceptions import AliPayException

            try:
                said: Said = self._clients(timeout).server_api(method, content, timestamp=_stamp(system_clock()))
            except AliPayException as error:
                self._failed(method, {"code": str(getattr(error, "code", ""))})
            return None if said.get("code") == UNAVAILABLE or _sub(said) in BUSY else said

        return twice(self.name, once, seconds=seconds)

    def _failed(self, what: str, said: Said) -> None:
        code = _sub(said) or str(said.get("code", ""))
        log("channel refused", level="error", channel=self.name, where=what, code=code)
        raise OutsideFailed

    # -- a trade ---------------------------------------------------------------------------------------------------

    def start(self, trade: Trade, deadline: datetime) -> Started:
        """A code to scan (a call), or a signed address (none).  Raises OutsideBusy, OutsideFailed."""
        content = {
            "out_trade_no": trade.out_trade_no, "total_amount": yuan(trade.amount), "subject": trade.description,
            "time_expire": _stamp(deadline),
        }  # fmt: skip
        if trade.kind in PAGES:
            method, product = PAGES[trade.kind]
            signed = self._clients(None).client_api(
                method, content | {"product_code": product}, timestamp=_stamp(system_clock()),
                return_url=trade.back_url,
            )  # fmt: skip
            return Started(kind=trade.kind, params={"pay_url": f"{self.merchant.gateway_url}?{signed}"})
        said = self._call("alipay.trade.precreate", content)
        if said.get("code") != OK:
            self._failed("precreate", said)
        code = understood(self.name, "precreate", lambda: convert(said["qr_code"], Text))
        return Started(kind=trade.kind, params={"code_url": code}, until=self._clock() + SHOWN)

    def query(self, number: str, *, seconds: float = CALL_SECONDS) -> TradeState | PaidFact:
        """Raises OutsideBusy, OutsideFailed."""
        said = self._call("alipay.trade.query", {"out_trade_no": number}, seconds=seconds)
        if _sub(said) == "ACQ.TRADE_NOT_EXIST":
            return TradeState.ABSENT
        state = said.get("trade_status")
        if said.get("code") != OK or state not in ("WAIT_BUYER_PAY", "TRADE_CLOSED", *alipay_notice.PAID):
            self._failed("query", said)
        if state == "WAIT_BUYER_PAY":
            return TradeState.NOTPAY
        if state == "TRADE_CLOSED" and not said.get("send_pay_date"):
            return TradeState.CLOSED
        back = Back.ALL if state == "TRADE_CLOSED" else Back.NOTHING
        mine = (self.merchant.seller_id, self.merchant.app_id)
        return understood(self.name, "query", lambda: paid_fact(said, *mine, back=back))

    def close(self, number: str, *, seconds: float) -> CloseResult:
        """Within `seconds`; anything but a clear answer is UNKNOWN, and so is a trade not yet made."""
        try:
            said = self._call("alipay.trade.close", {"out_trade_no": number}, seconds=seconds / 2)
            if _sub(said) == "ACQ.TRADE_STATUS_ERROR":  # not waiting any more: which of the two it is, a query tells
                return self._over(self.query(number, seconds=seconds / 2))
        except (OutsideBusy, OutsideFailed):
            return CloseResult.UNKNOWN
        return CloseResult.CLOSED if said.get("code") == OK else CloseResult.UNKNOWN

    def _over(self, said: TradeState | PaidFact) -> CloseResult:
        if isinstance(said, PaidFact):
            return CloseResult.PAID
        return CloseResult.CLOSED if said is TradeState.CLOSED else CloseResult.UNKNOWN

    # -- a refund --------------------------------------------------------------------------------------------------

    def refund(self, order: RefundOrder, *, seconds: float = CALL_SECONDS) -> ChannelRefund:
        """Done at once when it says that money moved; otherwise its query tells.  Raises NotEnough."""
        said = self._call(
            "alipay.trade.refund",
            {
                "out_trade_no": order.out_trade_no, "out_request_no": order.out_refund_no,
                "refund_amount": yuan(order.amount), "refund_reason": order.reason[:REASON_CHARACTERS],
            },
            seconds=seconds,
        )  # fmt: skip
        if _sub(said) == "ACQ.SELLER_BALANCE_NOT_ENOUGH":
            raise NotEnough
        if said.get("code") != OK:
            self._failed("refund", said)
        status = RefundStatus.SUCCESS if said.get("fund_change") == "Y" else RefundStatus.PROCESSING
        said |= {"out_biz_no": order.out_refund_no, "refund_fee": yuan(order.amount)}
        return understood(self.name, "refund", lambda: refund_fact(said, status))

    def query_refund(self, out_refund_no: str, *, seconds: float = CALL_SECONDS) -> ChannelRefund:
        """ABSENT when Alipay knows no such refund, or it did not go through: then it may be asked for again."""
        named = parse_out_refund_no(out_refund_no)
        assert named is not None
        order_id, attempt_no, _ = named
        content = {"out_trade_no": out_trade_no(order_id, attempt_no), "out_request_no": out_refund_no}
        said = self._call("alipay.trade.fastpay.refund.query", content, seconds=seconds)
        if said.get("code") != OK and _sub(said) != "ACQ.TRADE_NOT_EXIST":
            self._failed("query refund", said)
        if said.get("refund_status") != "REFUND_SUCCESS":
            return ChannelRefund(out_refund_no=out_refund_no, status=RefundStatus.ABSENT, amount=Fen(0), refund_id="")
        said |= {"out_biz_no": out_refund_no, "refund_fee": said.get("refund_amount")}
        return understood(self.name, "query refund", lambda: refund_fact(said, RefundStatus.SUCCESS))

    # -- notices and bills -----------------------------------------------------------------------------------------

    def read_notice(self, headers: Mapping[str, str], raw: bytes) -> PaidFact | ChannelRefund | None:
        told = alipay_notice.verified(raw, self._key)
        fact, mine = alipay_notice.fact(told), {"app_id": self.merchant.app_id, "seller_id": self.merchant.seller_id}
        if isinstance(fact, ChannelRefund) and told | mine != told:
            alarm("refund of another merchant", channel=self.name, where="notice")
            return None
        return fact

    def bill(self, day: date) -> Iterator[BillLine]:
        """All trades and refunds of a day (available the next day after 9:00); Alipay gives no digest to check."""
        content = {"bill_type": "trade", "bill_date": day.isoformat()}
        said = self._call("alipay.data.dataservice.bill.downloadurl.query", content)
        if _sub(said) == "isp.bill_not_exist":  # a day without a payment has no bill
            return iter(())
        if said.get("code") != OK:
            self._failed("bill", said)
        address = understood(self.name, "bill", lambda: convert(said["bill_download_url"], Text))
        packed = twice(self.name, lambda timeout: _download(address, timeout))
        return iter(understood(self.name, "bill", lambda: list(bill_lines(packed))))


def _stamp(instant: datetime) -> str:
    """In Shanghai, whatever the machine's time zone is (the library would take that)."""
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def _sub(said: Said) -> str:
    return str(said.get("sub_code", ""))


def _download(url: str, timeout: Timeout) -> bytes | None:
    import requests

    answer = requests.get(url, timeout=timeout)
    return answer.content if answer.status_code == 200 else None
