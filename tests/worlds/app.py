"""The product over HTTP as its clients see it, with tasks of a test's own and every item and object laid open."""

from __future__ import annotations

import hashlib
import io
import itertools
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image

from chalicelib.identity.sessions import Sessions
from chalicelib.shared.ids import random_id
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from clients.outside import Outside, new_phone
from clients.student import ApiError, Student
from drawings import qr_card
from drawings.portrait import draw
from sandbox.box import Sandbox
from sandbox.cloud.triggers import object_record
from tests.worlds.tasks import PLAIN_FIELDS, a_task, fresh_code
from tools.suite.patience import PATIENCE, wait_for

Items = dict[str, dict[str, Any]]
Work = Callable[[], Any]
COUNTERS = (
    "RATE#",
    "NOTICE#",
    "COUNT#",
    "STATS#",
    "WAITED#",
    "PROGRESS#",
)  # counting a refused try is what limits are for
PACE = ("slot", "asked")  # in OWNER#: the same
SCHOOL = "湖南大学"
_numbers = itertools.count(int.from_bytes(os.urandom(3)) * 1000)
_school_codes = itertools.count(91_000)


@cache
def portrait(seed: int = 1) -> bytes:
    """A JPEG that passes; another seed is another picture."""
    return jpeg(draw(600, 800, seed=seed))


@cache
def without_face() -> bytes:
    return jpeg(Image.new("RGB", (600, 800), (100, 197, 255)))


def jpeg(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=92)
    return file.getvalue()


def student_no() -> str:
    """A student number no other test uses."""
    return f"S{next(_numbers):012}"


def school_code() -> str:
    """A code no other school of a test has: 91000 and on."""
    return str(next(_school_codes))


def card(*, school_code: str = "10532", **fields: str) -> bytes:
    """The picture of a collection code nobody used before."""
    return qr_card.png(qr_card.chsi_like_text(seed=next(_numbers), school_code=school_code, **fields))


