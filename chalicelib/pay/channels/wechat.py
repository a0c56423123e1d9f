"""WeChat Pay v3 as a Channel: `wechatpayv3` for our calls (public-key mode), our own strict parser for notices."""

from __future__ import annotations

import gzip
import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import Any
from urllib.parse import quote

from msgspec import convert

from chalicelib.pay.channels.patience import PATIENT, Timeout, ask_twice, parse_answer
from chalicelib.pay.channels.renewal import KeysRefused, renewing
from chalicelib.pay.channels.wechat_facts import paid_fact, read_bill, refund_fact, trade_state
from chalicelib.pay.channels.wechat_notice import unpack, verify
from chalicelib.pay.model import (
    CALL_SECONDS,
    CONTENT,
    Bill,
    ChannelRefund,
    CloseResult,
    Kind,
    NotEnough,
    NoticeRefused,
    PaidFact,
    RefundOrder,
    RefundStatus,
    Started,
    Text,
    Trade,
    TradeState,
)
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.shared.errors import OutsideBusy, OutsideFailed
from chalicelib.shared.log import alarm, log
from chalicelib.shared.money import Fen

# How long the result of a prepay may be shown again: a prepay_id is valid for two hours, an h5_url for five minutes
# (the provider's numbers), and the signed arguments of wx.requestPayment for as long as any of its signatures.
SHOWN_FOR = {Kind.NATIVE: timedelta(minutes=110), Kind.H5: timedelta(minutes=4), Kind.JSAPI: timedelta(minutes=4)}
REASON_BYTES = 80  # of UTF-8; the payer reads it in the refund's message
PAID_CODES = frozenset({"ORDER_PAID", "ORDERPAID"})
ABSENT_CODES = frozenset({"ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS"})


@dataclass(frozen=True, kw_only=True)
class WeChatMerchant:
    """The merchant's account; keys in any form that `keys` reads; apiv3_key has 32 characters.

    more_keys: other keys that may sign notices, by serial: the next or the previous public key, platform certificates.
    """

    appid: str
    mchid: str
    serial: str
    private_key: str
    apiv3_key: str
    public_key_id: str
    public_key: str
    notice_url: str
    api_url: str
    more_keys: Mapping[str, str] = field(default_factory=dict)


