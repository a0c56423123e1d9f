"""An address changed while a package is made: it prints what the order says, or the change was refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.delivery.model import Package, PackageState
from chalicelib.identity.model import Who
from chalicelib.orders.contact import ContactData
from chalicelib.orders.errors import ContactFixed
from chalicelib.orders.loaded import Loaded
from chalicelib.orders.model import State
from chalicelib.orders.store.items import photo_item
from chalicelib.shared.db import Put, keep_trying, transact
from chalicelib.shared.ids import random_id
from chalicelib.wire import wire
from sandbox.box import Sandbox
from sandbox.seed_staff import BRANCH
from tests.worlds.branch_races import Branch, branch_of
from tests.worlds.sealed import sealed_text


@pytest.fixture(scope="module")
def world(box: Sandbox) -> Iterator[Branch]:
    with branch_of(box) as racing:
        yield racing


@pytest.fixture
def contact_data(world: Branch) -> ContactData:
    return ContactData(
        orders=world.orders,
        fields=wire().stores.sealed_fields,
        require_kept=lambda person_id, kind: None,
        count=lambda person_id: None,
    )


def address(order_id: str, sealed: Mapping[str, str]) -> str | None:
    return wire().stores.sealed_fields.read(order_id, "address", sealed["address"])


@pytest.mark.guarded_by("*/HEAD", "*/EVT#*")
def test_an_address_changed_while_a_package_takes_it(world: Branch, contact_data: ContactData, rounds: int) -> None:
    task, seen = world.task(), Counter[str]()
    package = Package(
        package_id=random_id(16),
        task_id=task.task_id,
        branch=BRANCH,
        state=PackageState.COLLECTING,
        created_at=world.clock(),
        created_by="x",
        file_name="{order_id}.jpg",
    )
    world.stores.packages.create(package, ())
    building: Any = world.delivery.packer

    def one_round(who: Who) -> None:
        order_id = world.approved(task, who)
        transact(
            [Put(item=photo_item(order_id, replace(world.load(order_id).photos[0], report={"standard": {"bytes": 9}})))]
        )
        contact_data.change(who, order_id, {"address": "旧"})
        _, changed = world.race(
            lambda: keep_trying(lambda: building._add_order(package, task, order_id)),
            lambda: contact_data.change(who, order_id, {"address": "新"}),
        )
        keep_trying(lambda: building._add_order(package, task, order_id))
        head = world.load(order_id).head
        (member,) = [one for one in world.stores.packages.members(package.package_id) if one.order_id == order_id]
        assert head.state is State.IN_PRODUCTION
        assert address(head.order_id, member.sealed) == address(head.order_id, head.student.sealed)
        assert isinstance(changed, Loaded | ContactFixed), changed
        assert address(head.order_id, head.student.sealed) == ("新" if isinstance(changed, Loaded) else "旧")
        seen[type(changed).__name__] += 1

    world.repeat(one_round, rounds, both=seen)


@pytest.mark.guarded_by("*/HEAD", "*/EVT#*")
def test_two_devices_change_different_fields_at_once(world: Branch, contact_data: ContactData, rounds: int) -> None:
    task = world.task()

    def one_round(who: Who) -> None:
        order_id = world.awaiting(task, who).head.order_id
        answers = world.race(
            lambda: contact_data.change(who, order_id, {"address": "新"}),
            lambda: contact_data.change(who, order_id, {"address": "新"}),
            lambda: contact_data.change(who, order_id, {"consignee": "李四"}),
        )
        assert all(isinstance(one, Loaded) for one in answers), answers
        assert sealed_text(order_id, "address") == "新"
        assert sealed_text(order_id, "consignee") == "李四"
        events = [one.event for one in world.store.history(order_id)]
        assert events.count("contact") == 2

    world.repeat(one_round, rounds)
