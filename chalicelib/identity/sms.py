"""Sending a code or a notice by SMS through Tencent Cloud."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, Protocol
from urllib.parse import urlsplit

from chalicelib.identity.errors import SmsBusy, SmsFailed, SmsRefused, SmsTooOften
from chalicelib.shared.log import alarm
from chalicelib.shared.metrics import measured

MINUTES = "5"  # the template's second parameter: how long the code is valid
TIMEOUT = 3  # seconds
REGION = "ap-guangzhou"
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
CREDENTIALS = {"AuthFailure", "UnauthorizedOperation"}
UNREACHABLE = {"ClientNetworkError", "ServerNetworkError", "InternalError", "RequestLimitExceeded"}


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
        self._secret = (secret_id, secret_key)
        self._app_id, self._sign, self._template, self._url, self._more = app_id, sign, template, url, more
        self._newer = newer

    def send(self, phone: str, *words: str) -> None:
        """Send an SMS.  words: the template's first parameters.  Raises as SmsSender.send.

        One call, no retry: a second SMS costs more than a second click by the student.  But a call whose credentials
        are refused has sent nothing, and is made again if there are newer ones.
        """
        verdict = self._verdict(phone, words)
        if verdict.partition(".")[0] in CREDENTIALS and (newer := self._newer()) is not None:
            verdict = newer._verdict(phone, words)
        if verdict != OK:
            raise _failure(verdict)
        measured("sms_sent", {"SmsSent": 1})

    def _verdict(self, phone: str, words: tuple[str, ...]) -> str:
        from tencentcloud.common.exception import TencentCloudSDKException

        try:
            statuses = self._client.SendSms(self._request(phone, words)).SendStatusSet or []
        except TencentCloudSDKException as error:
            return str(error.get_code() or "")  # its text quotes the number
        return str(statuses[0].Code) if len(statuses) == 1 else "NoStatus"

    def _request(self, phone: str, words: tuple[str, ...]) -> Any:
        from tencentcloud.sms.v20210111.models import SendSmsRequest

        request = SendSmsRequest()
        request.SmsSdkAppId, request.SignName, request.TemplateId = self._app_id, self._sign, self._template
        request.TemplateParamSet = [*words, *self._more]
        request.PhoneNumberSet = [f"+86{phone}"]
        return request

    @cached_property
    def _client(self) -> Any:
        """The library's client; imported here since the import takes 200 ms and only this call needs it."""
        from tencentcloud.common.credential import Credential
        from tencentcloud.common.profile.client_profile import ClientProfile
        from tencentcloud.common.profile.http_profile import HttpProfile
        from tencentcloud.sms.v20210111.sms_client import SmsClient

        address = urlsplit(self._url)
        http = HttpProfile(protocol=address.scheme, endpoint=address.netloc, reqTimeout=TIMEOUT)
        return SmsClient(Credential(*self._secret), REGION, ClientProfile(httpProfile=http))


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
