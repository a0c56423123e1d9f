"""The simulated SMS sender, driven by the vendor's library."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import requests
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.sms.v20210111.models import SendSmsRequest
from tencentcloud.sms.v20210111.sms_client import SmsClient

from sandbox.tencent.sms import SIGN_NAME, TEMPLATE_ID
from tests.worlds.simulators import Outside
from tools.suite.patience import PATIENCE


def send(outside: Outside, phone: str = "+8613800000000", *, key: str | None = None, **change: Any) -> str:
    """The status code of one SMS."""
    secret = Credential(outside.keys.sms_secret_id, key or outside.keys.sms_secret_key)
    profile = HttpProfile(protocol="http", endpoint=outside.sms.url.removeprefix("http://"), reqTimeout=3)
    client = SmsClient(secret, "ap-guangzhou", ClientProfile(httpProfile=profile))
    request = SendSmsRequest()
    request.SmsSdkAppId, request.SignName, request.TemplateId = outside.keys.sms_app_id, SIGN_NAME, TEMPLATE_ID
    request.TemplateParamSet, request.PhoneNumberSet = ["123456", "5"], [phone]
    for name, value in change.items():
        setattr(request, name, value)
    return str(client.SendSms(request).SendStatusSet[0].Code)


def test_a_message_arrives(outside: Outside) -> None:
    assert send(outside) == "Ok"
    (message,) = outside.sms.sent("13800000000")
    assert message["text"] == f"【{SIGN_NAME}】您的验证码为123456，5分钟内有效，请勿告知他人。"
    assert outside.sms.last_code("13800000000") == "123456"
    with pytest.raises(LookupError):
        outside.sms.last_code("13900000000")


def test_the_signature_is_verified(outside: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TencentCloudSDKException, match="签名错误"):
        send(outside, key="wrong")
    assert "InvalidAuthorization" in requests.post(outside.sms.url, json={}, timeout=PATIENCE).text
    from tencentcloud.common import abstract_client

    real = abstract_client.time.time
    monkeypatch.setattr(abstract_client, "time", SimpleNamespace(time=lambda: real() - 400))
    with pytest.raises(TencentCloudSDKException, match="签名过期"):
        send(outside)
    assert not outside.sms.sent()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"SignName": "别人"}, "FailedOperation.SignatureIncorrectOrUnapproved"),
        ({"TemplateId": "1"}, "FailedOperation.TemplateIncorrectOrUnapproved"),
        ({"TemplateParamSet": ["1"]}, "FailedOperation.TemplateParamSetNotMatchApprovedTemplate"),
        ({"phone": "+8612345"}, "InvalidParameterValue.IncorrectPhoneNumber"),
    ],
)
def test_what_the_vendor_refuses(outside: Outside, change: dict[str, Any], code: str) -> None:
    assert send(outside, **change) == code
    assert not outside.sms.sent()


def test_another_app_id_fails_the_whole_call(outside: Outside) -> None:
    with pytest.raises(TencentCloudSDKException, match="SmsSdkAppId"):
        send(outside, SmsSdkAppId="1400000002")


def test_the_vendors_limits_per_number(outside: Outside) -> None:
    assert send(outside) == "Ok"
    assert send(outside) == "LimitExceeded.PhoneNumberThirtySecondLimit"
    assert send(outside, "+8613800000001") == "Ok"
    outside.records.put("sms", "old", {"phone": "13800000000", "at": 0})
    for number in range(4):
        at = outside.clock() - 60 - number
        outside.records.put("sms", f"hour{number}", {"phone": "13800000002", "at": at})
    assert send(outside, "+8613800000002") == "Ok"
    outside.records.put("sms", "hour9", {"phone": "13800000003", "at": outside.clock() - 40})
    for number in range(4):
        outside.records.put("sms", f"h{number}", {"phone": "13800000003", "at": outside.clock() - 60})
    assert send(outside, "+8613800000003") == "LimitExceeded.PhoneNumberOneHourLimit"
    for number in range(10):
        outside.records.put("sms", f"d{number}", {"phone": "13800000004", "at": outside.clock() - 7200})
    assert send(outside, "+8613800000004") == "LimitExceeded.PhoneNumberDailyLimit"


def test_faults(outside: Outside) -> None:
    for fault, code in (
        ("sms_second", "LimitExceeded.PhoneNumberThirtySecondLimit"),
        ("sms_hour_limit", "LimitExceeded.PhoneNumberOneHourLimit"),
        ("sms_daily_limit", "LimitExceeded.PhoneNumberDailyLimit"),
        ("sms_no_balance", "FailedOperation.InsufficientBalanceInSmsPackage"),
    ):
        outside.faults.set(fault)
        assert send(outside) == code
    outside.faults.set("sms_5xx")
    with pytest.raises(TencentCloudSDKException):
        send(outside)
    outside.faults.set("sms_timeout", seconds=0.1)
    with pytest.raises(TencentCloudSDKException):
        send(outside)
    assert send(outside) == "Ok"
