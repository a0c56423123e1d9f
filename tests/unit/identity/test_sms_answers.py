from __future__ import annotations

import pytest

from chalicelib.identity.errors import SmsBusy, SmsFailed, SmsRefused, SmsTooOften
from chalicelib.identity.tencent.sms import _failure


@pytest.mark.parametrize(
    ("verdict", "error"),
    [
        ("LimitExceeded.PhoneNumberThirtySecondLimit", SmsTooOften),
        ("LimitExceeded.PhoneNumberDailyLimit", SmsTooOften),
        ("FailedOperation.PhoneNumberInBlacklist", SmsRefused),
        ("InternalError.Timeout", SmsBusy),
        ("ClientNetworkError", SmsBusy),
        ("FailedOperation.InsufficientBalanceInSmsPackage", SmsFailed),
        ("AuthFailure.SignatureFailure", SmsFailed),
        ("", SmsFailed),
    ],
)
def test_every_verdict_becomes_an_answer(verdict: str, error: type[Exception]) -> None:
    assert isinstance(_failure(verdict), error)


def test_a_vendor_limit_says_when_to_come_back() -> None:
    refused = _failure("LimitExceeded.PhoneNumberOneHourLimit")
    assert isinstance(refused, SmsTooOften)
    assert refused.retry_after == 3600


def test_only_our_own_faults_wake_somebody(capsys: pytest.CaptureFixture[str]) -> None:
    _failure("LimitExceeded.PhoneNumberDailyLimit")
    assert '"alarm"' not in capsys.readouterr().out
    _failure("FailedOperation.InsufficientBalanceInSmsPackage")
    assert '"alarm"' in capsys.readouterr().out
