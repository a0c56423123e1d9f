"""WeChat Pay v3 as a Channel: `wechatpayv3` outbound (public-key mode), our own strict opener inbound."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from time import monotonic
from typing import Any

from chalicelib.pay.model import (
    BillLine,
    CloseResult,
    Kind,
    PaidFact,
    RefundFact,
    RefundOrder,
    RefundStatus,
    Started,
    Trade,
    TradeState,
)
from chalicelib.pay.notice import NoticeRefused, unpack, verify
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.shared.errors import OutsideBusy, OutsideFailed
from chalicelib.shared.log import log
from chalicelib.shared.money import Fen, fen, from_yuan

PATIENT, HURRIED = (2.0, 4.0), (1.0, 2.0)  # seconds to connect and to wait for an answer, of one try
CALL_SECONDS = 7.0  # of a call with its second try; with a close before it a start stays within 10
PAID_CODES = frozenset({"ORDER_PAID", "ORDERPAID"})
ABSENT_CODES = frozenset({"ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS"})
UNPAID = {
    "NOTPAY": TradeState.NOTPAY, "USERPAYING": TradeState.NOTPAY, "PAYERROR": TradeState.NOTPAY,
    "CLOSED": TradeState.CLOSED, "REVOKED": TradeState.CLOSED,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Merchant:
    """The merchant's account; keys are PEM texts, apiv3_key has 32 characters."""

    appid: str
    mchid: str
    serial: str
    private_key: str
    apiv3_key: str
    public_key_id: str
    public_key: str
    notice_url: str
    api_url: str


class WeChatPay:
    """One per container; the library's client is built at the first call out."""

    name = "wechat"

    def __init__(self, merchant: Merchant, clock: Clock) -> None:
        self.merchant, self._clock = merchant, clock

    @cached_property
    def _patient(self) -> Any:
        return self._client(PATIENT)

    @cached_property
    def _hurried(self) -> Any:
        return self._client(HURRIED)

    def _client(self, timeout: tuple[float, float]) -> Any:
        from wechatpayv3 import WeChatPay as Client
        from wechatpayv3 import WeChatPayType

        account = self.merchant
        client = Client(
            WeChatPayType.NATIVE, account.mchid, _bare(account.private_key), account.serial, account.appid,
            account.apiv3_key, notify_url=account.notice_url, timeout=timeout,
            public_key=account.public_key, public_key_id=account.public_key_id,
        )  # fmt: skip
        client._core._gate_way = account.api_url  # the library has no other seam; a test fails if it goes away
        return client

    @cached_property
    def _keys(self) -> dict[str, Any]:
        from cryptography.hazmat.primitives.serialization import load_pem_public_key

        return {self.merchant.public_key_id: load_pem_public_key(self.merchant.public_key.encode())}

    def _call(self, ask: Callable[[Any], tuple[int, Any]], *, seconds: float = CALL_SECONDS) -> tuple[int, Any]:
        """(HTTP status, decoded body) within `seconds`, at least 3.  Every call here may be repeated: a second try is
        made when there is time for it; then raises OutsideBusy."""
        give_up = monotonic() + seconds
        client, longest = (self._patient, sum(PATIENT)) if seconds >= sum(PATIENT) else (self._hurried, sum(HURRIED))
        for _ in range(2):
            try:
                status, body = ask(client)
                said = json.loads(body) if body and isinstance(body, str) else body
            except Exception as error:  # the library lets requests' errors and bare Exceptions through
                log("channel gave no answer", level="warning", channel=self.name, error=type(error).__name__)
            else:
                if status < 500 and status != 429:
                    return status, said
                log("channel is busy", level="warning", channel=self.name, status=status)
            if give_up - monotonic() < longest:
                break
        raise OutsideBusy

    # -- a trade ---------------------------------------------------------------------------------------------------

    def start(self, trade: Trade, deadline: datetime) -> Started:
        """Asks for a prepay; the same trade again gives a fresh one.  Raises OutsideBusy, OutsideFailed."""
        from wechatpayv3 import WeChatPayType

        type_ = WeChatPayType.JSAPI if trade.kind is Kind.JSAPI else WeChatPayType.NATIVE
        expire = deadline.astimezone(SHANGHAI).isoformat(timespec="seconds")
        more: dict[str, Any] = {"payer": {"openid": trade.payer}} if trade.kind is Kind.JSAPI else {}
        status, said = self._call(
            lambda client: client.pay(
                description=trade.description, out_trade_no=trade.out_trade_no, time_expire=expire,
                amount={"total": trade.amount, "currency": "CNY"}, pay_type=type_, **more,
            )
        )  # fmt: skip
        if status != 200:
            self._failed("prepay", status, said)
        if trade.kind is Kind.NATIVE:
            return Started(kind=trade.kind, params={"code_url": said["code_url"]})
        return Started(kind=trade.kind, params=self._jsapi(said["prepay_id"]))

    def _jsapi(self, prepay_id: str) -> dict[str, str]:
        timestamp, nonce, package = str(int(self._clock().timestamp())), secrets.token_hex(16), f"prepay_id={prepay_id}"
        signed = self._patient.sign([self.merchant.appid, timestamp, nonce, package])
        return {"timeStamp": timestamp, "nonceStr": nonce, "package": package, "signType": "RSA", "paySign": signed}

    def query(self, out_trade_no: str) -> TradeState | PaidFact:
        """Raises OutsideBusy, OutsideFailed (also for a state the provider never documented)."""
        status, said = self._call(lambda client: client.query(out_trade_no=out_trade_no))
        if _code(said) in ABSENT_CODES:
            return TradeState.ABSENT
        if status == 200 and said["trade_state"] in ("SUCCESS", "REFUND"):
            return paid_fact(said)
        if status != 200 or said["trade_state"] not in UNPAID:
            self._failed("query", status, said)
        return UNPAID[said["trade_state"]]

    def close(self, out_trade_no: str, *, seconds: float) -> CloseResult:
        """Within `seconds`, at least 3; anything but a clear answer is UNKNOWN."""
        try:
            status, said = self._call(lambda client: client.close(out_trade_no=out_trade_no), seconds=seconds)
        except OutsideBusy:
            return CloseResult.UNKNOWN
        if status == 204 or _code(said) == "ORDER_CLOSED":
            return CloseResult.CLOSED
        return CloseResult.PAID if _code(said) in PAID_CODES else CloseResult.UNKNOWN

    # -- a refund --------------------------------------------------------------------------------------------------

    def refund(self, order: RefundOrder) -> RefundFact:
        """Asks for a refund; the same out_refund_no again is the same refund."""
        amount = {"refund": order.amount, "total": order.total, "currency": "CNY"}
        status, said = self._call(
            lambda client: client.refund(
                order.out_refund_no, amount, out_trade_no=order.out_trade_no, notify_url=self.merchant.notice_url
            )
        )
        if status != 200:
            self._failed("refund", status, said)
        return refund_fact(said)

    def query_refund(self, out_refund_no: str) -> RefundFact:
        status, said = self._call(lambda client: client.query_refund(out_refund_no))
        if _code(said) in ABSENT_CODES:
            return RefundFact(out_refund_no=out_refund_no, status=RefundStatus.ABSENT, amount=Fen(0), refund_id="")
        if status != 200:
            self._failed("query refund", status, said)
        return refund_fact(said)

    def _failed(self, what: str, status: int, said: Any) -> None:
        log("channel refused", level="error", channel=self.name, where=what, status=status, code=_code(said))
        raise OutsideFailed

    # -- notices and bills -----------------------------------------------------------------------------------------

    def read_notice(self, headers: Mapping[str, str], raw: bytes) -> PaidFact | RefundFact | None:
        """The fact a notice tells, None for an event we do not use.  Raises NoticeRefused."""
        verify(headers, raw, self._keys, self._clock())
        notice, told = unpack(raw, self.merchant.apiv3_key.encode())
        try:
            if notice.event_type == "TRANSACTION.SUCCESS":
                return paid_fact(told)
            if notice.event_type.startswith("REFUND."):
                return refund_fact(told)
        except (KeyError, TypeError, ValueError) as error:
            raise NoticeRefused("content") from error
        return None

    def bill(self, day: date) -> Iterator[BillLine]:
        """All trades and refunds of a day (available the next day after 10:00).  The download's SHA-1 is checked."""
        status, said = self._call(lambda client: client.trade_bill(bill_date=day.isoformat(), tar_type="GZIP"))
        if status != 200:
            self._failed("bill", status, said)
        status, packed = self._call(lambda client: client.download_bill(said["download_url"]))
        plain = gzip.decompress(packed) if packed[:2] == b"\x1f\x8b" else packed
        if status != 200 or hashlib.sha1(plain, usedforsecurity=False).hexdigest() != said["hash_value"]:
            self._failed("bill download", status, {})
        return bill_lines(plain.decode("utf-8-sig"))


