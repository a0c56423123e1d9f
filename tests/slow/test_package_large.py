"""A package of 6,000 photos: little memory and time, killed in the middle and gone on with, the same bytes when made
again, verified by sha256sum itself."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from chalicelib.delivery.model import PackageState
from chalicelib.orders.model import State
from chalicelib.orders.store.items import OrderItem, head_item, photo_item
from chalicelib.shared.ids import random_id
from chalicelib.staff.model import Staff, StaffRole
from chalicelib.wire import wire
from sandbox.box import Sandbox
from sandbox.cloud.template import ROOT
from tests.worlds.app import World
from tests.worlds.staff_orders import order_parts
from tools.suite.patience import PATIENCE

PHOTOS, PHOTO_BYTES = 6_000, 35_000
PAUSE = 0.2  # seconds between two looks at how far it is
MOST_MIB, MOST_SECONDS = 200, 60  # of the step, which has 1,024 MB and 900 s
PROGRAM = """
import json, sys, time
from chalicelib.wire import wire
from tools.bench.peak import peak_mib
outcome = wire().delivery.packer.make(sys.argv[1], lambda: 900.0)
print(json.dumps({"outcome": outcome, "mib": peak_mib(), "cpu": time.process_time()}))
"""


def make(box: Sandbox, package_id: str, told: int = subprocess.PIPE) -> subprocess.Popen[str]:
    """The step's work in a process of its own.  told: where what it says goes."""
    env = box.env | {"PATH": os.environ["PATH"]}
    command = [sys.executable, "-c", PROGRAM, package_id]
    return subprocess.Popen(command, env=env, cwd=ROOT, stdout=told, text=True)


@pytest.mark.slow
def test_a_package_of_six_thousand(box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(box)
    task = world.plain_task(price=0, file_name="{class_name}/{student_no}.jpg")
    assert wire().stores.orders  # names the table
    fill(world, task)
    monkeypatch.setattr(wire().delivery.packages, "_send", lambda package_id: None)
    who = Staff(staff_id=random_id(12), branch=task.branch, name="经理", roles=frozenset(StaffRole))
    package_id = wire().delivery.packages.create(who, task.task_id, file_name=None, part_mb=40).package_id

    first = make(box, package_id, subprocess.DEVNULL)  # nobody reads it: a full pipe would stop it
    while not has_begun(package_id):
        with pytest.raises(subprocess.TimeoutExpired):  # it is at work, however long its first file takes
            first.wait(PAUSE)
    first.send_signal(signal.SIGKILL)
    first.wait(PATIENCE)
    halfway = wire().stores.packages.get(package_id)
    assert halfway is not None
    assert halfway.state is PackageState.BUILDING

    finished(box, package_id)
    package = wire().stores.packages.get(package_id)
    assert package is not None
    assert (package.state, package.members, sum(one.photos for one in package.files)) == ("READY", PHOTOS, PHOTOS)
    verify(world, package.key(""), tmp_path)

    before = sums(world, package.key(""))
    for key in before:
        world.drop(key)
    said = finished(box, package_id)
    print(f"{PHOTOS} photos: {said['mib']:.0f} MiB, {said['cpu']:.0f} s of a processor")
    assert sums(world, package.key("")) == before
    assert said["mib"] <= MOST_MIB
    assert said["cpu"] <= MOST_SECONDS


def has_begun(package_id: str) -> bool:
    """Whether one of its files is there."""
    found = wire().stores.packages.get(package_id)
    return bool(found and found.files)


def finished(box: Sandbox, package_id: str) -> dict[str, Any]:
    """What the process says in which the package is made to its end."""
    out, _ = make(box, package_id).communicate(timeout=1800)
    said = json.loads(out.splitlines()[-1])
    assert said["outcome"] == "ready"
    return dict(said)


def sums(world: World, prefix: str) -> dict[str, str]:
    """Of every file of it, by key."""
    return {key: hashlib.sha256(data).hexdigest() for key, data in world.objects(prefix).items()}


def fill(world: World, task: Any) -> None:
    def write(numbers: range) -> None:
        with OrderItem.batch_write() as batch:
            for number in numbers:
                jpeg = secrets.token_bytes(PHOTO_BYTES)
                head, photo = order_parts(task, State.APPROVED, number, jpeg)
                world.put(f"standard/{head.order_id}/1/{photo.standard_sha256}.jpg", jpeg)
                batch.save(head_item(head, {}))
                batch.save(photo_item(head.order_id, photo))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, [range(at, at + 250) for at in range(0, PHOTOS, 250)]))


def verify(world: World, prefix: str, folder: Path) -> None:
    """What a person does who got the package."""
    for key, data in world.objects(prefix).items():
        (folder / key.removeprefix(prefix)).write_bytes(data)
    checked = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=True)
    zips = sorted(folder.glob("photos-*.zip"))
    assert checked.stdout.count(": OK") == len(zips) + 4
    assert len(zips) > 1
    for one in zips:
        inside = folder / one.stem
        subprocess.run(["python3", "-m", "zipfile", "-e", str(one), str(inside)], check=True)
        subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=inside, check=True)
