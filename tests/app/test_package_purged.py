"""A package whose time is over while something is still being made of it leaves nothing in the bucket."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from chalicelib.delivery.making import EditionOver
from chalicelib.delivery.model import Package, PackageState
from chalicelib.delivery.prints.model import PrintKind
from chalicelib.orders.model import State
from chalicelib.privacy.model import REST
from chalicelib.privacy.purge import SPARE
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from sandbox.clock import SandboxClock
from tests.worlds.app import World
from tests.worlds.branch import collecting, deliver, stored
from tests.worlds.faces import count_faces
from tests.worlds.staff import Colleague, who
from tests.worlds.staff_orders import made_order

DAYS = 30
PACKAGE_FILES = "files of purged packages, or of none, are still stored"
OVER = timedelta(days=9 + DAYS + 1)  # the task closes in nine days
Purge = Callable[[timedelta], Counter[str]]


@pytest.fixture
def purge(clock: SandboxClock) -> Purge:
    """`purge(after)`: what goes when it is that much later than the test began; no schedule runs."""
    began = wire().clock()

    def run(after: timedelta) -> Counter[str]:
        clock.to(began + after, schedules=False)
        return wire().privacy.purge.run(lambda: 300.0)

    return run


def over_soon(world: World) -> Task:
    return world.plain_task(price=0, retention_days=DAYS)


def delivered(world: World, manager: Colleague) -> str:
    """A package of a photo, by its id."""
    task = over_soon(world)
    made_order(world, task, State.APPROVED)
    return str(deliver(manager, task.task_id)["package_id"])


def asked_labels(manager: Colleague, package_id: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of a run that nobody but the test makes the files of."""
    prints = wire().delivery.prints
    monkeypatch.setattr(prints, "_send", lambda *_: None)
    return prints.ask(who(manager.account), package_id, PrintKind.LABELS_A4, "")[1].run_id


def watched(world: World, package_id: str) -> bool:
    """Whether the package is still to be looked at once more."""
    return f"{world.box.env['ORDERS_TABLE']} PURGED#{stored(package_id).task_id} {package_id}" in world.tables()


def after_the_first_file(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """It happens when a file of a package has just come into the bucket, and is not recorded yet."""
    objects, once = wire().outside.objects, list[str]()
    put = objects.put_file

    def put_and_go(key: str, file: Any, content_type: str) -> bool:
        done = put(key, file, content_type)
        if key.startswith("packages/") and not once:
            once.append(key)
            happens()
        return done

    monkeypatch.setattr(objects, "put_file", put_and_go)


def test_a_builder_at_work_leaves_nothing_of_a_package_that_is_purged(
    world: World, manager: Colleague, purge: Purge, monkeypatch: pytest.MonkeyPatch
) -> None:
    package_id, packer = delivered(world, manager), wire().delivery.packer
    for key in world.objects(f"packages/{package_id}/"):
        world.drop(key)
    after_the_first_file(monkeypatch, lambda: purge(OVER))
    with pytest.raises(EditionOver):
        packer.make(package_id, lambda: 900.0)
    assert world.objects(f"packages/{package_id}/") == {}
    assert packer.make(package_id, lambda: 900.0) == "unknown"
    assert stored(package_id).state is PackageState.PURGED


def test_a_printer_at_work_leaves_nothing_of_a_package_that_is_purged(
    world: World, manager: Colleague, purge: Purge, monkeypatch: pytest.MonkeyPatch
) -> None:
    package_id, printer = delivered(world, manager), wire().delivery.printer
    run_id = asked_labels(manager, package_id, monkeypatch)
    after_the_first_file(monkeypatch, lambda: purge(OVER))
    with pytest.raises(EditionOver):
        printer.make(package_id, run_id, lambda: 900.0)
    assert world.objects(f"packages/{package_id}/") == {}
    assert printer.make(package_id, run_id, lambda: 900.0) == "unknown"


def test_a_message_that_comes_again_clears_up_after_a_step_that_died(
    world: World, manager: Colleague, purge: Purge, monkeypatch: pytest.MonkeyPatch
) -> None:
    package_id, packer, printer = delivered(world, manager), wire().delivery.packer, wire().delivery.printer
    run_id = asked_labels(manager, package_id, monkeypatch)
    purge(OVER)
    messages = (partial(packer.make, package_id), partial(printer.make, package_id, run_id))
    for make in messages:
        world.put(f"packages/{package_id}/prints-{run_id}/labels-001.pdf", b"addresses")
        assert make(time_left=lambda: 900.0) == "unknown"
        assert world.objects(f"packages/{package_id}/") == {}


def test_what_a_step_that_died_left_goes_a_day_later_and_then_nobody_looks_any_more(
    world: World, manager: Colleague, purge: Purge
) -> None:
    package_id = delivered(world, manager)
    purge(OVER)
    late = f"packages/{package_id}/photos-001.zip"
    world.put(late, b"portraits")
    purge(OVER + REST / 2)  # whatever was at work may be at work still
    assert world.objects(late)
    assert watched(world, package_id)
    assert purge(OVER + REST * 1.1)["objects"] >= 1
    assert not world.objects(late)
    package = stored(package_id)
    records, _ = wire().stores.deleted.page(package.branch, limit=20, before=None)
    found = [
        one for one in records if one.task_id == package.task_id and one.rule == "LATE" and "packages" not in one.counts
    ]
    assert {"objects": 1} in [dict(one.counts) for one in found]
    assert watched(world, package_id)  # something was there, so it is looked at again
    list(wire().privacy.purge._came_late(wire().student.tasks.get(package.task_id), lambda: SPARE - 1))
    assert watched(world, package_id)  # there was no time to look at all of it
    purge(OVER + REST * 1.2)
    assert not watched(world, package_id)


def test_who_joins_a_package_while_it_is_purged_is_not_kept_in_it(
    world: World, purge: Purge, monkeypatch: pytest.MonkeyPatch
) -> None:
    task, packages = over_soon(world), wire().stores.packages
    package = collecting(task)
    packages.create(package, ())
    order_id, real = made_order(world, task, State.APPROVED), packages.purged

    def purged(gone: Package, look_again: datetime) -> None:
        wire().delivery.packer._add_order(gone, task, order_id)
        real(gone, look_again)

    monkeypatch.setattr(packages, "purged", purged)
    purge(OVER)
    assert stored(package.package_id).state is PackageState.PURGED
    assert packages.members(package.package_id) == []


def test_files_that_no_package_should_have_are_told_by_the_daily_count(
    world: World, manager: Colleague, capsys: pytest.CaptureFixture[str]
) -> None:
    """Files of packages that stand are no fault, nor are those of one that is still to be looked at."""
    stands, gone = delivered(world, manager), delivered(world, manager)
    store = wire().stores.packages

    def told() -> int:
        count_faces()
        said = [line for line in capsys.readouterr().out.splitlines() if PACKAGE_FILES in line]
        return int(json.loads(said[-1])["count"]) if said else 0

    before = told()  # the bucket may have files of what the tables know no more
    store.purged(stored(gone), wire().clock())
    assert store.over([stands, gone, "nobody"]) == {"nobody"}
    assert told() == before
    store.clean(stored(gone))
    assert store.over([stands, gone]) == {gone}
    assert told() == before + len(world.objects(f"packages/{gone}/")) > before
