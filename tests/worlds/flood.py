"""Visitors of several networks, and what all that a flood makes the product do would cost in fen."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from requests.adapters import HTTPAdapter

from clients.outside import new_phone
from clients.student import ApiError, Student
from sandbox.box import Sandbox
from sandbox.cloud.template import CONFIG
from tests.worlds.app import World, portrait
from tools.cost.bill import of_student, price_list
from tools.cost.counting import OWN_LINES, Meter

ELSEWHERE = "127.0.0.77"  # of this machine, as every address here: another network than any flood's
THREATS = Path(__file__).parents[2] / "docs" / "threat-model.md"
ROW = re.compile(r"\| `(\w+)` \| ([\d,]+) \| ([\d,]+) \|")
LINE = 300  # bytes of a step's own line in the log


class Bound(NamedTuple):
    """What a flood may cost, in fen."""

    hour: int
    day: int


def bounds() -> dict[str, Bound]:
    """The table of the threat model, by the flood's name."""
    found = ROW.findall(THREATS.read_text())
    return {name: Bound(*(int(figure.replace(",", "")) for figure in figures)) for name, *figures in found}


class Network(HTTPAdapter):
    """Calls from one address of this machine."""

    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options, source_address=(self._address, 0))


def visitor(box: Sandbox, address: str) -> Student:
    """Somebody who calls from this network."""
    student = Student(box.api_url)
    student._http.mount("http://", Network(address))
    return student


def member(box: Sandbox, address: str) -> Student:
    """Somebody with an account, who agreed to everything."""
    student, user = visitor(box, address), box.wechat.new_user(new_phone())
    student.login_by_wechat(box.wechat.login_code(user["openid"]), box.wechat.phone_code(user["openid"]))
    student.agree()
    return student


def goes_through(world: World) -> None:
    """A student on another network, from her login by SMS to the payment page."""
    student, phone = visitor(world.box, ELSEWHERE), new_phone()
    student.ask_code(phone, world.outside.solved(student.captcha()))
    student.login(phone, world.outside.sms_code(phone))
    student.agree()
    order_id = world.draft(student)
    assert student.judge(order_id, portrait())["state"] == "PASSED"
    assert student.act(order_id, "submit", photo_no=1)["state"] == "AWAITING_PAYMENT"


def refusal(ask: Callable[[], object]) -> ApiError | None:
    """Asks once; how it was refused, if it was."""
    try:
        ask()
    except ApiError as error:
        return error
    return None


class Bill:
    """Counts what the steps do while a flood goes on; fen: what it costs, with the SMS that went out."""

    def __init__(self, box: Sandbox) -> None:
        functions = next(iter(json.loads(CONFIG.read_text())["stages"].values()))["lambda_functions"]
        self._box = box
        self._sent = len(box.sms.sent())
        self.meter = Meter(box, {step: int(one["lambda_memory_size"]) for step, one in functions.items()})

    @property
    def sms(self) -> int:
        return len(self._box.sms.sent()) - self._sent

    def fen(self, **more: float) -> float:
        """more: what is charged for beside, by the names of the price list."""
        meter, invoked = self.meter, sum(self.meter.by_step.values())
        calls = {
            "dynamodb_write_units": sum(meter.writes.values()) + meter.index_writes,
            "dynamodb_read_units": meter.read_units,
            "api_requests": invoked,
            "lambda_requests": invoked,
            "lambda_gb_seconds": meter.gb_seconds,
            "s3_puts": meter.calls["s3_puts"],
            "s3_gets": meter.calls["s3_gets"],
            "log_bytes": (OWN_LINES + LINE) * invoked,
            "sms": self.sms,
        }
        summed = {name: calls.get(name, 0) + more.get(name, 0) for name in {*calls, *more}}
        return sum(of_student(summed, price_list()).values())
