"""Alipay as a server: the merchant's gateway, the buyer's page, and the actions of the control page."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sandbox.alipay.bill import bill_zip
from sandbox.alipay.books import AlipayBooks, BusinessError, stamp, yuan
from sandbox.alipay.notices import WRONG, AlipayForm, refund_form, trade_form
from sandbox.alipay.page import AlipayPage
from sandbox.alipay.seal import Unsigned, check_request, fields_of, sign
from sandbox.faults import Faults
from sandbox.keys import Keys
from sandbox.notices import Notices
from sandbox.records import Record, Records
from sandbox.server import HANG_UP, Reply, Request, Server, Service
from sandbox.times import CHINA, Clock

NEEDED = ("app_id", "method", "charset", "sign_type", "sign", "timestamp", "version", "biz_content")
PAGES = {"alipay.trade.page.pay": "FAST_INSTANT_TRADE_PAY", "alipay.trade.wap.pay": "QUICK_WAP_PAY"}
CALLS = {
    "alipay.trade.precreate": "_precreate",
    "alipay.trade.query": "_query",
    "alipay.trade.close": "_close",
    "alipay.trade.refund": "_refund",
    "alipay.trade.fastpay.refund.query": "_query_refund",
    "alipay.data.dataservice.bill.downloadurl.query": "_bill",
}
READY_HOUR = 9  # of the next day, in China: the bill is ready


class Alipay(Service):
    """One merchant's Alipay.  The control page and tests use the methods without an underscore."""

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
        self.books = AlipayBooks(records, clock)
        self.notices = Notices(AlipayForm(keys), records, faults, speed=speed, clock=clock)
        self._page = AlipayPage(self.books, self.user_pays, self.user_fails)
        self._server = Server(faults.around("alipay", self._handle), port)

    def start(self) -> None:
        super().start()
        self.notices.start()

    def stop(self) -> None:
        self.notices.stop()
        super().stop()

    # ---- the buyer's actions

    def user_scans(self, number: str) -> Record:
        """The buyer scans or logs in but does not pay yet, which creates the trade.  Raises CannotPay."""
        return self.books.begin(number)

    def user_pays(self, number: str, *, notice_after: float = 0.0, after_expiry: bool = False) -> Record:
        """The buyer pays; the notice leaves `notice_after` seconds later.  after_expiry: as in AlipayBooks.pay.

        Raises CannotPay.
        """
        with self._records.changing():
            trade = self.books.pay(number, after_expiry=after_expiry)
            self._notify(trade, "TRADE_SUCCESS", trade_form(self._keys, trade), number, notice_after)
        return trade

    def user_fails(self, number: str) -> Record:
        """The payment fails; no notice is sent.  Raises CannotPay."""
        return self.books.fail(number)

    def scan(self, code: str) -> Record:
        """Somebody scans a precreated code and pays.  Raises CannotPay."""
        return self.user_pays(self.books.by_code(code)["out_trade_no"])

    def refund_outside(self, number: str, part: int | None = None) -> Record:
        """A refund made on Alipay's merchant page.  part: fen; None: the whole amount.  Raises BusinessError."""
        trade = self.books.trade(number)
        content = {"out_trade_no": number, "out_request_no": f"platform{secrets.token_hex(8)}"}
        return self._refund_and_notify({**content, "refund_amount": yuan(part or trade["total"])})[0]

    def _notify(self, trade: Record, event: str, form: Record, number: str, after: float = 0.0) -> None:
        for fault, field in WRONG.items():
            if self._faults.take(fault):
                form = {**form, field: f"{form[field][:-1]}9"}
        self.notices.post(url=trade["notify_url"], event=event, number=number, content=form, after=after)

    # ---- the merchant's requests

    def _handle(self, request: Request) -> Reply:
        if request.path == "/bill":
            return self._download(request)
        if request.path.startswith("/page/"):
            return self._page.handle(request)
        if request.path != "/gateway.do":
            return Reply(status=404)
        form = request.body.decode() if request.method == "POST" else ""
        try:
            fields = fields_of("&".join(filter(None, (urlsplit(request.target).query, form))))
            self._check(fields)
        except Unsigned as refused:
            error = {"code": "40002", "msg": "Invalid Arguments", "sub_code": refused.sub_code, "sub_msg": refused.text}
            return Reply.of({"error_response": error})  # Alipay does not sign answers to unsigned requests
        if fields["method"] in PAGES:
            return self._show(fields)
        return self._answer(fields)

    def _check(self, fields: Record) -> None:
        missing = [name for name in NEEDED if not fields.get(name)]
        if missing:
            raise Unsigned("isv.missing-parameter", f"缺少参数：{missing[0]}")
        if fields["app_id"] != self._keys.alipay_app_id:
            raise Unsigned("isv.invalid-app-id", "无效的AppID参数")
        check_request([one.alipay_app for one in self._keys.accepted()], fields)
        try:
            sent_at = datetime.strptime(fields["timestamp"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)
        except ValueError:
            raise Unsigned("isv.invalid-timestamp", "非法的时间戳参数") from None
        if abs(sent_at - datetime.now(CHINA)) > timedelta(hours=1):  # one time zone off is a mistake
            raise Unsigned("isv.invalid-timestamp", "非法的时间戳参数")

    def _answer(self, fields: Record) -> Reply:
        name = CALLS.get(fields["method"])
        content = _content(fields)
        try:
            if name is None:
                raise BusinessError("isv.invalid-method", "不存在的方法名")
            if self._faults.take("alipay_system_error"):
                raise BusinessError("ACQ.SYSTEM_ERROR", "接口返回错误")
            work: Callable[[Record, Record], Record] = getattr(self, name)
            answer = {"code": "10000", "msg": "Success", **work(content, fields)}
        except BusinessError as failed:
            answer = {
                "code": "40004", "msg": "Business Failed", "sub_code": failed.sub_code, "sub_msg": failed.text,
            }  # fmt: skip
        if self._faults.take("alipay_answer_lost"):
            return HANG_UP
        return self._signed_reply(fields["method"], answer)

    def _signed_reply(self, method: str, answer: Record) -> Reply:
        text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
        signed_text = text + " " if self._faults.take("alipay_bad_answer_signature") else text
        body = f'{{"{method.replace(".", "_")}_response":{text},"sign":"{sign(self._keys.alipay, signed_text)}"}}'
        return Reply(body=body.encode(), headers=(("Content-Type", "text/html;charset=utf-8"),))

    def _precreate(self, content: Record, fields: Record) -> Record:
        offer = self.books.offer("FACE_TO_FACE_PAYMENT", content, fields.get("notify_url", ""))
        return {"out_trade_no": offer["out_trade_no"], "qr_code": offer["code"]}

    def _show(self, fields: Record) -> Reply:
        content = _content(fields)
        if content.get("product_code") != PAGES[fields["method"]]:
            return self._page.note("产品码不正确")
        try:
            offer = self.books.offer(content["product_code"], content, fields.get("notify_url", ""))
        except BusinessError as failed:
            return self._page.note(failed.text)
        return self._page.show(offer, fields.get("return_url", ""))

    def _query(self, content: Record, fields: Record) -> Record:
        trade = self.books.trade(str(content.get("out_trade_no", "")))
        less = 1 if self._faults.take("alipay_wrong_amount") else 0
        paid = {"send_pay_date": stamp(trade["paid_at"])} if "paid_at" in trade else {}
        return {
            "trade_no": trade["trade_no"], "out_trade_no": trade["out_trade_no"], "trade_status": trade["state"],
            "total_amount": yuan(trade["total"] - less), "buyer_logon_id": "159****5620",
            "buyer_user_id": "2088102100000001", **paid,
        }  # fmt: skip

    def _close(self, content: Record, fields: Record) -> Record:
        number = str(content.get("out_trade_no", ""))
        if self.books.trade(number)["state"] == "WAIT_BUYER_PAY" and self._faults.take("alipay_paid_while_closing"):
            self.user_pays(number, after_expiry=True)
        trade = self.books.close(number)
        return {"trade_no": trade["trade_no"], "out_trade_no": number}

    def _refund(self, content: Record, fields: Record) -> Record:
        if self.books.refund_record(str(content.get("out_request_no", ""))) is None:
            self.books.trade(str(content.get("out_trade_no", "")))
            if self._faults.take("alipay_not_enough"):
                raise BusinessError("ACQ.SELLER_BALANCE_NOT_ENOUGH", "卖家余额不足")
        trade, moved = self._refund_and_notify(content)
        return {
            "trade_no": trade["trade_no"], "out_trade_no": trade["out_trade_no"], "fund_change": "Y" if moved else "N",
            "refund_fee": yuan(trade["refunded"]), "buyer_logon_id": "159****5620",
        }  # fmt: skip

    def _refund_and_notify(self, content: Record) -> tuple[Record, bool]:
        with self._records.changing():
            trade, moved = self.books.refund(content)
            if moved:
                form = refund_form(self._keys, trade, content["out_request_no"])
                self._notify(trade, trade["state"], form, content["out_request_no"])
        return trade, moved

    def _query_refund(self, content: Record, fields: Record) -> Record:
        trade = self.books.trade(str(content.get("out_trade_no", "")))
        refund = self.books.refund_record(str(content.get("out_request_no", "")))
        if refund is None or refund["out_trade_no"] != trade["out_trade_no"]:
            return {}  # code 10000 without more fields means no such refund
        return {
            "trade_no": trade["trade_no"], "out_trade_no": trade["out_trade_no"], "refund_status": "REFUND_SUCCESS",
            "out_request_no": refund["out_request_no"], "refund_amount": yuan(refund["refund"]),
            "total_amount": yuan(trade["total"]),
            **({"gmt_refund_pay": stamp(refund["at"])} if "gmt_refund_pay" in content.get("query_options", ()) else {}),
        }  # fmt: skip

    # ---- bills

    def _bill(self, content: Record, fields: Record) -> Record:
        try:
            day = date.fromisoformat(str(content.get("bill_date", "")))
        except ValueError:
            raise BusinessError("isv.invalid-arguments", "入参不合法") from None
        now = datetime.fromtimestamp(self.books.clock(), CHINA)
        ready = datetime(day.year, day.month, day.day, READY_HOUR, tzinfo=CHINA) + timedelta(days=1)
        if content.get("bill_type") != "trade" or (now < ready and not self._faults.take("alipay_bill_early")):
            raise BusinessError("isp.bill_not_exist", "账单不存在")
        packed = bill_zip(self._keys.alipay_seller_id, day, self.books.trades(), self.books.refunds())
        token = secrets.token_hex(16)
        self._records.put("alipay_bill", token, {"hex": packed.hex()})
        return {"bill_download_url": f"{self.url}/bill?token={token}"}

    def _download(self, request: Request) -> Reply:
        stored = self._records.get("alipay_bill", request.query.get("token", ""))
        if stored is None:
            return Reply(status=403)
        return Reply(body=bytes.fromhex(stored["hex"]), headers=(("Content-Type", "application/zip"),))


def _content(fields: Record) -> dict[str, Any]:
    try:
        content = json.loads(fields["biz_content"])
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
