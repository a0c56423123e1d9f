"""A world to read collection codes in: cards, pictures, and a ledger of who has which enrolment."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import segno
from PIL import Image

from chalicelib.collect_codes.model import KeptReading
from chalicelib.collect_codes.service import CollectCodes
from chalicelib.identity.inbox_store import Inbox
from chalicelib.identity.model import Who
from chalicelib.orders.claims.branch import Elsewhere, InBranch, look_elsewhere
from chalicelib.orders.claims.ownership import Claim
from chalicelib.orders.model import Order, State
from chalicelib.orders.store.owners import Owner
from chalicelib.orders.store.places import Places
from chalicelib.shared.errors import DomainError
from chalicelib.shared.ids import random_id
from chalicelib.storage.objects import Objects
from chalicelib.tasks.model import Task
from tests.worlds.orders import an_order
from tests.worlds.tasks import TasksWorld, a_task


def card(**changes: str | None) -> str:
    """Base64 of JSON with CHSI's keys; None leaves one out.  Every call is another enrolment."""
    fields: dict[str, str | None] = {
        "cjm": random_id(16),
        "yxdm": "10532",
        "zjhm": "012X",
        "xh": "2023010101",
        "cc": "本科",
        "fy": "信息学院",
        "xm": "张*三",
        "bh": "软件2201",
    }
    told = {key: value for key, value in (fields | changes).items() if value is not None}
    return base64.b64encode(json.dumps(told, ensure_ascii=False).encode()).decode()


def picture(*texts: str) -> bytes:
    """A PNG with the texts' QR codes side by side."""
    codes = []
    for text in texts:
        file = io.BytesIO()
        segno.make(text, error="m", micro=False).save(file, kind="png", scale=4, border=6)
        codes.append(Image.open(file).convert("L"))
    sheet = Image.new(
        "L", (sum(code.width for code in codes) or 300, max((code.height for code in codes), default=300)), 255
    )
    left = 0
    for code in codes:
        sheet.paste(code, (left, 0))
        left += code.width
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()


class Ledger:
    """Claims as the orders context answers for them, one order a task; listed: what the branch knows of who asks."""

    def __init__(self) -> None:
        self.orders: dict[str, Order] = {}
        self.listed: list[Order] = []
        self.asked: list[str] = []

    def elsewhere(self, branch_list: InBranch, task: Task, person_id: str, now: datetime) -> Elsewhere:
        self.asked.append(branch_list.key)
        return look_elsewhere(branch_list, self.listed, task, person_id, now)

    def places(self, task_id: str, enrolment: str, branch_key: str, person_id: str) -> Places:
        claim = Claim(order_id=task_id, round=1) if task_id in self.orders else None
        return Places(claim=claim, branch_list=InBranch(key=branch_key), owner=Owner(person_id=person_id))

    def load(self, order_id: str) -> Order | None:
        return self.orders.get(order_id)


class World(TasksWorld):
    """Reads with a ledger to write into; `proven` are the sessions that were proved."""

    def __init__(self, aws: Any) -> None:
        super().__init__(aws.tables["tasks"], aws.tables["inbox"])
        self.objects, self.ledger = Objects(aws.bucket), Ledger()
        self.proven: list[Who] = []
        self.who = Who(person_id=random_id(), session=random_id())
        self.reads = CollectCodes(
            objects=self.objects,
            tasks=self.tasks,
            claims=self.ledger,
            inbox=Inbox(aws.tables["inbox"]),
            prove=self.proven.append,
            keys=self.keys,
            clock=self.clock,
        )

    def task(self, **changes: Any) -> Task:
        return self.tasks.create(a_task(**changes))

    def upload(self, data: bytes) -> str:
        upload_id = random_id()
        self.objects.put(f"in/qr/{self.who.person_id}/{upload_id}", data, "image/png")
        return upload_id

    def read(self, task: Task, data: bytes, **more: Any) -> KeptReading:
        return self.reads.from_picture(self.who, task.task_id, self.upload(data), **more)

    def held(self, task: Task, state: State, *, by: str = "somebody", **changes: Any) -> None:
        """Somebody has every code of the task, for three hours."""
        since = self.now - timedelta(hours=3)
        self.ledger.orders[task.task_id] = an_order(state, person_id=by, opened_at=since, **changes)


def refusal(kind: type[DomainError], work: Callable[[], object]) -> DomainError:
    with pytest.raises(kind) as refused:
        work()
    assert type(refused.value) is kind
    return refused.value
