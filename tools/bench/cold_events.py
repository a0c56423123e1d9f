"""One real event for each step: what `tools.bench cold` answers in a fresh process."""

from __future__ import annotations

import io
import json
import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any

from chalicelib.orders.model import Photo, PhotoState
from chalicelib.shared.clock import system_clock
from chalicelib.shared.ids import random_id
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from clients.student import Student
from sandbox.box import Sandbox
from sandbox.cloud.gateway import Map, proxy_event
from sandbox.cloud.triggers import object_record, scheduled_event
from sandbox.server import Request
from tests.worlds.pay import world_of
from tests.worlds.pay_making import student as payer
from tests.worlds.staff import colleague

Event = dict[str, Any]
Making = Callable[[], Event]


def events(box: Sandbox, times: int) -> dict[str, Making]:
    """Per step what makes an event, up to `times` times; each does the same work, which a repeated one would not."""
    person = Student(box.api_url)
    user = box.wechat.new_user(None)
    person.login_by_wechat(box.wechat.login_code(user["openid"]), box.wechat.phone_code(user["openid"]))
    person.agree()
    draft, order = opened(person), opened(person)
    photo = person.judge(order, picture("portrait"))
    person.act(order, "submit", photo_no=photo["photo_no"])
    code = person.upload("QR", picture("code"), "image/png")["upload_id"]
    reviewer = colleague(box.console_url, StaffRole.REVIEWER)

    def http(method: str, path: str, body: object = None, by: Student = person) -> Making:
        return lambda: http_event(box, by, method, path, body)

    def payment() -> Event:
        body = {"channel": "WECHAT_NATIVE", "client_key": secrets.token_hex(8)}
        return http_event(box, person, "POST", f"/api/orders/{order}/payments", body)

    return {
        "login": http("GET", "/api/captcha"),
        "lookup": http("POST", "/api/tasks/lookup", {"code": "B3M8X5"}),
        "upload": http("POST", "/api/uploads", {"purpose": "QR", "type": "image/png", "size": 1000}),
        "decode": http("POST", "/api/collect-codes", {"upload_id": code, "task_id": "demo-encrypted"}),
        "validate": arrivals(draft, times),
        "orders": http("GET", f"/api/orders/{order}"),
        "pay": payment,
        "pay_webhook": notices(box, times),
        "rights": http("GET", "/api/me/deletion"),
        "staff": http("GET", "/api/staff/home", by=reviewer),
        "notify": lambda: {"Records": [job(order_id=order) | {"eventSource": "aws:sqs"}]},
        "witness": witnessed,
        "settle_due": lambda: {"Records": [job(order_id=draft, part="HEAD")]},
        "deliver": lambda: {"Records": [job(package_id=random_id())]},
        "imports": lambda: {"Records": [job(import_id=random_id())]},
        **{step: lambda step=step: scheduled_event(step) for step in CLOCKS},  # type: ignore[misc]
    }


def witnessed() -> Event:
    """A new row of the audit trail."""
    keys = {"pk": {"S": "AUDIT#b#2026-11-29"}, "sk": {"S": random_id()}}
    change = {"Keys": keys, "NewImage": keys, "SequenceNumber": "1"}
    return {"Records": [{"eventName": "INSERT", "eventSource": "aws:dynamodb", "dynamodb": change}]}


CLOCKS = ("expire", "reconcile", "remind", "purge", "gather_feedback", "match_bills")


def job(**body: str) -> Event:
    """A record of a queue."""
    return {"messageId": "1", "body": json.dumps(body)}


def opened(student: Student) -> str:
    """A new draft in the PLAIN demo task."""
    school_fields = {"school": "湖南大学", "level": "本科", "college": "信息", "major": "软件", "class_name": "1班"}
    posted = {"consignee": "王小明", "address": "长沙市岳麓区", "layout": "1寸"}
    number = secrets.token_hex(5).upper()
    form = {"name": "王小明", "student_no": number, "contact_phone": "13800000000", **school_fields, **posted}
    return str(student.open("demo-plain", **form)["order_id"])


def notices(box: Sandbox, times: int) -> Making:
    """Notices of payments, each of another order, that nobody has delivered yet."""
    with world_of(box) as world:
        task = world.task(pay_minutes=120)
        waiting = iter([world.paid(world.started(task, payer())[1]) for _ in range(times)])

    def arrive() -> Event:
        notice = next(waiting)
        headers = (*notice.headers.items(), ("Content-Type", "application/json"))
        return proxied(box, "POST", "/api/pay/notices/wechat", headers, notice.raw)

    return arrive


def arrivals(order_id: str, times: int) -> Making:
    """Photos that arrive although no upload was asked for (and are left alone); each call asks for the next one and
    announces it."""
    pending = [(number, random_id()) for number in range(1, times + 1)]
    for number, upload_id in pending:
        wire().outside.objects.put(f"in/photo/{order_id}/{number}/{upload_id}", picture("portrait"), "image/jpeg")
    time.sleep(3)  # by then the sandbox's own trigger has seen them
    waiting: Iterator[tuple[int, str]] = iter(pending)

    def announce() -> Event:
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


def http_event(box: Sandbox, by: Student, method: str, path: str, body: object) -> Event:
    """The proxy event that API Gateway would send."""
    headers = (("Authorization", f"Bearer {by.token}"), ("Content-Type", "application/json"))
    return proxied(box, method, path, headers, json.dumps(body).encode() if body is not None else b"")


def proxied(box: Sandbox, method: str, path: str, headers: tuple[tuple[str, str], ...], raw: bytes) -> Event:
    match = Map(box.steps.module.app.routes).find(method, path)
    assert match is not None
    request = Request(method=method, target=path, headers=headers, body=raw, source_ip="127.0.0.1")
    return proxy_event(request, match, "cold", ())
