"""The control page's JSON API: every button does what it says."""

from __future__ import annotations

import json
import secrets
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock, Mock, patch

import pytest
import requests

from chalicelib.photo.qr.scan import read_qr
from chalicelib.shared.errors import Malformed
from chalicelib.staff.proofs import code_at
from clients.student import ApiError
from sandbox import authenticator
from sandbox.captchas import CaptchaReader
from sandbox.clock import SandboxClock, StepRuns
from sandbox.control import Control
from sandbox.faults import MENU
from sandbox.play import mini_program
from sandbox.play.story import Story
from sandbox.seed_staff import TOTP_SECRET
from tests.protocols import alipay_channel
from tests.worlds.simulators import Outside, Shop, until
from tools.demo import answers
from tools.suite.patience import PATIENCE


class Page:
    """Posts to the control server."""

    def __init__(self, outside: Outside, *, product: bool = True) -> None:
        self.steps: list[str] = []
        self.clock = MagicMock(SandboxClock)
        self.clock.view.return_value = {"now": 1_800_000_000.0, "ahead_seconds": 0, "moving": False}
        self.clock.to.return_value = StepRuns()
        self.clock.move.return_value = StepRuns(times=Counter(expire=2), failed=Counter(expire=1))
        channels = (outside.wechat, outside.pay, outside.alipay, outside.sms)
        story = Story("http://site", "http://console", outside.wechat, outside.pay) if product else None
        steps = dict.fromkeys(("expire", "match_bills"))
        self.captchas = CaptchaReader()
        self.server = Control(
            *channels,
            outside.faults,
            self.run,
            self.clock,
            captchas=self.captchas,
            schedules=lambda: steps,
            story=story,
        )
        self.server.start()

    def run(self, step: str) -> None:
        if step == "unheard":
            raise AttributeError(step)
        self.steps.append(step)

    def post(self, path: str, body: dict[str, Any] | None = None, *, status: int = 200) -> Any:
        answer = requests.post(self.server.url + path, json=body or {}, timeout=PATIENCE)
        assert answer.status_code == status, answer.text
        return answer.json()

    def state(self) -> Any:
        return requests.get(self.server.url + "/api/state", timeout=PATIENCE).json()


def test_a_sandbox_without_the_product_counts_nothing(page: Page) -> None:
    answer = requests.get(page.server.url + "/api/watch", timeout=PATIENCE)
    assert answer.json() == {"metrics": [], "alarms": []}


@pytest.fixture
def page(outside: Outside) -> Iterator[Page]:
    running = Page(outside)
    yield running
    running.server.stop()


def prepay(client: Any, number: str) -> str:
    amount = {"total": 3000, "currency": "CNY"}
    return str(client.pay(description="毕业照", out_trade_no=number, amount=amount)[1])


def test_the_demo_knows_the_page_from_the_other_servers(page: Page, outside: Outside) -> None:
    assert answers(page.server.url)
    others = (outside.wechat.url, outside.pay.url, outside.alipay.url, outside.sms.url, "http://127.0.0.1:1")
    assert not any(answers(url) for url in others)


def test_the_page_is_there(page: Page) -> None:
    answer = requests.get(page.server.url + "/", timeout=PATIENCE)
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "沙箱控制台" in answer.content.decode()
    assert requests.get(page.server.url + "/nothing", timeout=PATIENCE).status_code == 404


