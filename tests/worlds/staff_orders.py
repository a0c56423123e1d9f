"""Orders made to measure for the branch's tests: in any state, in a few milliseconds, with a photo that is there."""

from __future__ import annotations

import itertools
import secrets
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from chalicelib.orders.model import Head, Lease, Order, Photo, PhotoState, State, Student
from chalicelib.orders.money_model import Attempt, AttemptState, Refund
from chalicelib.orders.store.items import attempt_item, head_item, photo_item
from chalicelib.shared.crypto import sha256_hex
from chalicelib.shared.db import Put, Write, transact
from chalicelib.shared.ids import random_id
from chalicelib.shared.money import Fen
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from clients.student import Student as Client
from drawings.portrait import draw
from tests.worlds.app import World, jpeg
from tests.worlds.sealed import sealed_before
from tools.suite.patience import wait_for

_seeds = itertools.count(secrets.randbelow(10**6))
QUEUED = frozenset({State.IN_REVIEW})
BACK = frozenset({State.REJECTED, State.WITHDRAWN, State.CORRECTION})


def order_parts(
    task: Task, state: State, serial: int, jpeg: bytes, named: Mapping[str, str] | None = None, **changes: Any
) -> tuple[Head, Photo]:
    """The head and photo 1 of an order; serial: makes student and picture its own; named: of the student."""
    now = wire().clock()
    order_id, sha256 = random_id(), sha256_hex(jpeg)
    plain = {
        "name": "张三", "school_code": "10532", "school_name": "湖南大学", "level": "BACHELOR",
        "student_no": f"N{serial:012}", "college": f"学院{serial % 7}", "class_name": f"班{serial % 40}",
    }  # fmt: skip
    sealed = {"contact_phone": sealed_before("19900000000")}
    student = Student(**plain | dict(named or {}), sealed=sealed)
    photo = Photo(
        photo_no=1,
        state=PhotoState.PASSED,
        asked_at=now,
        upload_id=random_id(),
        spec=task.spec,
        spec_rev=task.spec_rev,
        source_sha256=secrets.token_hex(32),
        standard_sha256=sha256,
        report={"verdict": "PASSED", "findings": [], "standard": {"bytes": len(jpeg), "sha256": sha256}},
    )
    wanted: dict[str, Any] = {
        "order_id": order_id, "seq": 2, "state": state, "person_id": random_id(), "task_id": task.task_id,
        "branch": task.branch,
        "enrolment": secrets.token_hex(32), "round": 1, "student": student, "source": "form", "opened_at": now,
        "state_at": now, "photo_no": None if state is State.DRAFT else 1, "price": 0,
        "queued_at": now if state in QUEUED else None,
        "deadline": now + timedelta(days=2) if state in BACK else None,
    }  # fmt: skip
    return Head(**wanted | changes), photo


def paid_by_wechat(number: int, at: datetime) -> Attempt:
    """A payment of 30 yuan, with a number of its own."""
    return Attempt(
        attempt_no=1,
        state=AttemptState.OK,
        channel="wechat",
        kind="NATIVE",
        amount=Fen(3000),
        mchid="m",
        appid="a",
        client_key="k",
        started_at=at,
        time_expire=at,
        transaction_id=f"{number:028d}",
        paid_at=at,
        paid_amount=Fen(3000),
    )


def made_order(
    world: Any, task: Task, state: State = State.IN_REVIEW, *, held_by: str = "", photo: bytes = b"", **changes: Any
) -> str:
    """The id of a free order in `state`; held_by: a reviewer who has it under a lease; photo: one that can be seen."""
    assert wire().stores.orders  # knows the table's name from now on
    standard = photo or secrets.token_bytes(64)
    if held_by:
        until = wire().clock() + timedelta(minutes=5)
        changes["lease"] = Lease(owner=held_by, until=until, photo_no=1)
    head, first = order_parts(task, state, secrets.randbelow(10**9), standard, **changes)
    writes: list[Write] = [
        Put(item=head_item(head, {}), new=True),
        Put(item=photo_item(head.order_id, first), new=True),
    ]
    world.put(f"standard/{head.order_id}/1/{first.standard_sha256}.jpg", standard)
    transact(writes)
    return head.order_id


def made_unpaid(world: Any, person_id: str, task: Task | None = None) -> str:
    """The id of somebody's order that waits for its money, for a day."""
    now = wire().clock()
    return made_order(
        world,
        task or world.plain_task(),
        State.AWAITING_PAYMENT,
        person_id=person_id,
        price=2000,
        state_at=now,
        expires_at=now + timedelta(days=1),
        photo_no=1,
    )


def bought(world: World, student: Client, task: Task | None = None) -> str:
    """The same, paid for as one pays: by a notice of the channel."""
    order_id = made_unpaid(world, world.person(student), task)
    world.outside.scan(student.pay(order_id)["params"]["code_url"])
    student.wait_for(order_id, "IN_REVIEW")
    return order_id


def order_of(order_id: str) -> Order:
    """As the table has it."""
    order = wire().stores.orders.load(order_id)
    assert order is not None
    return order


def moved(order_id: str, **head: Any) -> None:
    """Something happened to the order meanwhile.  head: what is different."""
    order = order_of(order_id)
    transact([Put(item=head_item(order.but(seq=order.head.seq + 1, **head).head, order.revs))])


def with_payment(order_id: str, state: AttemptState) -> None:
    """Gives the order an attempt that became this."""
    order, now = order_of(order_id), wire().clock()
    attempt = Attempt(
        attempt_no=1,
        state=state,
        channel="wechat",
        kind="NATIVE",
        amount=Fen(2000),
        mchid="m",
        appid="a",
        client_key="key",
        started_at=now - timedelta(hours=1),
        time_expire=now,
        paid_amount=Fen(2000),
    )
    item = attempt_item(order.head, attempt)
    transact([Put(item=item), Put(item=head_item(order.head, {item.sk: order.head.seq}))])


def settle(order_id: str, state: str) -> None:
    """Asks the channel until the newest refund is in this state."""

    def newest() -> Refund:
        order = order_of(order_id)
        wire().money.pay.refunds.push_due(order_id, order.refunds[-1].attempt_no, order.refunds[-1].try_no)
        return order.refunds[-1]

    wait_for(newest, f"a refund {state}", lambda refund: refund.state == state)


def own_portrait() -> bytes:
    """A picture nobody else submits, as small as may be."""
    return jpeg(draw(480, 640, seed=10 + next(_seeds)))


def counted_order(world: World, task: Task, state: State, college: str, class_name: str, **named: str) -> str:
    """Made in that state, and counted as if its events had come."""
    order_id = made_order(world, task, state, named={"college": college, "class_name": class_name} | named)
    order = order_of(order_id)
    pk = f"COUNT#{task.task_id}"
    places = Counter({(pk, f"STATE#{state}"): 1, (pk, f"CLASS#{college}#{class_name}#{state}"): 1})
    wire().stores.counters.count(f"{order_id}#1", places, order.head, wire().clock())
    return order_id
