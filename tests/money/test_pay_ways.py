"""Ways to pay: what fits which device, and each way from its start to the money, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from chalicelib.orders.money_model import AttemptState
from chalicelib.pay.errors import NotOnThisPhone, UnknownChannel
from chalicelib.pay.methods import HINT, IOS_HINT, WAYS, Device, offered, parse
from chalicelib.pay.model import Kind
from chalicelib.shared.ids import out_trade_no
from chalicelib.wire import wire
from clients.student import ApiError, Student
from sandbox.box import Sandbox
from tests.protocols.alipay_channel import press
from tests.worlds.app import World
from tools.suite.patience import PATIENCE

DESKTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/150.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 20_0 like Mac OS X) AppleWebKit/605.1.15 Version/20.0 Mobile Safari/604.1"
ANDROID = "Mozilla/5.0 (Linux; Android 16; PLK110) AppleWebKit/537.36 Chrome/150.0 Mobile Safari/537.36"
BOTH, ONE = ("wechat", "alipay"), ("wechat",)


def names(agent: str, channels: tuple[str, ...] = BOTH, *, mini: bool = False) -> list[str]:
    return [way.channel for way in offered(channels, Device(mini=mini, agent=agent))[0]]


def test_every_device_is_offered_what_works_on_it() -> None:
    assert names(DESKTOP) == ["WECHAT_NATIVE", "ALIPAY_PAGE", "ALIPAY_NATIVE"]
    assert names(IPHONE) == names(ANDROID) == ["WECHAT_H5", "ALIPAY_WAP"]
    assert names(f"{IPHONE} MicroMessenger/8.0.60 MiniProgramEnv", mini=True) == ["WECHAT_JSAPI"]
    assert names("") == names(DESKTOP)


def test_a_page_inside_wechat_is_told_where_to_go() -> None:
    assert offered(BOTH, Device(agent=f"{ANDROID} MicroMessenger/8.0.60")) == ((), HINT)


def test_a_branch_without_alipay_offers_none() -> None:
    assert names(DESKTOP, ONE) == ["WECHAT_NATIVE"]
    assert names(IPHONE, ONE) == ["WECHAT_H5"]
    with pytest.raises(UnknownChannel):
        parse("ALIPAY_PAGE", ONE)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.channel)
def test_what_is_offered_can_be_named(way: Any) -> None:
    name, _, kind = way.channel.partition("_")
    assert parse(way.channel, BOTH) == (name.lower(), Kind[kind])


# -- over HTTP ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def world(box: Sandbox) -> Iterator[World]:
    yield World(box)
    box.faults.clear()


@pytest.fixture
def student(world: World) -> Student:
    return world.student()


@pytest.fixture
def order_id(world: World, student: Student) -> str:
    return world.submitted(student)


def start(student: Student, order_id: str, channel: str, **more: str) -> Any:
    body = {"channel": channel, "client_key": f"key-{channel}", **more}
    return student.call("POST", f"/api/orders/{order_id}/payments", body)


def test_every_client_is_offered_its_ways_and_a_stranger_none(world: World, student: Student, order_id: str) -> None:
    for client, wanted in ((student, ["WECHAT_JSAPI"]), (world.session(student), names(DESKTOP))):
        said = client.call("GET", f"/api/orders/{order_id}/payments")
        assert [way["channel"] for way in said["ways"]] == wanted
        assert all(way["name"] and way["tells"] for way in said["ways"])
    with pytest.raises(ApiError, match="404"):
        world.student().call("GET", f"/api/orders/{order_id}/payments")


@pytest.mark.parametrize("channel", ["ALIPAY_PAGE", "ALIPAY_WAP"])
def test_alipays_page_leads_back_to_the_order(world: World, student: Student, order_id: str, channel: str) -> None:
    begun = start(student, order_id, channel, back=f"/#/orders/{order_id}")
    assert begun["kind"] == channel.partition("_")[2]
    answer = press(begun["params"]["pay_url"], "pay")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{world.box.api_url}/#/orders/{order_id}")
    assert student.wait_for(order_id, "IN_REVIEW")["payment"]["channel"] == "alipay"


@pytest.mark.parametrize(
    ("channel", "minutes"), [("WECHAT_NATIVE", 110), ("ALIPAY_NATIVE", 110), ("WECHAT_H5", 4), ("ALIPAY_PAGE", None)]
)
def test_what_was_started_is_good_no_longer_than_the_channel_takes_it(
    student: Student, order_id: str, channel: str, minutes: int | None
) -> None:
    until = start(student, order_id, channel)["expires_at"]
    if minutes is None:
        assert until == student.order(order_id)["deadlines"]["pay"]
    else:
        left = datetime.fromisoformat(until) - datetime.now(UTC)
        assert timedelta(minutes=minutes - 1) < left <= timedelta(minutes=minutes)


def test_alipays_code_is_scanned(world: World, student: Student, order_id: str) -> None:
    world.outside.scan(start(student, order_id, "ALIPAY_NATIVE")["params"]["code_url"])
    student.wait_for(order_id, "IN_REVIEW")


def test_wechats_page_for_phones_leads_back_to_the_order(world: World, student: Student, order_id: str) -> None:
    url = start(student, order_id, "WECHAT_H5", back="/pay?n=1&m=2")["params"]["pay_url"]
    assert start(student, order_id, "WECHAT_H5")["params"]["pay_url"] == url  # good for four minutes
    answer = requests.post(url, data={"do": "pay"}, timeout=PATIENCE, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{world.box.api_url}/pay?n=1&m=2")
    trade = world.box.pay.books.trade(out_trade_no(order_id, 1))
    assert trade["asked"]["scene_info"] == {"payer_client_ip": "127.0.0.1", "h5_info": {"type": "Wap"}}
    student.wait_for(order_id, "IN_REVIEW")


def test_the_last_choice_counts(world: World, student: Student, order_id: str) -> None:
    for channel in ("WECHAT_NATIVE", "ALIPAY_NATIVE", "WECHAT_H5"):
        begun = start(student, order_id, channel)
    assert begun["attempt_no"] == 3
    assert world.box.pay.books.trade(out_trade_no(order_id, 1))["state"] == "CLOSED"
    requests.post(begun["params"]["pay_url"], data={"do": "pay"}, timeout=PATIENCE, allow_redirects=False)
    assert student.wait_for(order_id, "IN_REVIEW")["payment"]["attempt_no"] == 3


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "evil", "/a b", "/\n", "/" + "x" * 200])
def test_nobody_is_led_to_another_site(student: Student, order_id: str, back: str) -> None:
    with pytest.raises(ApiError) as refused:
        start(student, order_id, "ALIPAY_PAGE", back=back)
    assert (refused.value.status, refused.value.error["field"]) == (422, "back")


@pytest.fixture
def barred(monkeypatch: pytest.MonkeyPatch) -> None:
    """The platform allows no payments in a mini-program on iOS."""
    monkeypatch.setattr(wire().money.pay, "_no_ios_pay", True)


@pytest.mark.usefixtures("barred")
def test_an_iphones_mini_program_is_told_where_to_pay_and_starts_nothing(
    world: World, student: Student, order_id: str
) -> None:
    said = student.call("GET", f"/api/orders/{order_id}/payments?platform=ios")
    assert said == {"ways": [], "hint": IOS_HINT}
    with pytest.raises(ApiError) as refusal:
        start(student, order_id, "WECHAT_JSAPI", platform="ios")
    error = refusal.value.error
    assert (refusal.value.status, error["code"]) == (422, "pay_not_on_ios")
    assert (error["message"], error["action"]) == (NotOnThisPhone.message, "请在网页上支付，或请家人代付")
    assert student.order(order_id)["payment"] is None
    world.outside.scan(start(world.session(student), order_id, "WECHAT_NATIVE")["params"]["code_url"])  # the way out
    student.wait_for(order_id, "IN_REVIEW")


@pytest.mark.usefixtures("barred")
@pytest.mark.parametrize("said", [{}, {"platform": ""}, {"platform": "android"}, {"platform": "devtools"}])
def test_every_other_phone_pays_as_before(student: Student, order_id: str, said: dict[str, str]) -> None:
    """Also a mini-program that does not say what it runs on."""
    query = "".join(f"?platform={name}" for name in said.values())
    (way,) = student.call("GET", f"/api/orders/{order_id}/payments{query}")["ways"]
    assert start(student, order_id, way["channel"], **said)["kind"] == "JSAPI"
    assert student.order(order_id)["payment"]["state"] == AttemptState.PENDING


def test_without_the_switch_an_iphone_pays_in_the_mini_program(student: Student, order_id: str) -> None:
    (way,) = student.call("GET", f"/api/orders/{order_id}/payments?platform=ios")["ways"]
    assert start(student, order_id, way["channel"], platform="ios")["kind"] == "JSAPI"


@pytest.mark.parametrize("platform", ["iOS 20", "x" * 21, "ios\n"])
def test_a_platform_is_a_word(student: Student, order_id: str, platform: str) -> None:
    with pytest.raises(ApiError) as refused:
        start(student, order_id, "WECHAT_JSAPI", platform=platform)
    assert (refused.value.status, refused.value.error["field"]) == (422, "platform")