def _code(said: Any) -> str:
    """The code of an error answer, or "": what stands between us and the provider may answer with anything."""
    return str(said.get("code", "")) if isinstance(said, dict) else ""


def _bare(pem: str) -> str:
    return "".join(pem.strip().splitlines()[1:-1])


def paid_fact(said: Mapping[str, Any]) -> PaidFact:
    """From a transaction object (query or notice)."""
    return PaidFact(
        out_trade_no=said["out_trade_no"], transaction_id=said["transaction_id"], amount=fen(said["amount"]["total"]),
        currency=said["amount"].get("currency", "CNY"), mchid=said["mchid"], appid=said["appid"],
        paid_at=datetime.fromisoformat(said["success_time"]), returned=said.get("trade_state") == "REFUND",
    )  # fmt: skip


def refund_fact(said: Mapping[str, Any]) -> RefundFact:
    """From a refund object (`status`) or a refund notice (`refund_status`)."""
    status = said.get("refund_status") or said["status"]
    return RefundFact(
        out_refund_no=said["out_refund_no"], status=RefundStatus(status), amount=fen(said["amount"]["refund"]),
        refund_id=said["refund_id"],
    )  # fmt: skip


def bill_lines(text: str) -> Iterator[BillLine]:
    """The bill is CSV in yuan, every field led by a back-tick, with a two-line summary at the end."""
    for row in csv.DictReader(io.StringIO(text)):
        fields = {(name or "").strip(): (value or "").lstrip("`").strip() for name, value in row.items() if name}
        if fields["交易时间"] == "总交易单数":
            return
        yield BillLine(
            out_trade_no=fields["商户订单号"], transaction_id=fields["微信订单号"], state=fields["交易状态"],
            amount=from_yuan(fields.get("订单金额") or fields["应结订单金额"]),
            out_refund_no=fields.get("商户退款单号", ""), refund_amount=from_yuan(fields.get("退款金额") or "0"),
            at=datetime.strptime(fields["交易时间"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI),
        )  # fmt: skip
