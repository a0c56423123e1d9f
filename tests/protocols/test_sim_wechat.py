"""The simulated WeChat open API: codes, the stable token and subscribe messages."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.worlds.simulators import Outside
from tools.suite.patience import PATIENCE

TEMPLATE = "T" * 43


def session(outside: Outside, code: str, **change: str) -> dict[str, Any]:
    asked = {"appid": outside.keys.appid, "secret": outside.keys.wechat_secret, "js_code": code}
    asked |= {"grant_type": "authorization_code", **change}
    answer: dict[str, Any] = requests.get(
        f"{outside.wechat.url}/sns/jscode2session", params=asked, timeout=PATIENCE
    ).json()
    return answer


def token(outside: Outside, **change: Any) -> dict[str, Any]:
    asked = {"appid": outside.keys.appid, "secret": outside.keys.wechat_secret, "grant_type": "client_credential"}
    answer: dict[str, Any] = requests.post(
        f"{outside.wechat.url}/cgi-bin/stable_token", json=asked | change, timeout=PATIENCE
    ).json()
    return answer


def with_token(outside: Outside, path: str, access_token: str, body: dict[str, Any]) -> dict[str, Any]:
    params = {"access_token": access_token}
    answer: dict[str, Any] = requests.post(outside.wechat.url + path, params=params, json=body, timeout=PATIENCE).json()
    return answer


def phone(outside: Outside, access_token: str, code: str) -> dict[str, Any]:
    return with_token(outside, "/wxa/business/getuserphonenumber", access_token, {"code": code})


def message(outside: Outside, openid: str, **change: Any) -> dict[str, Any]:
    body = {"touser": openid, "template_id": TEMPLATE, "page": "pages/orders", "data": {"thing1": {"value": "已通过"}}}
    return with_token(outside, "/cgi-bin/message/subscribe/send", token(outside)["access_token"], body | change)


def test_a_login_code_works_once_and_for_five_minutes(outside: Outside) -> None:
    user = outside.wechat.new_user()
    code = outside.wechat.login_code(user["openid"])
    answer = session(outside, code)
    assert answer["openid"] == user["openid"]
    assert "errcode" not in answer
    assert session(outside, code)["errcode"] == 40163
    assert session(outside, "unheard")["errcode"] == 40029
    late = outside.wechat.login_code(user["openid"])
    outside.clock.ahead = 301
    assert session(outside, late)["errcode"] == 40029
    with pytest.raises(KeyError):
        outside.wechat.login_code("oNobody")


def test_a_phone_code_is_another_code_and_works_once(outside: Outside) -> None:
    user = outside.wechat.new_user("13900000000")
    login, code = outside.wechat.login_code(user["openid"]), outside.wechat.phone_code(user["openid"])
    access = token(outside)["access_token"]
    assert phone(outside, access, login)["errcode"] == 40029
    assert phone(outside, "wrong", code)["errcode"] == 40001
    assert phone(outside, access, code)["phone_info"]["purePhoneNumber"] == "13900000000"
    assert phone(outside, access, code)["errcode"] == 40029
    assert session(outside, code)["errcode"] == 40029
    outside.clock.ahead = 301
    late = outside.wechat.phone_code(user["openid"])
    outside.clock.ahead = 603
    assert phone(outside, access, late)["errcode"] == 40029


def test_app_id_and_secret_are_checked(outside: Outside) -> None:
    assert session(outside, "x", appid="wx1")["errcode"] == 40013
    assert session(outside, "x", secret="s")["errcode"] == 40125
    assert session(outside, "x", grant_type="password")["errcode"] == 40002
    assert token(outside, secret="s")["errcode"] == 40125


def test_the_stable_token_is_stable_and_overlaps_with_the_next(outside: Outside) -> None:
    first = token(outside)
    assert first["expires_in"] == 7200
    assert token(outside)["access_token"] == first["access_token"]
    outside.clock.ahead = 7200 - 299
    second = token(outside)
    assert second["access_token"] != first["access_token"]
    for access in (first["access_token"], second["access_token"]):
        assert phone(outside, access, "x")["errcode"] == 40029  # the token is taken, the code is not
    outside.clock.ahead = 7201
    assert phone(outside, first["access_token"], "x")["errcode"] == 40001
    assert phone(outside, second["access_token"], "x")["errcode"] == 40029


def test_a_forced_token_kills_the_old_one_within_its_limits(outside: Outside) -> None:
    first = token(outside)["access_token"]
    second = token(outside, force_refresh=True)["access_token"]
    assert second != first
    assert token(outside, force_refresh=True)["access_token"] == second  # within 30 s: the same
    assert phone(outside, first, "x")["errcode"] == 40001
    for number in range(1, 20):
        outside.clock.ahead = 31.0 * number
        assert "access_token" in token(outside, force_refresh=True)
    outside.clock.ahead = 31.0 * 20
    assert token(outside, force_refresh=True)["errcode"] == 45009


def test_one_permission_is_one_message(outside: Outside) -> None:
    openid = outside.wechat.new_user()["openid"]
    assert message(outside, openid)["errcode"] == 43101
    assert [outside.wechat.subscribe(openid, TEMPLATE) for _ in range(2)] == [1, 2]
    assert [message(outside, openid)["errcode"] for _ in range(3)] == [0, 0, 43101]
    assert len(outside.wechat.messages()) == 2


@pytest.mark.parametrize(
    ("change", "errcode"),
    [
        ({"touser": "oNobody"}, 40003),
        ({"template_id": "short"}, 40037),
        ({"page": "/pages/orders"}, 41030),
        ({"miniprogram_state": "release"}, 47003),
        ({"data": {}}, 47003),
        ({"data": {"thing1": {"value": "字" * 21}}}, 47003),
        ({"data": {"character_string2": {"value": "中文"}}}, 47003),
        ({"data": {"phrase3": {"value": "审核未通过了"}}}, 47003),
        ({"data": {"time4": {"value": "明天"}}}, 47003),
        ({"data": {"unheard5": {"value": "x"}}}, 47003),
    ],
)
def test_messages_are_checked(outside: Outside, change: dict[str, Any], errcode: int) -> None:
    openid = outside.wechat.new_user()["openid"]
    outside.wechat.subscribe(openid, TEMPLATE)
    assert message(outside, openid, **change)["errcode"] == errcode


@pytest.mark.parametrize(
    ("fault", "errcode"),
    [
        ("wechat_quota", 45009), ("wechat_minute", 45011), ("wechat_template_gone", 40037),
        ("wechat_template_changed", 47003),
    ],
)  # fmt: skip
def test_faults_of_messages_cost_no_permission(outside: Outside, fault: str, errcode: int) -> None:
    openid = outside.wechat.new_user()["openid"]
    outside.wechat.subscribe(openid, TEMPLATE)
    outside.faults.set(fault)
    assert [message(outside, openid)["errcode"] for _ in range(3)] == [errcode, 0, 43101]


@pytest.mark.parametrize(("fault", "errcode"), [("wechat_busy", -1), ("wechat_rate", 45011), ("wechat_blocked", 40226)])
def test_faults_of_the_login(outside: Outside, fault: str, errcode: int) -> None:
    code = outside.wechat.login_code(outside.wechat.new_user()["openid"])
    outside.faults.set(fault)
    assert session(outside, code)["errcode"] == errcode
    assert "openid" in session(outside, code)


def test_a_refused_token_and_outages(outside: Outside) -> None:
    access = token(outside)["access_token"]
    outside.faults.set("wechat_stale_token")
    assert phone(outside, access, "x")["errcode"] == 40001
    outside.faults.set("wechat_5xx")
    assert requests.get(f"{outside.wechat.url}/sns/jscode2session", timeout=PATIENCE).status_code == 500
    outside.faults.set("wechat_timeout", seconds=0.1)
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{outside.wechat.url}/sns/jscode2session", timeout=PATIENCE)
    assert with_token(outside, "/cgi-bin/token", access, {})["errcode"] == 40066


def test_the_products_library_reads_these_answers(outside: Outside) -> None:
    """wechatpy, pointed here the way a tamed client is: its own token fetch never runs."""
    from wechatpy import WeChatClient

    user = outside.wechat.new_user("13900000001")
    client = WeChatClient(outside.keys.appid, outside.keys.wechat_secret, auto_retry=False)
    client.session.set(f"{outside.keys.appid}_access_token", token(outside)["access_token"])
    client.session.set(f"{outside.keys.appid}_expires_at", 2**33)
    client.wxa.API_BASE_URL = outside.wechat.url + "/"
    assert client.wxa.code_to_session(outside.wechat.login_code(user["openid"]))["openid"] == user["openid"]
    answer = client.wxa.get_phone_number(outside.wechat.phone_code(user["openid"]))
    assert answer["phone_info"]["phoneNumber"] == "13900000001"
    outside.wechat.subscribe(user["openid"], TEMPLATE)
    sent = client.wxa.send_subscribe_message(user["openid"], TEMPLATE, {"thing1": {"value": "已通过"}}, page="pages/a")
    assert sent["errcode"] == 0


def program_code(outside: Outside, **change: Any) -> requests.Response:
    body = {"scene": "A7K9Q2", "page": "pages/tasks/start/start", "width": 430} | change
    params = {"access_token": token(outside)["access_token"]}
    return requests.post(f"{outside.wechat.url}/wxa/getwxacodeunlimit", params=params, json=body, timeout=PATIENCE)


def test_a_program_code_is_a_picture_and_its_refusal_is_not(outside: Outside) -> None:
    drawn = program_code(outside)
    assert (drawn.headers["Content-Type"], drawn.content[:2]) == ("image/jpeg", b"\xff\xd8")
    assert program_code(outside).content == drawn.content
    assert program_code(outside, scene="B7K9Q2").content != drawn.content
    assert program_code(outside, page="pages/new/new", check_path=False).content[:2] == b"\xff\xd8"
    wrong = {"access_token": "wrong"}
    url = f"{outside.wechat.url}/wxa/getwxacodeunlimit"
    assert requests.post(url, params=wrong, json={"scene": "A"}, timeout=PATIENCE).json()["errcode"] == 40001


@pytest.mark.parametrize(
    ("change", "errcode"),
    [
        ({"scene": ""}, 40129),
        ({"scene": "特征码"}, 40129),
        ({"scene": "A" * 33}, 40129),
        ({"page": "/pages/tasks/start/start"}, 41030),
        ({"page": "pages/tasks/start/start?code=1"}, 41030),
        ({"page": "pages/new/new"}, 41030),
        ({"env_version": "dev"}, 40097),
        ({"width": 100}, 40097),
    ],
)
def test_a_wrong_program_code_is_refused(outside: Outside, change: dict[str, Any], errcode: int) -> None:
    assert program_code(outside, **change).json()["errcode"] == errcode
