"""A branch of its own, what waits in it, and its first page as each role sees it."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from chalicelib.desk.model import Params
from chalicelib.notify.waited_store import WaitedItem
from chalicelib.orders.model import State
from chalicelib.orders.money_model import AttemptState, RefundState
from chalicelib.orders.store.items import attempt_item, head_item, refund_item
from chalicelib.orders.store.lists import DeskItem
from chalicelib.shared.clock import SHANGHAI, iso
from chalicelib.shared.db import Put, transact
from chalicelib.shared.ids import random_id
from chalicelib.staff.model import Account, Staff, StaffRole
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from tests.worlds import staff
from tests.worlds.app import World
from tests.worlds.orders import a_refund, an_appeal, an_attempt
from tests.worlds.staff_orders import made_order

HOUR = timedelta(hours=1)


class Branch:
    """A branch of its own with an open task."""

    def __init__(self, world: World) -> None:
        self.world, self.name = world, f"分社{secrets.token_hex(4)}"
        self.task = self.open_task()

    def open_task(self, **changes: Any) -> Task:
        return self.world.plain_task(branch=self.name, price=0, **changes)

    def hired(self, *roles: StaffRole) -> Account:
        return staff.hire(*roles, branch=self.name)

    def who(self, *roles: StaffRole) -> Staff:
        return staff.who(self.hired(*roles))

    def home(self, *roles: StaffRole) -> dict[str, Any]:
        """What somebody with these roles is answered."""
        client = staff.colleague(self.world.box.console_url, *roles, branch=self.name)
        return dict(client.call("GET", "/api/staff/home"))

    def waiting(self, waited: timedelta = HOUR, **changes: Any) -> str:
        since = wire().clock() - waited
        return made_order(self.world, self.task, queued_at=since, state_at=since, **changes)

    def every_band(self) -> None:
        self.waiting()
        self.waiting(risk=0.7)
        self.waiting(priority=True)
        self.waiting(risk=1.0, appeals=(an_appeal(),))

    def stuck_refund(self) -> None:
        order = wire().stores.orders.load(made_order(self.world, self.task, State.REFUNDING))
        assert order is not None
        refund = a_refund(state=RefundState.ABNORMAL, branch=self.name, requested_at=wire().clock() - 3 * HOUR)
        attempt, head = an_attempt(state=AttemptState.OK), order.head
        order = order.with_attempt(attempt).with_refund(refund)
        items = (attempt_item(head, attempt), refund_item(order, refund))
        revs = {item.sk: head.seq for item in items}
        transact([*(Put(item=item) for item in items), Put(item=head_item(head, {**order.revs, **revs}))])

    def proposed(self, by: Staff) -> None:
        order_id = made_order(self.world, self.task, State.APPROVED)
        wire().desk.decisions.ask(by, order_id, "edit", Params(fields={"name": "张四"}), "更正姓名")


def kinds(page: dict[str, Any]) -> set[str]:
    return {row["kind"] for row in page["rows"]}


def row(page: dict[str, Any], kind: str) -> dict[str, Any]:
    (found,) = [row for row in page["rows"] if row["kind"] == kind]
    return dict(found)


def alarms(page: dict[str, Any]) -> list[str]:
    return [alarm["kind"] for alarm in page["alarms"]]


def without_bills(page: dict[str, Any]) -> list[str]:
    """Bills belong to the deployment: other tests leave theirs."""
    return [kind for kind in alarms(page) if not kind.startswith("BILL")]


def counted(pairs: dict[tuple[str, str], int]) -> None:
    wire().stores.counters.count(random_id(), Counter(pairs), None, wire().clock())


def crowd(keys: Iterable[str], count: int) -> None:
    """So many entries in lists, of orders that nobody needs."""
    with DeskItem.batch_write() as batch:
        for key in keys:
            for number in range(count):
                since = iso(wire().clock() - timedelta(seconds=number))
                place = f"1#{since}#{number}" if key.startswith("QUEUE#") else f"{since}#{number}"
                batch.save(DeskItem(random_id(), "HEAD", queue_key=key, queue_at=place))


def usually_decided(task: Task) -> None:
    """Of the task's photos twenty were decided today, each after six to eight hours: nine of ten within 7.8."""
    day = wire().clock().astimezone(SHANGHAI).date()
    assert wire().stores.waited  # knows the table's name from now on
    WaitedItem(f"WAITED#{task.branch}", f"{day}#{task.task_id}", to_480=20).save()