class World:
    """One running sandbox; every student and task made here is new."""

    def __init__(self, box: Sandbox) -> None:
        self.box, self.outside = box, Outside(box.control_url)
        self._s3, self._dynamodb, self._sqs = box.aws_client("s3"), box.aws_client("dynamodb"), box.aws_client("sqs")

    # -- who -------------------------------------------------------------------------------------------------------

    def guest(self) -> Student:
        return Student(self.box.api_url)

    def guest_at_console(self) -> Student:
        return Student(self.box.console_url)

    def student(self) -> Student:
        """A new person in the mini-program who agreed to everything."""
        return self.phoned()[0]

    def phoned(self) -> tuple[Student, str]:
        """The same, and her phone."""
        student, user = self.guest(), self.outside.control("POST", "/users", phone=new_phone())
        student.login_by_wechat(user["login_code"], user["phone_code"])
        student.agree()
        return student, str(user["phone"])

    def session(self, of: Student, *, proven: bool = True, days_ago: int = 0) -> Student:
        """The same person in a web session that began `days_ago`."""
        return self.session_of(self.person(of), proven=proven, days_ago=days_ago)

    def session_of(self, person_id: str, *, proven: bool = True, days_ago: int = 0) -> Student:
        """As `session`, of somebody whose own session is over."""
        sessions = Sessions(wire().stores.inbox, lambda: datetime.now(UTC) - timedelta(days=days_ago))
        other = self.guest()
        other.token = sessions.start(person_id, "web", None, proven, own=True)
        return other

    def person(self, student: Student) -> str:
        return wire().student.sessions.who(student.token or "", ip="").person_id

    # -- tasks -----------------------------------------------------------------------------------------------------

    def task(self, **changes: Any) -> Task:
        """An open task of 湖南大学 and 湖南工商大学 for bachelors that decodes collection codes."""
        now = datetime.now(UTC).replace(microsecond=0)
        wanted = {"code": fresh_code(), "opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=9)}
        return wire().student.tasks.create(a_task(**wanted | changes))

    def plain_task(self, **changes: Any) -> Task:
        """The same, which asks with a form."""
        return self.task(**{"collect_mode": "PLAIN", "form_fields": PLAIN_FIELDS} | changes)

    def change(self, task: Task, **changes: Any) -> Task:
        """What staff do to a task: close it, or give it another price."""
        return wire().student.tasks.replace(replace(task, **changes), task.rev)

    # -- orders ----------------------------------------------------------------------------------------------------

    def form(self, **fields: str) -> dict[str, str]:
        filled = {"name": "张三", "school": SCHOOL, "level": "本科", "contact_phone": new_phone()}
        return filled | {"student_no": student_no()} | fields

    def draft(self, student: Student, task: Task | None = None) -> str:
        """A new order of a PLAIN task; its id."""
        return str(student.open((task or self.plain_task()).task_id, **self.form())["order_id"])

    def photographed(self, student: Student, task: Task | None = None) -> str:
        """A draft whose photo 1 passed."""
        order_id = self.draft(student, task)
        verdict = student.judge(order_id, portrait())
        assert verdict["state"] == "PASSED", verdict["report"]["findings"]
        return order_id

    def submitted(self, student: Student, task: Task | None = None) -> str:
        """An order that waits for its payment (a free one for its review)."""
        order_id = self.photographed(student, task)
        student.act(order_id, "submit", photo_no=1)
        return order_id

    def paid(self, student: Student, task: Task | None = None) -> str:
        """An order in review."""
        order_id = self.submitted(student, task)
        self.outside.scan(student.pay(order_id)["params"]["code_url"])
        student.wait_for(order_id, "IN_REVIEW")
        return order_id

    def called(self, order_id: str) -> str:
        """What people call the order."""
        order = wire().stores.orders.load(order_id)
        assert order is not None
        return order.head.shown_number

    # -- what is kept ----------------------------------------------------------------------------------------------

    def tables(self) -> Items:
        """Every item of every table; counters are left out, and what the tables may forget by themselves any moment."""
        found, now = Items(), datetime.now(UTC).timestamp()
        for name in ("ORDERS_TABLE", "PEOPLE_TABLE", "TASKS_TABLE", "INBOX_TABLE"):
            table = self.box.env[name]
            for page in self._dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
                for item in page["Items"]:
                    key = f"{table} {item['pk']['S']} {item.get('sk', {}).get('S', '')}"
                    over = float(item.get("ttl", {}).get("N", "inf")) <= now + 1
                    if not over and not item["pk"]["S"].startswith(COUNTERS) and not is_pace(item):
                        found[key] = item
        return found

    def objects(self, prefix: str) -> dict[str, bytes]:
        """Objects by key."""
        bucket, found = self.box.env["PHOTO_BUCKET"], {}
        for page in self._s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
            for item in page.get("Contents", []):
                found[item["Key"]] = self._s3.get_object(Bucket=bucket, Key=item["Key"])["Body"].read()
        return found

    def put(self, key: str, data: bytes) -> None:
        """An object without an event of its own: keys outside in/photo/ and in/avatar/ wake nobody."""
        self._s3.put_object(Bucket=self.box.env["PHOTO_BUCKET"], Key=key, Body=data)

    def drop(self, key: str) -> None:
        self._s3.delete_object(Bucket=self.box.env["PHOTO_BUCKET"], Key=key)

    def photo_judged_and_forgotten(self, student: Student, order_id: str, data: bytes) -> tuple[str, Any]:
        """The key of photo 1, whose verdict is taken back as if its event had never come; and that verdict."""
        wanted = {"purpose": "PHOTO", "type": "image/jpeg", "size": len(data), "order_id": order_id}
        form, table = student.call("POST", "/api/uploads", wanted), self.box.env["ORDERS_TABLE"]
        waiting = self.tables()[f"{table} {order_id} PHOTO#0001"]
        student.post_form(form, data, "image/jpeg")
        verdict = student.verdict(order_id, 1)
        self._dynamodb.put_item(TableName=table, Item=waiting)
        return str(form["fields"]["key"]), verdict

    def settle(self) -> None:
        """Waits until what runs behind the scenes has dealt with every message sent so far."""
        urls = [url for name, url in self.box.env.items() if name.endswith("_QUEUE_URL")]
        wait_for(lambda: not any(map(self._left, urls)), "the end of all messages")

    def _left(self, queue_url: str) -> int:
        """Messages that wait or are being worked on; not those that come later."""
        counts = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
        answer = self._sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=list(counts))
        return sum(int(answer["Attributes"][count]) for count in counts)

    def heard_of(self, key: str, data: bytes) -> None:
        """Waits until the step that storage tells of new objects has dealt with this one."""
        etag = hashlib.md5(data, usedforsecurity=False).hexdigest()
        wait_for(lambda: self.box.records.get("announced", f"{key} {etag}") is not None, "the object's event")

    # -- by hand ---------------------------------------------------------------------------------------------------

    def arrived(self, *keys: str) -> Any:
        """Storage tells `validate` of these objects, once, here and now."""
        records = [object_record({"key": key, "size": 1, "eTag": random_id()}) for key in keys]
        return self.box.steps.call("validate", {"Records": records})

    def raw(
        self, method: str, path: str, data: bytes | str | None = None, *, by: Student | None = None, **headers: str
    ) -> requests.Response:
        """One request exactly as given."""
        sent = {"Content-Type": "application/json"} | {name.replace("_", "-"): text for name, text in headers.items()}
        if by is not None:
            sent["Authorization"] = f"Bearer {by.token}"
        return requests.request(method, self.box.origin_of(path) + path, data=data, headers=sent, timeout=PATIENCE)


