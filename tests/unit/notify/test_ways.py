"""What each way to a student answers: told, nobody to tell, too often, or something of ours to mend."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from wechatpy.exceptions import WeChatClientException

from chalicelib.identity.errors import SmsBusy, SmsFailed, SmsRefused, SmsTooOften
from chalicelib.identity.wechat_client import Unreachable
from chalicelib.notify.sms import NoticeSms
from chalicelib.notify.wechat import Subscribe
from chalicelib.shared.errors import OutsideBusy
from chalicelib.shared.outside import Refused, TooOften


def failing(error: Exception) -> Any:
    def call(*_: Any, **__: Any) -> None:
        raise error

    return call


def push(error: Exception) -> bool:
    api = SimpleNamespace(post=failing(error))
    return Subscribe(lambda: cast(Any, api), {"result": "T"}, "prod").send("openid", "result", "page", {"thing1": "x"})


def text(error: Exception) -> bool:
    sender = SimpleNamespace(send=failing(error))
    return NoticeSms({"reject": lambda: cast(Any, sender)}, cast(Any, None)).send(
        "13800000000", "reject", ["张*", "湖南大学", "审核未通过"]
    )


@pytest.mark.parametrize(
    ("errcode", "raised"),
    [
        (43101, None), (40003, None), (45011, TooOften), (45009, Refused), (47003, Refused), (40037, Refused),
        (41030, Refused), (48001, Refused),
    ],
)  # fmt: skip
def test_what_wechat_answers(errcode: int, raised: type[Exception] | None, capsys: pytest.CaptureFixture[str]) -> None:
    refusal = WeChatClientException(errcode, "no")
    if raised is None:
        assert not push(refusal)
    else:
        with pytest.raises(raised):
            push(refusal)
    assert ('"level": "alarm"' in capsys.readouterr().out) is (raised is Refused)


def test_wechat_that_does_not_answer_is_asked_again() -> None:
    with pytest.raises(OutsideBusy):
        push(Unreachable())


@pytest.mark.parametrize(
    ("error", "raised"),
    [(SmsTooOften(retry_after=30), TooOften), (SmsFailed(), Refused), (SmsBusy(), OutsideBusy)],
)
def test_what_the_sms_vendor_answers(error: Exception, raised: type[Exception]) -> None:
    with pytest.raises(raised):
        text(error)


def test_a_number_that_takes_no_sms_is_left_alone() -> None:
    assert not text(SmsRefused())


@pytest.mark.parametrize(("stage", "program"), [("prod", "formal"), ("test", "trial"), ("dev", "developer")])
def test_a_tap_opens_the_version_that_talks_to_this_server(stage: str, program: str) -> None:
    sent: list[Any] = []
    api = SimpleNamespace(post=lambda endpoint, data: sent.append(data))
    assert Subscribe(lambda: cast(Any, api), {"state": "T"}, stage).send("openid", "state", "page", {})
    assert sent[0]["miniprogram_state"] == program
