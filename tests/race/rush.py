"""Many notices at once: what the race and the bench deliver."""

from __future__ import annotations

import base64
import json
import random
import subprocess
import sys
from urllib.parse import urlsplit

from sandbox.cloud.template import ROOT
from tests.worlds.pay import World
from tests.worlds.pay_making import student
from tests.worlds.pay_notice import Notice

NOTICES = 500
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


def rush(world: World, count: int = NOTICES) -> tuple[list[tuple[str, str]], list[Notice]]:
    """(order id, out_trade_no) of orders that are paid, and the notices of it, `count` in all: 30 % come twice."""
    task = world.task(pay_minutes=120)
    made = [world.started(task, student()) for _ in range(count * 7 // 10)]
    first = [world.paid(number) for _, number in made]
    notices = first + random.sample(first, count - len(first))
    random.shuffle(notices)
    return made, notices


def at_once(world: World, channel: str, notices: list[Notice]) -> list[tuple[int, float]]:
    """Delivers them all together; (status, seconds until the answer) of each."""
    site = urlsplit(world.box.api_url)
    told = json.dumps([base64.b64encode(request(world, channel, one)).decode() for one in notices])
    command = [sys.executable, "-m", "tests.race.courier", str(site.hostname), str(site.port)]
    done = subprocess.run(command, input=told, capture_output=True, text=True, check=True, cwd=ROOT)
    return [(status, seconds) for status, seconds in json.loads(done.stdout)]


def request(world: World, channel: str, notice: Notice) -> bytes:
    """The whole HTTP request of a delivery."""
    kind = FORM if channel == "alipay" else JSON
    headers = {"Host": urlsplit(world.box.api_url).netloc, "Content-Type": kind, "Content-Length": len(notice.raw)}
    head = "".join(f"{name}: {value}\r\n" for name, value in {**headers, **notice.headers}.items())
    return f"POST /api/pay/notices/{channel} HTTP/1.1\r\n{head}\r\n".encode() + notice.raw
