"""The simulators without the cloud: fresh state, and a shop that notices are sent to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandbox.alipay.server import Alipay
from sandbox.faults import Faults
from sandbox.keys import load_keys
from sandbox.records import Records
from sandbox.server import HANG_UP, Reply, Request, Server
from sandbox.tencent.captcha import TencentCaptcha
from sandbox.tencent.sms import Sms
from sandbox.wechat.open_api import WeChatOpen
from sandbox.wechat_pay.server import WeChatPay
from tools.suite.patience import PATIENCE, wait_for


class Clock:
    """The wall's clock, `ahead` of it; it stands still once told to, and then only moves by hand."""

    def __init__(self) -> None:
        self.ahead = 0.0
        self._stands_at: float | None = None

    def stand(self) -> None:
        self._stands_at = time.time()

    def __call__(self) -> float:
        return (time.time() if self._stands_at is None else self._stands_at) + self.ahead


class Shop:
    """Receives notices; answers with `statuses` in turn, the last one for ever."""

    def __init__(self) -> None:
        self.statuses = [200]
        self.seen: list[Request] = []
        self._guard = threading.Lock()
        self.server = Server(self._handle).start()
        self.url = f"{self.server.url}/notices"

    def _handle(self, request: Request) -> Reply:
        with self._guard:
            status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
            self.seen.append(request)
        return Reply.of({"code": "FAIL", "message": "失败"}, status=status) if status >= 400 else Reply(status=status)


class Hanging:
    """A server that lets everybody wait who asks; `over` ends it."""

    def __init__(self) -> None:
        self.asked, self.answered = list[Request](), 0
        self._over = threading.Event()
        self._server = Server(self._hang).start()
        self.url = self._server.url

    def _hang(self, request: Request) -> Reply:
        self.asked.append(request)
        self._over.wait(PATIENCE)
        self.answered += 1
        return HANG_UP

    def over(self) -> None:
        self._over.set()
        self._server.stop()


@dataclass
class Outside:
    """Simulators over one state directory."""

    state_dir: Path
    speed: float = 500.0
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.keys = load_keys(self.state_dir)
        self.records = Records(self.state_dir / "outside.sqlite")
        self.faults = Faults(self.records)
        self.wechat = WeChatOpen(self.keys, self.records, self.faults, clock=self.clock)
        self.pay = WeChatPay(self.keys, self.records, self.faults, speed=self.speed, clock=self.clock)
        self.alipay = Alipay(self.keys, self.records, self.faults, speed=self.speed, clock=self.clock)
        self.sms = Sms(self.keys, self.records, self.faults, clock=self.clock)
        self.captcha = TencentCaptcha(self.keys, self.records, self.faults, clock=self.clock)

    def start(self) -> Outside:
        for part in (self.wechat, self.pay, self.alipay, self.sms, self.captcha):
            part.start()
        return self

    def stop(self) -> None:
        for part in (self.wechat, self.pay, self.alipay, self.sms, self.captcha):
            part.stop()
        self.records.close()


def merchant(outside: Outside, shop: Shop) -> Any:
    """The library the product calls out with, pointed at the simulator."""
    from wechatpayv3 import WeChatPay as Client
    from wechatpayv3 import WeChatPayType

    keys = outside.keys
    bare = "".join(keys.merchant_pem.strip().splitlines()[1:-1])
    client = Client(
        WeChatPayType.NATIVE,
        keys.mchid,
        bare,
        keys.merchant_serial,
        keys.appid,
        keys.apiv3_key,
        notify_url=shop.url,
        timeout=(2, 10),
        public_key=keys.platform_public_pem,
        public_key_id=keys.platform_key_id,
    )
    client._core._gate_way = outside.pay.url
    return client


def until(look: Callable[[], Any]) -> Any:
    """The first answer of `look` that is true."""
    return wait_for(look, "what this test waits for")


def said(answer: tuple[int, str]) -> tuple[int, Any]:
    """(status, decoded body) of a library call."""
    status, body = answer
    return status, json.loads(body) if body else None
