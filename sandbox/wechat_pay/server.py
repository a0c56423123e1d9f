"""WeChat Pay v3 as a server: the merchant's API, the user's cashier, and the actions of the control page."""

from __future__ import annotations

import gzip
import hashlib
import re
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any

from sandbox.faults import Faults
from sandbox.keys import Keys
from sandbox.loop import Loop
from sandbox.notices import Notices
from sandbox.records import Record, Records
from sandbox.server import HANG_UP, Reply, Request, Server, Service, to_json
from sandbox.times import Clock
from sandbox.wechat_pay.bill import bill_csv, check_bill_date, fund_csv
from sandbox.wechat_pay.books import Books, CannotPay, PayError, transaction_view
from sandbox.wechat_pay.cashier import Cashier
from sandbox.wechat_pay.envelope import Envelope
from sandbox.wechat_pay.refunds import Refunds, refund_notice, refund_view
from sandbox.wechat_pay.seal import Refused, check_request, pay_sign, platform_headers

Answer = Record | bytes | None  # None: 204
ROUTES: tuple[tuple[str, str, str], ...] = (
    ("POST", r"/v3/pay/transactions/(jsapi|native|h5)", "_prepay"),
    ("GET", r"/v3/pay/transactions/out-trade-no/([^/]+)", "_query"),
    ("GET", r"/v3/pay/transactions/id/([^/]+)", "_query_transaction"),
    ("POST", r"/v3/pay/transactions/out-trade-no/([^/]+)/close", "_close"),
    ("POST", r"/v3/refund/domestic/refunds", "_refund"),
    ("GET", r"/v3/refund/domestic/refunds/([^/]+)", "_query_refund"),
    ("GET", r"/v3/bill/tradebill", "_tradebill"),
    ("GET", r"/v3/bill/fundflowbill", "_fundflowbill"),
    ("GET", r"/v3/billdownload/file", "_download"),
)