def test_the_authenticator_shows_what_the_product_takes(page: Page) -> None:
    shown = page.state()["story"]
    now = time.time()
    assert shown["authenticator"] in {code_at(TOTP_SECRET, int(now - ago) // 30) for ago in (0, 30)}  # or just changed
    assert "reviewer" in [one["username"] for one in shown["staff"]]
    assert authenticator.current_code(59.0) != authenticator.current_code(60.0)


def test_without_the_product_nothing_is_offered_that_only_it_knows(outside: Outside) -> None:
    page = Page(outside, product=False)
    assert page.state()["story"] is None  # its staff have authenticators of their own
    for path in ("/api/sample-orders", "/api/teacher-page", "/api/steps/expire"):
        page.post(path, status=400)
    for path, body in (("/api/steps/expire", {}), ("/api/clock", {"minutes": 5}), ("/api/clock", {"to": "2027-01-01"})):
        assert "真实时间" in page.post(path, body, status=400)["error"], path
    assert (page.steps, page.clock.move.called, page.clock.to.called) == ([], False, False)
    page.server.stop()


TROUBLES = {
    "api": (
        ApiError(409, {"code": "task_over", "message": "任务已结束", "action": "请换一个"}),
        "任务已结束（请换一个）",
    ),
    "domain": (Malformed(), "请求内容无法识别。请刷新页面后重试"),
    "time": (TimeoutError("the verdict did not come"), "the verdict did not come"),
}


@pytest.mark.parametrize(("trouble", "said"), TROUBLES.values(), ids=TROUBLES)
def test_what_the_product_refuses_is_told(page: Page, trouble: Exception, said: str) -> None:
    with patch.object(Story, "sample_orders", side_effect=trouble):
        assert said in page.post("/api/sample-orders", status=400)["error"]


def test_the_frame_serves_its_own_files_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mini_program, "HARNESS", tmp_path)
    (tmp_path / "keys.json").touch()
    out = tmp_path / "out"
    out.mkdir()
    (out / "pages.js").touch()
    reply = mini_program.mini_program(out, mini_program.PAGE)
    assert (reply.status, "make setup" in reply.body.decode()) == (404, True)
    names = {"pages.js": 200, "phone.js": 200, "../keys.json": 404, str(tmp_path / "keys.json"): 404, ".": 404}
    assert {name: mini_program.mini_program(out, name).status for name in names} == names


def test_a_compiler_that_fails_silently_has_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for code, told, said in ((0, "a warning", ""), (1, "a mistake", "a mistake"), (-9, "", "node failed")):
        monkeypatch.setattr(subprocess, "run", Mock(return_value=Mock(returncode=code, stderr=told)))
        assert mini_program._compile(tmp_path) == said


def test_pictures_to_hand_in_are_drawn_anew_each_time(page: Page) -> None:
    def picture(name: str) -> requests.Response:
        return requests.get(f"{page.server.url}/api/samples/{name}", timeout=PATIENCE)

    texts = {found.text for _ in range(2) for found in read_qr(picture("code").content)}
    assert len(texts) == 2
    assert picture("portrait").content != picture("portrait").content
    for name in page.state()["story"]["faults"]:
        assert picture(name).headers["Content-Type"] == "image/png"
    assert picture("nothing").status_code == 404


def test_the_newest_captcha_and_every_schedule_are_shown(page: Page) -> None:
    with patch.dict(page.captchas._texts, {"older": "ABCD", "newer": "EFHK"}):
        assert page.state()["story"]["captcha"] == "EFHK"
    shown = page.state()["story"]
    assert (shown["captcha"], shown["steps"]) == (None, ["expire", "match_bills"])


def test_a_new_user_brings_codes(page: Page, outside: Outside) -> None:
    user = page.post("/api/users", {"phone": "13800000009"})
    assert user["phone"] == "13800000009"
    assert outside.records.get("login_code", user["login_code"])
    assert outside.records.get("phone_code", user["phone_code"])
    again = page.post(f"/api/users/{user['openid']}/codes")
    assert again["login_code"] != user["login_code"]
    template = "T" * 43
    assert page.post(f"/api/users/{user['openid']}/subscribe", {"template_id": template}) == {"left": 1}
    page.post("/api/users/oNobody/codes", status=404)
    assert [one["openid"] for one in page.state()["users"]] == [user["openid"]]


def test_outcomes_of_a_payment(page: Page, outside: Outside, shop: Shop, client: Any) -> None:
    for number in range(1, 4):
        prepay(client, f"control00{number}")
    assert page.post("/api/trades/control001", {"outcome": "fail"})["failures"] == 1
    page.post("/api/trades/control001", {"outcome": "pay"})
    assert page.post("/api/trades/control001", {"outcome": "pay"}, status=400)["error"] == "订单已支付，请勿重复支付"
    page.post("/api/trades/control009", {"outcome": "pay"}, status=404)
    page.post("/api/trades/control002", {"outcome": "vanish"}, status=400)
    until(lambda: len(shop.seen) == 1)
    outside.clock.stand()
    page.post("/api/trades/control002", {"outcome": "pay_late", "seconds": 30})
    assert outside.pay.notices.of("control002")[0]["due_at"] == outside.clock() + 30
    outside.clock.ahead += 30
    until(lambda: len(shop.seen) == 2)
    page.post("/api/trades/control001", {"outcome": "refund_outside"})
    states = {one["out_trade_no"]: one["state"] for one in page.state()["trades"]}
    assert states == {"control001": "REFUND", "control002": "SUCCESS", "control003": "NOTPAY"}


def test_a_scan_and_a_mini_program_payment(page: Page, outside: Outside, client: Any) -> None:
    from wechatpayv3 import WeChatPayType

    code = json.loads(prepay(client, "scan000001"))["code_url"]
    assert page.post("/api/scan", {"code_url": code})["state"] == "SUCCESS"
    page.post("/api/scan", {"code_url": "weixin://nothing"}, status=400)
    openid = outside.wechat.new_user()["openid"]
    amount = {"total": 1, "currency": "CNY"}
    kind = {"pay_type": WeChatPayType.JSAPI, "payer": {"openid": openid}}
    _, answer = client.pay(description="毕业照", out_trade_no="mini000001", amount=amount, **kind)
    stamp, nonce, package = str(int(time.time())), secrets.token_hex(8), f"prepay_id={json.loads(answer)['prepay_id']}"
    params = {"timeStamp": stamp, "nonceStr": nonce, "package": package, "signType": "RSA"}
    bad = page.post("/api/request-payment", {"openid": openid, "params": {**params, "paySign": "eA=="}}, status=400)
    assert "签名" in bad["error"]
    assert "paySign" in page.post("/api/request-payment", {"openid": openid, "params": params}, status=400)["error"]
    params["paySign"] = client.sign([outside.keys.appid, stamp, nonce, package])
    assert page.post("/api/request-payment", {"openid": openid, "params": params})["state"] == "SUCCESS"


def test_refunds_by_hand(page: Page, shop: Shop, client: Any) -> None:
    assert page.post("/api/refund-seconds", {"seconds": None}) == {"seconds": None}
    prepay(client, "hand000001")
    page.post("/api/trades/hand000001", {"outcome": "pay"})
    client.refund("h1", {"refund": 3000, "total": 3000, "currency": "CNY"}, out_trade_no="hand000001")
    assert page.post("/api/refunds/h1", {"outcome": "ABNORMAL"})["status"] == "ABNORMAL"
    page.post("/api/refunds/h1", {"outcome": "SUCCESS"}, status=400)
    page.post("/api/refunds/h9", status=404)


def test_a_notice_is_sent_again(page: Page, shop: Shop, client: Any) -> None:
    prepay(client, "resend0001")
    page.post("/api/trades/resend0001", {"outcome": "pay"})
    key = until(lambda: [one["key"] for one in page.state()["notices"] if one["state"] == "DELIVERED"])[0]
    page.post(f"/api/notices/{key}/send")
    until(lambda: len(shop.seen) == 2)
    page.post("/api/notices/unheard/send", status=404)


def test_the_fault_menu(page: Page, outside: Outside) -> None:
    rows = page.post("/api/faults", {"name": "notice_late", "times": 2, "seconds": 7})
    assert {row["name"] for row in rows} == set(MENU)
    taken = outside.faults.take("notice_late")
    assert taken is not None
    assert taken.seconds == 7
    page.post("/api/faults/clear")
    assert outside.faults.take("notice_late") is None
    page.post("/api/faults", {"name": "unheard"}, status=404)


def test_another_sites_form_does_not_get_in(page: Page, outside: Outside) -> None:
    answer = requests.post(page.server.url + "/api/users", data={"phone": "13800000000"}, timeout=PATIENCE)
    assert answer.status_code == 415
    assert not outside.wechat.users()


def test_a_step_by_hand_and_sms(page: Page) -> None:
    assert page.post("/api/steps/expire") == {"ran": "expire"}
    page.post("/api/steps/unheard", status=404)
    assert page.steps == ["expire"]
    assert requests.get(page.server.url + "/api/sms", params={"phone": "13800000000"}, timeout=PATIENCE).json() == []


def test_time_is_moved_and_shown(page: Page) -> None:
    moved = page.post("/api/clock", {"days": 1.5})
    assert moved["ran"] == [{"step": "expire", "times": 2, "failed": 1}]
    page.clock.move.assert_called_once_with(minutes=0, days=1.5)
    page.post("/api/clock", {"to": "2027-06-30T08:00"})
    page.post("/api/clock", {"to": "2027-06-30T00:00:00Z"})
    shanghai, london = (call.args[0] for call in page.clock.to.call_args_list)
    assert shanghai == london
    assert "时间" in page.post("/api/clock", {"to": "tomorrow"}, status=400)["error"]
    assert page.post("/api/clock", {"days": "7"}, status=400) == {"error": "分钟数和天数须为数字"}
    page.clock.move.side_effect = ValueError("沙箱的时间只能向前")
    assert page.post("/api/clock", {"minutes": -1}, status=400) == {"error": "沙箱的时间只能向前"}
    assert page.state()["clock"]["ahead_seconds"] == 0


def test_alipay_by_hand(page: Page, outside: Outside) -> None:
    pay = alipay_channel.channel(outside.keys, url=outside.alipay.url)
    for outcome, state in (("scan", "WAIT_BUYER_PAY"), ("fail", "WAIT_BUYER_PAY"), ("pay", "TRADE_SUCCESS")):
        number = alipay_channel.started(pay).out_trade_no
        assert page.post(f"/api/alipay/trades/{number}", {"outcome": outcome})["state"] == state
    assert page.post(f"/api/alipay/trades/{number}", {"outcome": "refund_outside"})["state"] == "TRADE_CLOSED"
    assert "已支付" in page.post(f"/api/alipay/trades/{number}", {"outcome": "pay"}, status=400)["error"]
    page.post(f"/api/alipay/trades/{number}", {"outcome": "?"}, status=400)
    page.post("/api/alipay/trades/unheard", {"outcome": "refund_outside"}, status=400)
    late = alipay_channel.started(pay).out_trade_no
    outside.clock.ahead = 4000
    assert page.post(f"/api/alipay/trades/{late}", {"outcome": "pay_late", "seconds": 0})["state"] == "TRADE_SUCCESS"
    told = until(lambda: [one for one in page.state()["alipay_notices"] if one["number"] == late])
    assert page.post(f"/api/notices/{told[0]['key']}/send")["state"] == "WAITING"
    assert {one["state"] for one in page.state()["alipay_trades"]} == {"TRADE_SUCCESS", "TRADE_CLOSED"}
