"""Sending a code or a notice by SMS through Tencent Cloud."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from chalicelib.identity.errors import SmsBusy, SmsFailed, SmsRefused, SmsTooOften
from chalicelib.identity.tencent.cloud import UNREACHABLE, CloudRefused, TencentCloud
from chalicelib.shared.log import alarm
from chalicelib.shared.metrics import measured

MINUTES = "5"  # the template's second parameter: how long the code is valid
TIMEOUT = 3  # seconds
OK = "Ok"
# Vendor limits → seconds after which a retry makes sense
# (https://cloud.tencent.com/document/product/382/52075).
LIMITS = {
    "LimitExceeded.PhoneNumberThirtySecondLimit": 30,
    "LimitExceeded.DeliveryFrequencyLimit": 60,
    "LimitExceeded.PhoneNumberOneHourLimit": 3600,
    "LimitExceeded.PhoneNumberDailyLimit": 86400,
    "LimitExceeded.PhoneNumberSameContentDailyLimit": 86400,
}
REFUSED = {
    "FailedOperation.PhoneNumberInBlacklist",
    "InvalidParameterValue.IncorrectPhoneNumber",
    "FailedOperation.PhoneNumberParseFail",
}


class SmsSender(Protocol):
    """Delivers a code to a number."""

    def send(self, phone: str, code: str, /) -> None:
        """phone: 11 digits.  Raises SmsTooOften, SmsRefused, SmsFailed, SmsBusy."""
        ...


class TencentSms:
    """SendSms of Tencent Cloud, signed TC3-HMAC-SHA256.

    more: template parameters after those of `send`; for a code, the minutes it is valid.
    newer: asked when the credentials are refused, for a sender with newer ones; None: there are none.
    """

    def __init__(
        self,
        *,
        secret_id: str,
        secret_key: str,
        app_id: str,
        sign: str,
        template: str,
        url: str,
        more: tuple[str, ...] = (MINUTES,),
        newer: Callable[[], TencentSms | None] = lambda: None,
    ) -> None:
        self._cloud = TencentCloud(
            secret_id=secret_id, secret_key=secret_key, service="sms", version="2021-01-11", url=url, timeout=TIMEOUT
        )
        self._app_id, self._sign, self._template, self._more = app_id, sign, template, more
        self._newer = newer

    def send(self, phone: str, *words: str) -> None:
        """Send an SMS.  words: the template's first parameters.  Raises as SmsSender.send.

        One call, no retry: a second SMS costs more than a second click by the student.  But a call whose credentials
        are refused has sent nothing, and is made again if there are newer ones.
        """
        try:
            verdict = self._verdict(phone, words)
        except CloudRefused as refused:
            verdict = refused.code
            if refused.is_of_credentials and (newer := self._newer()) is not None:
                return newer.send(phone, *words)
        if verdict != OK:
            raise _failure(verdict)
        return measured("sms_sent", {"SmsSent": 1})

    def _verdict(self, phone: str, words: tuple[str, ...]) -> str:
        asked = {
            "SmsSdkAppId": self._app_id,
            "SignName": self._sign,
            "TemplateId": self._template,
            "TemplateParamSet": [*words, *self._more],
            "PhoneNumberSet": [f"+86{phone}"],
        }
        statuses = self._cloud.call("SendSms", asked).get("SendStatusSet") or []
        return str(statuses[0].get("Code")) if len(statuses) == 1 else "NoStatus"


def _failure(verdict: str) -> Exception:
    ours = verdict not in LIMITS and verdict not in REFUSED  # else it is the number's
    measured("sms_not_sent", {"SmsFailed": 1} if ours else {}, reason=verdict)
    if verdict in LIMITS:
        return SmsTooOften(retry_after=LIMITS[verdict], field="phone")
    if verdict in REFUSED:
        return SmsRefused(field="phone")
    if verdict.partition(".")[0] in UNREACHABLE:
        return SmsBusy()
    alarm("sms_failed", reason=verdict)  # balance, signature, template, credentials: ours to fix
    return SmsFailed()
