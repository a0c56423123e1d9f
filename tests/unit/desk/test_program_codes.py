"""The mini-program's code as each deployment asks for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

import pytest
from wechatpy.exceptions import WeChatClientException

from chalicelib.desk.notice.program_codes import MOST_PICTURE, REMEMBERED, NoProgramCode, ProgramCodes
from chalicelib.identity.wechat_client import OpenApi
from chalicelib.storage.objects import Objects
from sandbox.wechat.program_codes import drawn
from tests.worlds.orders import T0

APPID = "wx0123456789abcdef"


class Bucket(dict[str, bytes]):
    """What is in it."""

    def exists(self, key: str) -> bool:
        return key in self

    def put(self, key: str, data: bytes, content_type: str) -> bool:
        assert content_type == "image/jpeg"
        self.setdefault(key, data)
        return True


class Api:
    """Draws as WeChat's stand-in does, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.now, self.refusal, self.answer = T0, 0, b""

    def clock(self) -> datetime:
        return self.now

    def program_code(self, **wanted: Any) -> bytes:
        self.asked.append(wanted)
        if self.refusal:
            raise WeChatClientException(self.refusal, "no")
        return self.answer or drawn(wanted)


def codes(stage: str, bucket: Bucket, api: Api) -> ProgramCodes:
    return ProgramCodes(lambda: cast("OpenApi", api), cast("Objects", bucket), APPID, stage, api.clock)


@pytest.mark.parametrize(("stage", "version"), [("dev", "develop"), ("test", "trial"), ("prod", "release")])
def test_each_deployment_opens_its_own_mini_program(stage: str, version: str) -> None:
    bucket, api = Bucket(), Api()
    assert codes(stage, bucket, api).key("A7K9Q2") == f"notices/{APPID}/{version}/a7k9q2.jpg"
    (asked,) = api.asked
    assert (asked["env_version"], asked["check_path"]) == (version, stage == "prod")


def test_the_page_is_one_that_the_released_mini_program_has() -> None:
    """WeChat checks it there, as its stand-in does by `miniprogram/app.json`."""
    bucket = Bucket()
    assert bucket[codes("prod", bucket, Api()).key("A7K9Q2")][:2] == b"\xff\xd8"


def test_what_was_drawn_is_not_asked_for_again_however_it_is_typed() -> None:
    bucket, api = Bucket(), Api()
    assert len({codes("prod", bucket, api).key(code) for code in ("A7K9Q2", "a7k9q2")}) == 1
    assert len(api.asked) == 1


@pytest.mark.parametrize("code", ["毕业1", "", "A-1", "../x"])
def test_what_no_scene_holds_is_not_asked_for(code: str) -> None:
    api = Api()
    with pytest.raises(NoProgramCode, match="字母和数字"):
        codes("prod", Bucket(), api).key(code)
    assert api.asked == []


@pytest.mark.parametrize(("errcode", "alarms", "says"), [(41030, 1, "技术人员"), (45009, 0, "太多")])
def test_a_refusal_is_remembered_for_minutes_and_wakes_somebody_once(
    errcode: int, alarms: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    api, bucket = Api(), Bucket()
    api.refusal, asking = errcode, codes("prod", bucket, api)
    for code in ("A7K9Q2", "A7K9Q2", "B7K9Q2"):
        with pytest.raises(NoProgramCode, match=says):
            asking.key(code)
    assert [one["scene"] for one in api.asked] == ["A7K9Q2", "B7K9Q2"]
    assert capsys.readouterr().out.count('"level": "alarm"') == alarms
    api.refusal, api.now = 0, api.now + REMEMBERED
    assert asking.key("A7K9Q2") in bucket


@pytest.mark.parametrize("answer", [b"{}", b"\xff\xd8\xff" + bytes(MOST_PICTURE)])
def test_what_is_no_picture_is_not_kept(answer: bytes) -> None:
    api, bucket = Api(), Bucket()
    api.answer = answer
    with pytest.raises(NoProgramCode, match="稍后刷新"):
        codes("prod", bucket, api).key("A7K9Q2")
    assert not bucket
