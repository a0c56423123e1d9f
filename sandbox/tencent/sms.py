"""Tencent Cloud SMS as a server: SendSms with a verified TC3 signature, the vendor's limits, and the sent messages."""

from __future__ import annotations

import re
import secrets
import time

from sandbox.faults import Faults
from sandbox.keys import Keys
from sandbox.records import Record, Records
from sandbox.server import Reply, Request, Server, Service
from sandbox.tencent.cloud import CloudError, answered, check_action, check_signature
from sandbox.times import Clock

SIGN_NAME, TEMPLATE_ID, NOTICE_ID, MOVED_ID = "高校图像信息采集", "2000001", "2000002", "2000003"
TEMPLATES = {
    TEMPLATE_ID: "您的验证码为{1}，{2}分钟内有效，请勿告知他人。",
    NOTICE_ID: "{1}（{2}）的图像采集订单{3}，请登录小程序或网站查看。",
    MOVED_ID: "您的账号已于{1}{2}。如非本人操作，请立即联系分社。",
}
PHONE = re.compile(r"(\+86)?1[3-9]\d{9}")
# (window in seconds, messages to one number in it, error code): the vendor's limits
LIMITS = (
    (30, 1, "LimitExceeded.PhoneNumberThirtySecondLimit"),
    (3600, 5, "LimitExceeded.PhoneNumberOneHourLimit"),
    (86400, 10, "LimitExceeded.PhoneNumberDailyLimit"),
)
LIMIT_FAULTS = ("sms_second", "sms_hour_limit", "sms_daily_limit")


class Sms(Service):
    """One account's SMS sender.  sent: the messages that phones received."""

    def __init__(
        self, keys: Keys, records: Records, faults: Faults, *, port: int = 0, clock: Clock = time.time
    ) -> None:
        self._keys, self._records, self._faults, self._clock = keys, records, faults, clock
        self._server = Server(faults.around("sms", self._handle), port)

    def sent(self, phone: str | None = None, *, newest: int | None = None) -> list[Record]:
        """The messages that arrived, oldest first: {phone, text, params, at}.  phone: 11 digits; None: all phones."""
        return self._records.find("sms", "phone", phone) if phone else self._records.all("sms", newest=newest)

    def last_code(self, phone: str) -> str:
        """The newest code that a phone received.  Raises LookupError if there is none."""
        messages = self.sent(phone)
        if not messages:
            raise LookupError(f"no message to {phone}")
        return str(messages[-1]["params"][0])

    def _handle(self, request: Request) -> Reply:
        return answered(lambda: self._answer(request))

    def _answer(self, request: Request) -> Record:
        check_signature(self._keys, self._clock, request, "sms")
        return self._send(request)

    # ---- SendSms

    def _send(self, request: Request) -> Record:
        check_action(request, "SendSms", "2021-01-11")
        body = request.json()
        if body.get("SmsSdkAppId") != self._keys.sms_app_id:
            raise CloudError("UnauthorizedOperation.SmsSdkAppIdVerifyFail", "SmsSdkAppId 校验失败。")
        phones = body.get("PhoneNumberSet") or []
        if not 1 <= len(phones) <= 200:
            raise CloudError("InvalidParameterValue.ContentLengthLimit", "号码数量须为 1 至 200 个。")
        return {"SendStatusSet": [self._send_one(str(phone), body) for phone in phones]}

    def _send_one(self, phone: str, body: Record) -> Record:
        number = phone.removeprefix("+86")
        with self._records.changing():
            code = self._refusal_code(phone, number, body) or "Ok"
            if code == "Ok":
                params = [str(value) for value in body["TemplateParamSet"]]
                text = _text(body["TemplateId"], params)
                message = {"phone": number, "text": text, "params": params, "at": self._clock()}
                self._records.put("sms", secrets.token_hex(8), message)
        return {
            "SerialNo": f"2640:{secrets.randbelow(10**18)}" if code == "Ok" else "",
            "PhoneNumber": f"+86{number}",
            "Fee": int(code == "Ok"),
            "SessionContext": str(body.get("SessionContext", "")),
            "Code": code,
            "Message": "send success" if code == "Ok" else code,
            "IsoCode": "CN",
        }

    def _refusal_code(self, phone: str, number: str, body: Record) -> str | None:
        if not PHONE.fullmatch(phone):
            return "InvalidParameterValue.IncorrectPhoneNumber"
        if body.get("SignName") != SIGN_NAME:
            return "FailedOperation.SignatureIncorrectOrUnapproved"
        template = TEMPLATES.get(str(body.get("TemplateId")))
        if template is None:
            return "FailedOperation.TemplateIncorrectOrUnapproved"
        if len(body.get("TemplateParamSet") or []) != template.count("{"):
            return "FailedOperation.TemplateParamSetNotMatchApprovedTemplate"
        if self._faults.take("sms_no_balance"):
            return "FailedOperation.InsufficientBalanceInSmsPackage"
        return self._over_limit(number)

    def _over_limit(self, number: str) -> str | None:
        for fault, (_, _, code) in zip(LIMIT_FAULTS, LIMITS, strict=True):
            if self._faults.take(fault):
                return code
        times = [message["at"] for message in self.sent(number)]
        for window, most, code in LIMITS:
            if sum(at > self._clock() - window for at in times) >= most:
                return code
        return None


def _text(template: str, params: list[str]) -> str:
    """The text of a message on the phone."""
    text = TEMPLATES[template]
    for number, word in enumerate(params, 1):
        text = text.replace(f"{{{number}}}", word)
    return f"【{SIGN_NAME}】{text}"