class WeChatPay(Service):
    """One merchant's WeChat Pay.  The control page and tests use the methods without an underscore."""

    def __init__(
        self,
        keys: Keys,
        records: Records,
        faults: Faults,
        *,
        port: int = 0,
        speed: float = 1.0,
        clock: Clock = time.time,
    ) -> None:
        self._keys, self._records, self._faults = keys, records, faults
        self.books = Books(keys, records, clock)
        self.notices = Notices(Envelope(keys), records, faults, speed=speed, clock=clock)
        self.refunds = Refunds(keys, records, self.books, faults, self._notify_refund)
        self._cashier = Cashier(self.books, self.user_pays, self.user_fails)
        self._server = Server(faults.around("pay", self._handle), port)
        self._clockwork = Loop(self.refunds.finish_due, 0.1, "refunds")

    def start(self) -> None:
        super().start()
        self.notices.start()
        self._clockwork.start()

    def stop(self) -> None:
        self._clockwork.stop()
        self.notices.stop()
        super().stop()

    # ---- the user's actions

    def user_pays(
        self, out_trade_no: str, *, openid: str | None = None, notice_after: float = 0.0, after_expiry: bool = False
    ) -> Record:
        """The user pays; the notice leaves `notice_after` seconds later.

        after_expiry: the payment succeeds although time_expire is over, because it began before.
        Raises PayError (no such trade) or CannotPay.
        """
        with self._records.changing():
            trade = self.books.pay(out_trade_no, openid=openid, after_expiry=after_expiry)
            content = transaction_view(self._keys, trade)
            self.notices.post(
                url=trade["asked"]["notify_url"],
                event="TRANSACTION.SUCCESS",
                number=out_trade_no,
                content=content,
                after=notice_after,
            )
        return trade

    def user_fails(self, out_trade_no: str) -> Record:
        """The payment fails; the trade stays open, and no notice is sent.  Raises PayError, CannotPay."""
        return self.books.fail(out_trade_no)

    def request_payment(self, params: Mapping[str, str], *, openid: str) -> Record:
        """wx.requestPayment, which the user confirms.  Raises CannotPay for a bad signature or an expired prepay_id."""
        try:
            signed = pay_sign(self._keys, params)
        except KeyError as missing:
            raise CannotPay(f"调用支付JSAPI缺少参数：{missing.args[0]}") from None
        if not signed:
            raise CannotPay("支付验证签名失败")
        trade = self.books.by_prepay(params["package"].removeprefix("prepay_id="))
        if (trade["asked"].get("payer") or {}).get("openid") != openid:
            raise CannotPay("下单账号与支付账号不一致")
        return self.user_pays(trade["out_trade_no"], openid=openid)

    def scan(self, code_url: str, *, openid: str | None = None) -> Record:
        """Somebody scans a Native code and pays.  Raises CannotPay."""
        prepay_id = self._records.get("code", code_url)
        if prepay_id is None:
            raise CannotPay("二维码已失效")
        trade = self.books.by_prepay(prepay_id["prepay_id"])
        return self.user_pays(trade["out_trade_no"], openid=openid)

    def _notify_refund(self, refund: Record) -> None:
        if refund["notify_url"]:
            event = f"REFUND.{refund['status']}"
            content = refund_notice(self._keys, refund)
            self.notices.post(url=refund["notify_url"], event=event, number=refund["out_refund_no"], content=content)

    # ---- the merchant's requests

    def _handle(self, request: Request) -> Reply:
        if request.path.startswith("/cashier/"):
            return self._cashier.handle(request)
        try:
            check_request(self._keys, request)
        except Refused as refused:
            return Reply.of({"code": "SIGN_ERROR", "message": str(refused)}, status=401)
        try:
            return self._route(request)
        except PayError as error:
            return self._signed_reply(error.status, to_json(error.answer))

    def _route(self, request: Request) -> Reply:
        self._check_headers(request)
        for method, pattern, name in ROUTES:
            match = re.fullmatch(pattern, request.path)
            if match and request.method == method:
                work: Callable[..., Answer] = getattr(self, name)
                return self._reply(work(request, *match.groups()))
        raise PayError(404, "NOT_FOUND", "请求的资源不存在")

    def _check_headers(self, request: Request) -> None:
        accepted = request.header("Accept")
        if not request.header("User-Agent") or not ("application/json" in accepted or "*/*" in accepted):
            raise PayError(400, "PARAM_ERROR", "Http头缺少Accept或User-Agent")
        if request.header("Wechatpay-Serial") not in ("", self._keys.platform_key_id):
            raise PayError(400, "INVALID_REQUEST", "Wechatpay-Serial不是该商户的微信支付公钥ID")
        if self._faults.take("pay_busy"):
            raise PayError(429, "FREQUENCY_LIMITED", "频率超限，请稍后重试")

    def _reply(self, answer: Answer) -> Reply:
        if answer is None:
            return self._signed_reply(204, b"")
        if isinstance(answer, bytes):  # a bill is the only answer without a signature
            return Reply(body=answer, headers=(("Content-Type", "text/plain; charset=utf-8"),))
        return HANG_UP if answer.get("lost") else self._signed_reply(200, to_json(answer))

    def _signed_reply(self, status: int, body: bytes) -> Reply:
        headers = platform_headers(self._keys, body)
        if self._faults.take("pay_bad_answer_signature"):
            headers = platform_headers(self._keys, body + b" ")
        kind = {"Content-Type": "application/json; charset=utf-8"} if body else {}
        return Reply(status=status, body=body).also({**kind, **headers})

    def _prepay(self, request: Request, kind: str) -> Answer:
        if slow := self._faults.take("pay_slow_prepay"):
            time.sleep(slow.seconds)
        trade = self.books.open(kind.upper(), request.json())
        if self._faults.take("pay_prepay_lost"):
            return {"lost": True}
        prepay_id = trade["prepay_id"]
        if kind == "native":
            code_url = f"weixin://wxpay/bizpayurl?pr={secrets.token_urlsafe(9)}"
            self._records.put("code", code_url, {"prepay_id": prepay_id})
            return {"code_url": code_url}
        if kind == "h5":
            return {"h5_url": f"{self.url}/cashier/h5?prepay_id={prepay_id}&package={secrets.randbelow(10**9)}"}
        return {"prepay_id": prepay_id}

    def _query(self, request: Request, out_trade_no: str) -> Answer:
        self._check_mchid(request)
        view = transaction_view(self._keys, self.books.trade(out_trade_no))
        if self._faults.take("pay_wrong_amount"):
            view["amount"]["total"] -= 1
        return view

    def _query_transaction(self, request: Request, transaction_id: str) -> Answer:
        self._check_mchid(request)
        return transaction_view(self._keys, self.books.trade_by_transaction(transaction_id))

    def _check_mchid(self, request: Request) -> None:
        if request.query.get("mchid") != self._keys.mchid:
            raise PayError(400, "PARAM_ERROR", "mchid与签名的商户号不一致", "/mchid")

    def _close(self, request: Request, out_trade_no: str) -> Answer:
        if self.books.trade(out_trade_no)["state"] == "NOTPAY" and self._faults.take("pay_paid_while_closing"):
            self.user_pays(out_trade_no, after_expiry=True)
        self.books.close(out_trade_no, request.json())
        return None

    def _refund(self, request: Request) -> Answer:
        return refund_view(self.refunds.ask(request.json()))

    def _query_refund(self, request: Request, out_refund_no: str) -> Answer:
        return refund_view(self.refunds.refund(out_refund_no))

    # ---- bills

    def bill_ready(self, text: str, *, today_too: bool = False) -> bytes:
        """The trade bill of a day (such as 2026-11-24), not compressed.  Raises PayError."""
        day = check_bill_date(text, today_too=today_too, now=self.books.clock())
        return bill_csv(self._keys, day, self.books.trades(), self.refunds.refunds())

    def _tradebill(self, request: Request) -> Answer:
        query: dict[str, Any] = request.query
        if query.get("bill_type", "ALL") != "ALL":
            raise PayError(400, "PARAM_ERROR", "沙箱仅提供全部账单（ALL）", "/bill_type")
        bill = self.bill_ready(query.get("bill_date", ""), today_too=bool(self._faults.take("pay_bill_early")))
        return self._offer(bill, query)

    def _fundflowbill(self, request: Request) -> Answer:
        query: dict[str, Any] = request.query
        if query.get("account_type", "BASIC") != "BASIC":
            raise PayError(400, "PARAM_ERROR", "沙箱仅提供基本账户（BASIC）的资金账单", "/account_type")
        early = bool(self._faults.take("pay_bill_early"))
        day = check_bill_date(query.get("bill_date", ""), today_too=early, now=self.books.clock())
        return self._offer(fund_csv(day, self.books.trades(), self.refunds.refunds()), query)

    def _offer(self, bill: bytes, query: Mapping[str, str]) -> Answer:
        token = secrets.token_hex(16)
        data = gzip.compress(bill) if query.get("tar_type") == "GZIP" else bill
        self._records.put("bill", token, {"hex": data.hex()})
        url = f"{self.url}/v3/billdownload/file?token={token}"
        return {"hash_type": "SHA1", "hash_value": hashlib.sha1(bill).hexdigest(), "download_url": url}  # noqa: S324

    def _download(self, request: Request) -> Answer:
        stored = self._records.get("bill", request.query.get("token", ""))
        if stored is None:
            raise PayError(400, "PARAM_ERROR", "下载地址无效或已过期")
        return bytes.fromhex(stored["hex"])
