"""One student from the first page to 待审核: SMS login, an encrypted collection code, one photo, paid with WeChat.

She looks once at the verdict, and once at the order when it is paid: how often a page polls is another matter.
"""

from __future__ import annotations

import io
import json
import secrets
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import requests

from chalicelib.orders.model import Order, PhotoState, State
from clients.outside import Outside, new_phone
from clients.student import Student
from sandbox.box import Sandbox
from sandbox.cloud.template import CONFIG
from sandbox.seed import Seeded, seed
from tools.bench import web
from tools.cost.counting import OWN_LINES, Meter
from tools.suite.patience import wait_for

COUNTED = Path(__file__).with_name("counted.json")
OUTSIDE = {"sms": 0.2, "prepay": 0.2}  # seconds that a step waits for a vendor; one of each in a journey
OUTSIDE_MEMORY = 512  # MiB of the steps that wait for them


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Of one student.  calls: what is charged for, by the names of the price list.  requests, items: of the tables.
    writes: units by table, its indexes apart; counters: those of the task's own counters.  seconds: of steps at work;
    by_step: calls of each; events: of the stream."""

    calls: dict[str, float]
    requests: int
    items: int
    writes: dict[str, int]
    index_writes: int
    counters: int
    seconds: float
    by_step: dict[str, int]
    events: int


def measure() -> Counted:
    """Runs the journey in a sandbox of its own.  The second student is counted: the first warms the caches."""
    functions = next(iter(json.loads(CONFIG.read_text())["stages"].values()))["lambda_functions"]
    memory = {step: int(one["lambda_memory_size"]) for step, one in functions.items()}
    lines = io.StringIO()
    with redirect_stdout(lines), Sandbox(tick=None) as box:
        seed()
        _travel(box)
        box.stream.drain()
        with box.published():
            site = web.first_visit(box.api_url)
        began, sent, meter = len(lines.getvalue().encode()), len(box.sms.sent()), Meter(box, memory)
        with meter.running():
            fetched, price = _travel(box)
            box.stream.drain()
        sms, logged = len(box.sms.sent()) - sent, len(lines.getvalue().encode()) - began
    return _counted(meter, fetched, price, sms=sms, logged=logged, site=site)


def _travel(box: Sandbox) -> tuple[int, int]:
    """Pictures that the client sent and fetched; the price in fen."""
    from tools.demo import sample_code, sample_portrait

    student, phone, outside = Student(box.api_url), new_phone(), Outside(box.control_url)
    student.ask_code(phone, outside.solved(student.captcha()))
    student.login(phone, outside.sms_code(phone))
    student.agree()
    task = student.lookup(Seeded().encrypted)["task"]
    picture = sample_code(student_no=f"S{secrets.randbelow(10**12):012}")
    read = student.read_code(task["task_id"], picture, "image/png")
    order_id = student.open(task["task_id"], read["read_id"], contact_phone=phone)["order_id"]
    asked = student.upload("PHOTO", sample_portrait(), "image/jpeg", order_id)
    number = asked["photo_no"]
    _wait(lambda order: order.photos[-1].state is PhotoState.PASSED, order_id)
    verdict = student.call("GET", f"/api/orders/{order_id}/photos/{number}")
    shown = [verdict[name] for name in ("preview_url", "before") if verdict.get(name)]
    for url in shown:
        requests.get(url, timeout=30).raise_for_status()
    student.act(order_id, "submit", photo_no=number)
    outside.scan(student.pay(order_id)["params"]["code_url"])
    _wait(lambda order: order.head.state is State.IN_REVIEW, order_id)
    student.order(order_id)
    student.call("GET", "/api/orders")
    return len(shown), int(task["price"])


def _wait(until: Callable[[Order], bool], order_id: str) -> None:
    """Looks into the tables, so that no poll is counted."""
    from chalicelib.wire import wire

    def look() -> bool:
        order = wire().stores.orders.load(order_id)
        return order is not None and until(order)

    wait_for(look, "the next state of the order")


def _counted(meter: Meter, fetched: int, price: int, *, sms: int, logged: int, site: int) -> Counted:
    http = sum(count for step, count in meter.by_step.items() if step not in ("validate", "notify", "settle_due"))
    invoked = sum(meter.by_step.values())
    waited = sum(OUTSIDE.values())
    calls: dict[str, Any] = {
        "dynamodb_write_units": sum(meter.writes.values()) + meter.index_writes,
        "dynamodb_read_units": round(meter.read_units),
        "api_requests": http,
        "site_files": site,
        "lambda_requests": invoked,
        "lambda_gb_seconds": round(meter.gb_seconds + waited * OUTSIDE_MEMORY / 1024, 2),
        "s3_puts": meter.calls["s3_puts"] + 2,  # what the client uploads: the code and the photo
        "s3_gets": meter.calls["s3_gets"] + fetched,
        "sqs_requests": meter.calls["sqs_requests"],
        "log_bytes": logged + OWN_LINES * invoked,
        "sms": sms,
        "paid_fen": price,
    }
    return Counted(
        calls=calls,
        requests=meter.requests,
        items=meter.items,
        writes=dict(sorted(meter.writes.items())),
        index_writes=meter.index_writes,
        counters=meter.counters,
        seconds=round(meter.seconds + waited, 2),
        by_step=dict(sorted(meter.by_step.items())),
        events=meter.events,
    )


def kept() -> Counted:
    """As it was measured last."""
    return Counted(**json.loads(COUNTED.read_text()))


def keep(counted: Counted) -> None:
    COUNTED.write_text(json.dumps(asdict(counted), indent=2) + "\n")
