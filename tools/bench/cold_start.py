"""How long a step takes from process start to its first answer, beside the same step with everything imported eagerly.

Each step runs in a process of its own with its own settings, against the emulator; plain and eager runs alternate, so
whatever else the machine does falls on both.
"""

from __future__ import annotations

import ast
import compileall
import io
import json
import os
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.orders.model import Photo, PhotoState
from chalicelib.shared.clock import system_clock
from chalicelib.shared.ids import random_id
from chalicelib.shared.settings import STEPS
from chalicelib.wire import wire
from clients.student import Student
from sandbox.box import Sandbox
from sandbox.cloud.gateway import Map, proxy_event
from sandbox.cloud.triggers import object_record, scheduled_event
from sandbox.server import Request

ROOT = Path(__file__).resolve().parents[2]
LIMITS = dict.fromkeys(STEPS, 0.60) | {"login": 0.65, "decode": 0.80, "validate": 0.80}
# Most of a start until the settings are read, as a share of the CPU time that importing everything takes.  Measured:
# 0.06 to 0.10; if a table's reader were imported at once 0.22, with the whole console 0.40.
SHARES = dict.fromkeys(STEPS, 0.15) | dict.fromkeys(("login", "lookup", "orders"), 0.35) | {"staff": 0.55}
START = """
import os
import app
from chalicelib.shared.settings import settings
settings()
print(sum(os.times()[:2]))
"""
PROGRAM = """
import json, sys
step, event = sys.argv[1], json.loads(sys.stdin.read())
if sys.argv[2:]:
    exec(sys.argv[2])
import app
answer = getattr(app, step)(event, None)
print("ANSWER", json.dumps(answer.get("statusCode", 200) if isinstance(answer, dict) else 200))
"""


@cache
def everything() -> str:
    """A program with every import that the product makes anywhere, also inside functions."""
    lines: dict[str, None] = {}
    for path in sorted((ROOT / "chalicelib").rglob("*.py")):
        lines[f"import {'.'.join(path.relative_to(ROOT).with_suffix('').parts)}"] = None
        for node in imports(ast.parse(path.read_text())):
            if getattr(node, "level", 0) == 0 and getattr(node, "module", "") != "__future__":
                lines[ast.unparse(node)] = None
    return "\n".join(lines)


