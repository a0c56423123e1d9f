"""How many photos a package has, however many runs of its message collect at once."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.delivery.model import Package, PackageState
from chalicelib.orders.model import State
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from tests.worlds.app import World
from tests.worlds.branch import collecting, deliver, stored
from tests.worlds.staff import colleague
from tests.worlds.staff_orders import made_order


def test_of_two_runs_that_collect_neither_leaves_a_photo_uncounted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one adds an order when this one has seen all that there were."""
    task, packer, store = world.plain_task(price=0), wire().delivery.packer, wire().stores.packages
    made_order(world, task, State.APPROVED)
    package = collecting(task)
    store.create(package, ())
    move, late = store.move, list[str]()

    def add_and_move(before: Package, to: PackageState, **changes: Any) -> Package:
        if not late:
            late.append(made_order(world, task, State.APPROVED))
            packer._add_order(before, task, late[0])
        return move(before, to, **changes)

    monkeypatch.setattr(store, "move", add_and_move)
    assert packer.make(package.package_id, lambda: 900.0) == "ready"
    done = stored(package.package_id)
    assert (done.state, done.members, sum(file.photos for file in done.files)) == (PackageState.READY, 2, 2)


def test_who_leaves_before_the_members_are_counted_is_counted_out_once(world: World) -> None:
    task, packer, store = world.plain_task(price=0), wire().delivery.packer, wire().stores.packages
    mine, _ = made_order(world, task, State.APPROVED), made_order(world, task, State.APPROVED)
    package = collecting(task)
    store.create(package, ())
    packer._collect(package, task, lambda: 900.0)
    wire().delivery.removal.leave(mine, [package.package_id])
    assert stored(package.package_id).members >= 0
    assert packer.make(package.package_id, lambda: 900.0) == "ready"
    done = stored(package.package_id)
    assert (done.state, done.members, done.erased) == (PackageState.READY, 1, 1)


def test_a_package_that_was_counted_wrong_is_mended_when_it_is_made_again(world: World) -> None:
    task, manager = world.plain_task(price=0), colleague(world.box.console_url, StaffRole.MANAGER)
    made_order(world, task, State.APPROVED)
    package_id = deliver(manager, task.task_id)["package_id"]
    wire().stores.packages.move(stored(package_id), PackageState.READY, members=7)
    wire().delivery.packer.make(package_id, lambda: 900.0)
    assert stored(package_id).members == 1
