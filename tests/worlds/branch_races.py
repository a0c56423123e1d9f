"""Orders raced by the branch's staff: the pay world with the branch's services over the same tasks and clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from chalicelib.identity.model import Who
from chalicelib.orders.model import Order, Photo
from chalicelib.orders.store.items import photo_item
from chalicelib.shared.db import Put, transact
from chalicelib.shared.errors import DomainError
from chalicelib.shared.ids import random_id
from chalicelib.shared.settings_reader import settings
from chalicelib.staff.model import Staff, StaffRole
from chalicelib.tasks.model import Task
from chalicelib.wire import Wire
from chalicelib.wire.delivery import DeliveryWire
from chalicelib.wire.desk import DeskWire
from chalicelib.wire.review import ReviewWire
from sandbox.box import Sandbox
from sandbox.seed_staff import BRANCH
from tests.worlds.pay import World, world_of


class Branch(World):
    """Reviewers, and orders they may look at."""

    def __init__(self, box: Sandbox) -> None:
        super().__init__(box)
        made = Wire(settings(), self.clock)
        made.student.tasks = self.tasks  # type: ignore[assignment]
        self.branch: DeskWire = made.desk
        self.review: ReviewWire = made.review
        self.delivery: DeliveryWire = made.delivery

    def staff(self) -> Staff:
        """Somebody new who may do everything."""
        return Staff(staff_id=random_id(12), branch=BRANCH, name="员工", roles=frozenset(StaffRole) - {StaffRole.ADMIN})

    def in_review(self, task: Task, who: Who) -> str:
        order_id, number = self.started(task, who)
        self.deliver(self.paid(number))
        return order_id

    def taken(self, task: Task, who: Who) -> tuple[str, Staff]:
        order_id, reviewer = self.in_review(task, who), self.staff()
        self.review.orders.take(reviewer, order_id)
        return order_id, reviewer

    def approved(self, task: Task, who: Who) -> str:
        order_id, reviewer = self.taken(task, who)
        self.review.orders.approve(reviewer, order_id, 1)
        return order_id

    def another_photo(self, order_id: str) -> int:
        """A second photo that passed, as if it had been uploaded and judged."""
        first = self.load(order_id).photos[0]
        fresh: Photo = replace(first, photo_no=2, source_sha256=random_id(), report={"standard": {"bytes": 35_000}})
        transact([Put(item=photo_item(order_id, fresh))])
        return 2


@contextmanager
def branch_of(box: Sandbox) -> Iterator[Branch]:
    """The racing branch."""
    with world_of(box):
        yield Branch(box)


def outcome(answer: Any) -> str:
    """A word for what came of it."""
    if isinstance(answer, DomainError):
        return answer.code
    return answer.head.state.value if isinstance(answer, Order) else type(answer).__name__