def imports(tree: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """The imports of a module that run, at its start or later; not those that only a type checker reads."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            yield from imports(node)


@dataclass(frozen=True, kw_only=True)
class Cold:
    """Medians in seconds."""

    step: str
    plain: float
    eager: float

    @property
    def ratio(self) -> float:
        return self.plain / self.eager


def environ(step: str, env: Mapping[str, str]) -> dict[str, str]:
    """The environment of the step's Lambda: its own settings, and what boto3 reads."""
    names = {field.name.upper() for field in fields(STEPS[step])} | {"TZ"}
    own = {name: value for name, value in env.items() if name in names or name.startswith("AWS_")}
    base = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
    return {**base, **own, "STEP": step, "PYTHONDONTWRITEBYTECODE": "1"}


def run(step: str, event: Mapping[str, Any], env: Mapping[str, str], eager: bool) -> float:
    """Seconds of one process.  Raises RuntimeError when the step's answer was not a success."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, step, *([everything()] if eager else ())],
        input=json.dumps(event),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environ(step, env),
        check=False,
        timeout=60,
    )
    seconds = time.perf_counter() - began
    answer = next((line for line in done.stdout.splitlines() if line.startswith("ANSWER")), "no answer")
    if answer.split()[-1] not in ("200", "201", "401"):
        raise RuntimeError(f"{step}: {answer}\n{done.stderr[-2000:]}")
    return seconds


def measure(box: Sandbox, rounds: int) -> list[Cold]:
    """Every step, plain and eager in turn, `rounds` times after one round that warms the disk."""
    steps = []
    for code in (ROOT / "app.py", ROOT / "chalicelib"):
        compileall.compile_dir(code, quiet=1) if code.is_dir() else compileall.compile_file(code, quiet=1)
    for step, event in events(box, 2 * (rounds + 1)).items():
        plain, eager = [], []
        for number in range(rounds + 1):
            first, second = run(step, event(), box.env, eager=False), run(step, event(), box.env, eager=True)
            if number:
                plain.append(first)
                eager.append(second)
        steps.append(Cold(step=step, plain=statistics.median(plain), eager=statistics.median(eager)))
    return steps


def start_shares(env: Mapping[str, str], rounds: int) -> dict[str, float]:
    """Each step's CPU time until it has started, as a share of a process that imports everything; the smallest of each
    counts."""
    whole = f"{everything()}\n{START}"
    starts: dict[str, list[float]] = {step: [] for step in STEPS}
    wholes = []
    for _ in range(rounds):
        wholes.append(cpu_of(whole, environ("login", env)))
        for step, seconds in starts.items():
            seconds.append(cpu_of(START, environ(step, env)))
    return {step: min(seconds) / min(wholes) for step, seconds in starts.items()}


def cpu_of(program: str, env: Mapping[str, str]) -> float:
    """The seconds that the program prints.  Raises CalledProcessError."""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, env=env, check=True, timeout=60
    )
    return float(done.stdout)


def events(box: Sandbox, times: int) -> dict[str, Callable[[], dict[str, Any]]]:
    """Per step what makes an event it answers the same way each time; validate has `times` photos to judge."""
    student = Student(box.api_url)
    user = box.wechat.new_user(None)
    student.login_by_wechat(box.wechat.login_code(user["openid"]), box.wechat.phone_code(user["openid"]))
    student.agree()
    draft, order = opened(student), opened(student)
    photo = student.judge(order, picture("portrait"))
    student.act(order, "submit", photo_no=photo["photo_no"])
    code = student.upload("QR", picture("code"), "image/png")["upload_id"]
    due = {"Records": [{"messageId": "1", "body": json.dumps({"order_id": draft, "part": "HEAD"})}]}
    payment = {"channel": "WECHAT_NATIVE", "client_key": "cold-start-bench"}

    def http(method: str, path: str, body: object = None) -> Callable[[], dict[str, Any]]:
        event = http_event(box, student, method, path, body)
        return lambda: event

    return {
        "login": http("POST", "/api/login/captcha"),
        "lookup": http("POST", "/api/tasks/lookup", {"code": "B3M8X5"}),
        "upload": http("POST", "/api/uploads", {"purpose": "QR", "type": "image/png", "size": 1000}),
        "decode": http("POST", "/api/collect-codes", {"upload_id": code, "task_id": "demo-encrypted"}),
        "validate": arrivals(draft, times),
        "orders": http("GET", f"/api/orders/{order}"),
        "pay": http("POST", f"/api/orders/{order}/payments", payment),
        "pay_webhook": http("POST", "/api/pay/notices/wechat", {}),
        "expire": lambda: scheduled_event("expire"),
        "reconcile": lambda: scheduled_event("reconcile"),
        "settle_due": lambda: due,
        "match_bills": lambda: scheduled_event("match_bills"),
    }


def opened(student: Student) -> str:
    """A new draft in the PLAIN demo task."""
    school_fields = {"school": "湖南大学", "level": "本科", "college": "信息", "major": "软件", "class_name": "1班"}
    posted = {"consignee": "王小明", "address": "长沙市岳麓区", "layout": "1寸"}
    number = secrets.token_hex(5).upper()
    form = {"name": "王小明", "student_no": number, "contact_phone": "13800000000", **school_fields, **posted}
    return str(student.open("demo-plain", **form)["order_id"])


def arrivals(order_id: str, times: int) -> Callable[[], dict[str, Any]]:
    """Photos that arrive although no upload was asked for (and are left alone); each call asks for the next one and
    announces it."""
    pending = [(number, random_id()) for number in range(1, times + 1)]
    for number, upload_id in pending:
        wire().outside.objects.put(f"in/photo/{order_id}/{number}/{upload_id}", picture("portrait"), "image/jpeg")
    time.sleep(3)  # by then the sandbox's own trigger has seen them
    waiting = iter(pending)

    def announce() -> dict[str, Any]:
        number, upload_id = next(waiting)
        photo = Photo(photo_no=number, state=PhotoState.WAITING, asked_at=system_clock(), upload_id=upload_id)
        wire().stores.orders.ask_photo(order_id, photo)
        key = f"in/photo/{order_id}/{number}/{upload_id}"
        return {"Records": [object_record({"key": key, "size": 1, "eTag": "0"})]}

    return announce


def picture(kind: str) -> bytes:
    """A drawn portrait, or a collection-code card."""
    from drawings import portrait, qr_card

    out = io.BytesIO()
    if kind == "portrait":
        portrait.draw(600, 800).save(out, format="JPEG", quality=90)
    else:
        qr_card.draw(qr_card.chsi_like_text(seed=secrets.randbits(40), school_code="10532")).save(out, format="PNG")
    return out.getvalue()


def http_event(box: Sandbox, student: Student, method: str, path: str, body: object) -> dict[str, Any]:
    """The proxy event that API Gateway would send."""
    match = Map(box.steps.module.app.routes).find(method, path)
    assert match is not None
    headers = (("Authorization", f"Bearer {student.token}"), ("Content-Type", "application/json"))
    raw = json.dumps(body).encode() if body is not None else b""
    request = Request(method=method, target=path, headers=headers, body=raw, source_ip="127.0.0.1")
    return proxy_event(request, match, "cold", ())
