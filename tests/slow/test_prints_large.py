"""Sheets of 6,000 students: little memory, killed in the middle and gone on with, the same bytes when made again."""

from __future__ import annotations

import hashlib
import io
import json
import os
import secrets
import signal
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from chalicelib.delivery.model import Member, PackageState
from chalicelib.delivery.prints.model import CAPTION, PrintKind
from chalicelib.delivery.store import MEMBER, PackageItem
from chalicelib.orders.model import Student
from chalicelib.shared.crypto import sha256_hex
from chalicelib.shared.db import as_json
from chalicelib.shared.ids import random_id
from chalicelib.staff.model import Staff, StaffRole
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from sandbox.box import Sandbox
from sandbox.cloud.template import ROOT
from tests.worlds.app import World, jpeg
from tests.worlds.branch import collecting
from tests.worlds.prints import portrait
from tools.suite.patience import PATIENCE, wait_for

STUDENTS, CLASSES = 6_000, 150
MOST_MIB, MOST_SECONDS = 300, 400  # of the step, which has 1,024 MB and 900 s
PROGRAM = """
import json, sys, time
from chalicelib.wire import wire
from tools.bench.peak import peak_mib
asked = []
wire().outside.objects._s3.meta.events.register("before-call", lambda **call: asked.append(call["model"].name))
outcome = wire().delivery.printer.make(sys.argv[1], sys.argv[2], lambda: 900.0)
print(json.dumps({"outcome": outcome, "mib": peak_mib(), "cpu": time.process_time(), "asked": len(asked)}))
"""


def make(box: Sandbox, package_id: str, run_id: str) -> subprocess.Popen[str]:
    """The step's work in a process of its own."""
    env = box.env | {"PATH": os.environ["PATH"]}
    command = [sys.executable, "-c", PROGRAM, package_id, run_id]
    return subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def packed(box: Sandbox) -> tuple[Task, str]:
    """A task, and its package of all students."""
    world = World(box)
    task = world.plain_task(price=0)
    return task, filled(world, task)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [PrintKind.SMALL, PrintKind.LARGE, PrintKind.MIXED])
def test_prints_of_six_thousand(
    box: Sandbox, packed: tuple[Task, str], kind: PrintKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, store = World(box), wire().delivery.print_store
    task, package_id = packed
    monkeypatch.setattr(wire().delivery.prints, "_send", lambda *_: None)
    who = Staff(staff_id=random_id(12), branch=task.branch, name="经理", roles=frozenset(StaffRole))
    run_id = wire().delivery.prints.ask(who, package_id, kind, CAPTION)[1].run_id

    first = make(box, package_id, run_id)

    def has_begun() -> bool:
        assert first.poll() is None
        found = store.get(package_id, run_id)
        return bool(found and found.files)

    wait_for(has_begun, "the first file")
    first.send_signal(signal.SIGKILL)
    first.wait(PATIENCE)
    halfway = store.get(package_id, run_id)
    assert halfway is not None
    assert not halfway.ready

    said = finished(box, package_id, run_id)
    run, prefix = store.get(package_id, run_id), f"packages/{package_id}/prints-{run_id}/"
    assert run is not None
    assert (run.ready, sum(file.photos for file in run.files)) == (True, STUDENTS)
    before = {key: hashlib.sha256(data).hexdigest() for key, data in world.objects(prefix).items()}
    verify(world, prefix)
    for key in before:
        world.drop(key)
    said = finished(box, package_id, run_id)
    print(f"{kind}: {said['mib']:.0f} MiB, {said['cpu']:.0f} s of a processor, {said['asked']} requests")
    assert {key: hashlib.sha256(data).hexdigest() for key, data in world.objects(prefix).items()} == before
    assert said["mib"] <= MOST_MIB
    assert said["cpu"] <= MOST_SECONDS
    assert said["asked"] <= STUDENTS + 3 * len(before)


def finished(box: Sandbox, package_id: str, run_id: str) -> dict[str, Any]:
    out, _ = make(box, package_id, run_id).communicate(timeout=1800)
    said = json.loads(out.splitlines()[-1])
    assert said["outcome"] == "ready"
    return dict(said)


def filled(world: World, task: Task) -> str:
    """A package whose members have a portrait of their own each."""
    store = wire().stores.packages
    package = collecting(task)
    store.create(package, ())

    def write(numbers: range) -> None:
        with PackageItem.batch_write() as batch:
            for number in numbers:
                member, picture = one(number)
                world.put(member.key, picture)
                batch.save(
                    PackageItem(f"PACKAGE#{package.package_id}", f"{MEMBER}{member.order_id}", body=as_json(member))
                )

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, [range(at, at + 250) for at in range(0, STUDENTS, 250)]))
    store.move(package, PackageState.READY, members=STUDENTS)
    return package.package_id


def one(number: int) -> tuple[Member, bytes]:
    """A member, and a portrait whose pixels are no other's of the class, nor its bytes anybody's."""
    note, own = secrets.token_bytes(16), marked(number // CLASSES)
    picture = own[:2] + b"\xff\xfe\x00\x12" + note + own[2:]
    student = Student(
        name=f"学生{number}",
        school_code="10532",
        school_name="湖南大学",
        level="BACHELOR",
        student_no=f"N{number:06}",
        college=f"学院{number % 10}",
        class_name=f"班级{number % CLASSES}",
    )
    member = Member(
        order_id=random_id(),
        photo_no=1,
        sha256=sha256_hex(picture),
        size=len(picture),
        student=student,
        approved_at=wire().clock(),
    )
    return member, picture


@cache
def marked(number: int) -> bytes:
    """A portrait with a spot of its own: a picture with the same pixels would be in a PDF once."""
    image = Image.open(io.BytesIO(portrait()))
    image.paste((number * 6, 0, 0), (0, 0, 24, 24))
    return jpeg(image)


def verify(world: World, prefix: str) -> None:
    """Every class is one PDF, with a page for each of its students."""
    pages: dict[str, int] = {}
    for key, data in world.objects(prefix).items():
        if key.endswith(".zip"):
            archive = zipfile.ZipFile(io.BytesIO(data))
            pages |= {name: len(pypdfium2.PdfDocument(archive.read(name))) for name in archive.namelist()}
    assert len(pages) == CLASSES
    assert set(pages.values()) == {STUDENTS // CLASSES}