def processor(box: Sandbox) -> float:
    """Seconds this process, with the product in it, and the emulator's one thread have worked."""
    worked = Path(f"/proc/{box.aws.pid}/schedstat").read_text().split()[0]
    return time.process_time() + int(worked) / 1e9


def unchanged(world: World, work: Work, status: int, code: str, field: str | None = None) -> Mapping[str, Any]:
    """Refused just so, and every item of every table is as it was."""
    world.settle()  # what somebody asked for before is done
    before, error, after = world.tables(), refused(work, status, code, field), world.tables()
    changed = {key: (before.get(key), after.get(key)) for key in before | after if before.get(key) != after.get(key)}
    assert not changed
    return error


def is_pace(item: dict[str, Any]) -> bool:
    """Takes out of an item what only counts tries; whether there is nothing else in it."""
    if not item["pk"]["S"].startswith("OWNER#"):
        return False
    for name in PACE:
        item.pop(name, None)
    return item.keys() == {"pk", "sk"}


def refused(work: Work, status: int, code: str, field: str | None = None) -> Mapping[str, Any]:
    """Runs `work`, which must be refused just so, in words for the student; the error."""
    with pytest.raises(ApiError) as caught:
        work()
    refusal = caught.value
    assert (refusal.status, refusal.code, refusal.error["field"]) == (status, code, field), refusal
    return speaks_chinese(refusal.error)


def speaks_chinese(error: Mapping[str, Any]) -> Mapping[str, Any]:
    """The frozen envelope's error: all seven fields, two of them sentences a student can read."""
    assert set(error) == {"code", "message", "action", "field", "retry_after", "ref", "data"}
    for words in (error["message"], error["action"]):
        assert sum("一" <= letter <= "鿿" for letter in words) >= 3, words
        assert not any(wrong in words for wrong in ("{", "None")), words
    assert error["ref"] not in ("", "-")
    return error


def picture() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((640, 480)).convert("RGB").save(out, format="PNG")
    return out.getvalue()


def sms_login(world: World, student: Student, phone: str) -> None:
    """Reads the captcha, asks for the code, logs in with it, agrees."""
    student.ask_code(phone, world.outside.solved(student.captcha()))
    student.login(phone, world.outside.sms_code(phone))
    student.agree()