class WeChatPay:
    """One per container; the library's client is built at the first call to WeChat Pay.  newer: as in Renewable."""

    name = "wechat"

    def __init__(
        self, merchant: WeChatMerchant, clock: Clock, newer: Callable[[], WeChatPay | None] = lambda: None
    ) -> None:
        self.merchant, self._clock, self.newer = merchant, clock, newer
        self._clients = cache(self._client)  # one per timeout

    def _client(self, timeout: Timeout) -> Any:
        from wechatpayv3 import WeChatPay as Client
        from wechatpayv3 import WeChatPayType

        account = self.merchant
        client = Client(
            WeChatPayType.NATIVE,
            account.mchid,
            None,
            account.serial,
            account.appid,
            account.apiv3_key,
            notify_url=account.notice_url,
            timeout=timeout,
            public_key=account.public_key,
            public_key_id=account.public_key_id,
        )
        core = client._core  # the library has no settings for these; tests fail if they go away
        core._private_key, core._gate_way = self._private_key, account.api_url
        return client

    @cached_property
    def _private_key(self) -> Any:
        from chalicelib.pay.channels.keys import private_key

        return private_key(self.merchant.private_key)

    @cached_property
    def _keys(self) -> dict[str, Any]:
        from chalicelib.pay.channels.keys import public_keys

        return public_keys({**self.merchant.more_keys, self.merchant.public_key_id: self.merchant.public_key})

    def read_keys(self) -> None:
        """Reads the keys now; otherwise they are read at the first call, and at the first notice."""
        _ = self._private_key, self._keys

    def _call(self, ask: Callable[[Any], tuple[int, Any]], *, seconds: float = CALL_SECONDS) -> tuple[int, Any]:
        """(HTTP status, decoded body).  Raises OutsideBusy, KeysRefused."""

        def ask_once(timeout: Timeout) -> tuple[int, Any] | None:
            status, body = ask(self._clients(timeout))
            answer = json.loads(body) if body and isinstance(body, str) else body
            return (status, answer) if status < 500 and status != 429 else None

        status, answer = ask_twice(self.name, ask_once, seconds=seconds)
        if status == 401:
            raise KeysRefused
        return status, answer

    # -- a trade ---------------------------------------------------------------------------------------------------

    @renewing
    def start(self, trade: Trade, deadline: datetime) -> Started:
        """Requests a prepay; the same trade again gives a new one.  Raises OutsideBusy, OutsideFailed."""
        from wechatpayv3 import WeChatPayType

        expire = deadline.astimezone(SHANGHAI).isoformat(timespec="seconds")
        more: dict[Kind, dict[str, Any]] = {
            Kind.JSAPI: {"payer": {"openid": trade.payer}},
            Kind.H5: {"scene_info": {"payer_client_ip": trade.payer_ip, "h5_info": {"type": "Wap"}}},
        }
        status, answer = self._call(
            lambda client: client.pay(
                description=trade.description,
                out_trade_no=trade.out_trade_no,
                time_expire=expire,
                amount={"total": trade.amount, "currency": "CNY"},
                pay_type=WeChatPayType[trade.kind],
                **more.get(trade.kind, {}),
            )
        )
        if status != 200:
            self._log_and_fail("prepay", status, answer)
        params = parse_answer(self.name, "prepay", lambda: self._params(trade, answer))
        return Started(kind=trade.kind, params=params, until=self._clock() + SHOWN_FOR[trade.kind])

    def _params(self, trade: Trade, answer: Mapping[str, str]) -> dict[str, str]:
        if trade.kind is Kind.NATIVE:
            return {"code_url": convert(answer["code_url"], Text)}
        if trade.kind is Kind.H5:
            return {"pay_url": f"{convert(answer['h5_url'], Text)}&redirect_url={quote(trade.back_url, safe='')}"}
        return self._jsapi(convert(answer["prepay_id"], Text))

    def _jsapi(self, prepay_id: str) -> dict[str, str]:
        timestamp, nonce, package = str(int(self._clock().timestamp())), secrets.token_hex(16), f"prepay_id={prepay_id}"
        signed = self._clients(PATIENT).sign([self.merchant.appid, timestamp, nonce, package])
        return {"timeStamp": timestamp, "nonceStr": nonce, "package": package, "signType": "RSA", "paySign": signed}

    @renewing
    def query(self, number: str, *, seconds: float = CALL_SECONDS) -> TradeState | PaidFact:
        """The state of the trade with this out_trade_no, or its payment.

        Raises OutsideBusy, OutsideFailed (also for a state that the provider never documented).
        """
        status, answer = self._call(lambda client: client.query(out_trade_no=number), seconds=seconds)
        if _code(answer) in ABSENT_CODES:
            return TradeState.ABSENT
        if status != 200:
            self._log_and_fail("query", status, answer)
        return parse_answer(self.name, "query", lambda: trade_state(answer))

    @renewing
    def payer(self, number: str) -> str:
        """The openid that paid a trade.  Raises OutsideBusy, OutsideFailed."""
        status, answer = self._call(lambda client: client.query(out_trade_no=number))
        if status != 200 or "payer" not in answer:
            self._log_and_fail("payer", status, answer)
        return str(answer["payer"]["openid"])

    def close(self, number: str, *, seconds: float) -> CloseResult:
        """Closes the trade within `seconds`.  UNKNOWN: no clear answer."""
        try:
            return self._close(number, seconds)
        except (OutsideBusy, KeysRefused):
            return CloseResult.UNKNOWN

    @renewing
    def _close(self, number: str, seconds: float) -> CloseResult:
        status, answer = self._call(lambda client: client.close(out_trade_no=number), seconds=seconds)
        if status == 204 or _code(answer) == "ORDER_CLOSED":
            return CloseResult.CLOSED
        return CloseResult.PAID if _code(answer) in PAID_CODES else CloseResult.UNKNOWN

    # -- a refund --------------------------------------------------------------------------------------------------

    @renewing
    def refund(self, order: RefundOrder, *, seconds: float = CALL_SECONDS) -> ChannelRefund:
        """Requests a refund; the same out_refund_no again is the same refund.  Raises NotEnough."""
        amount = {"refund": order.amount, "total": order.total, "currency": "CNY"}
        status, answer = self._call(
            lambda client: client.refund(
                order.out_refund_no,
                amount,
                out_trade_no=order.out_trade_no,
                notify_url=self.merchant.notice_url,
                reason=cut_to_bytes(order.reason, REASON_BYTES),
            ),
            seconds=seconds,
        )
        if _code(answer) == "NOT_ENOUGH":
            raise NotEnough
        if status != 200:
            self._log_and_fail("refund", status, answer)
        return parse_answer(self.name, "refund", lambda: refund_fact(answer))

    @renewing
    def query_refund(self, out_refund_no: str, *, seconds: float = CALL_SECONDS) -> ChannelRefund:
        status, answer = self._call(lambda client: client.query_refund(out_refund_no), seconds=seconds)
        if _code(answer) in ABSENT_CODES:
            return ChannelRefund(out_refund_no=out_refund_no, status=RefundStatus.ABSENT, amount=Fen(0), refund_id="")
        if status != 200:
            self._log_and_fail("query refund", status, answer)
        return parse_answer(self.name, "query refund", lambda: refund_fact(answer))

    def _log_and_fail(self, what: str, status: int, answer: Any) -> None:
        log("channel refused", level="error", channel=self.name, where=what, status=status, code=_code(answer))
        raise OutsideFailed

    # -- notices and bills -----------------------------------------------------------------------------------------

    @renewing
    def read_notice(self, headers: Mapping[str, str], raw: bytes) -> PaidFact | ChannelRefund | None:
        """The fact in a notice; None for an event that we do not use.  Raises NoticeRefused."""
        verify(headers, raw, self._keys, self._clock())
        notice, content = unpack(raw, self.merchant.apiv3_key.encode())
        try:
            if notice.event_type == "TRANSACTION.SUCCESS":
                return paid_fact(content)
            if notice.event_type.startswith("REFUND."):
                return self._own_refund(content)
        except (KeyError, TypeError, ValueError) as error:
            raise NoticeRefused(CONTENT) from error
        return None

    def _own_refund(self, content: Mapping[str, Any]) -> ChannelRefund | None:
        """The refund in a notice; None if it is another merchant's, whatever number it has."""
        if content["mchid"] == self.merchant.mchid:
            return refund_fact(content)
        alarm("refund of another merchant", channel=self.name, where="notice")
        return None

    @renewing
    def bill(self, day: date) -> Bill:
        """All trades and refunds of a day, available from 10:00 the next day.  The download's SHA-1 is checked."""
        status, answer = self._call(lambda client: client.trade_bill(bill_date=day.isoformat(), tar_type="GZIP"))
        if _code(answer) == "NO_STATEMENT_EXIST":  # a day without a payment has no bill
            return Bill()
        if status != 200:
            self._log_and_fail("bill", status, answer)
        address = parse_answer(self.name, "bill", lambda: convert(answer["download_url"], Text))
        status, packed = self._call(lambda client: client.download_bill(address))
        if status != 200:
            self._log_and_fail("bill download", status, {})
        return parse_answer(self.name, "bill", lambda: _bill(packed, answer["hash_value"]))


def _bill(packed: bytes, sha1: str) -> Bill:
    """A downloaded bill, plain or gzipped.  Raises ValueError if its SHA-1 is another."""
    plain = gzip.decompress(packed) if packed[:2] == b"\x1f\x8b" else packed
    if hashlib.sha1(plain, usedforsecurity=False).hexdigest() != sha1:
        raise ValueError("not the file that was promised")
    return read_bill(plain.decode("utf-8-sig"))


def _code(answer: Any) -> str:
    """The code of an error answer, or "": a proxy between us and the provider may answer with anything."""
    return str(answer.get("code", "")) if isinstance(answer, dict) else ""


def cut_to_bytes(text: str, size: int) -> str:
    """The longest start of the text that fits into `size` bytes of UTF-8."""
    return text.encode()[:size].decode(errors="ignore")
