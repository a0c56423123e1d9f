"""A ring's whole turn as an operator does it: a new key, what is stored sealed anew, the old key's end."""

from __future__ import annotations

import base64
import io
import subprocess
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from chalicelib.collect_codes.sealed import opened, seal
from chalicelib.identity.captcha.picture import sealed
from chalicelib.identity.captcha.work import BITS
from chalicelib.orders.store.sealed_fields import about
from chalicelib.shared.crypto import Keys
from chalicelib.wire import wire
from clients.captcha import work_of
from clients.outside import new_phone
from clients.student import Student
from sandbox.box import Sandbox
from sandbox.seed import seed
from tests.worlds.app import World, card, refused, sms_login
from tests.worlds.rotation import Rotation, rotating
from tests.worlds.sealed import GROUPS, contact_of, sealed_under
from tests.worlds.staff_orders import moved, order_of
from tests.worlds.unreadable import spoil
from tools import secret
from tools.deployed import rings
from tools.reseal import __main__ as reseal
from tools.reseal.run import SEGMENTS, TABLES

STAGE = "dev"  # the sandbox's
FAST = ("--units", "1e9")
THIEFS = "thief@example.com"


@dataclass(frozen=True)
class Account:
    """The sandbox's secrets, which lie where a deployment's do."""

    box: Sandbox
    region: str

    def client(self, service: Any) -> Any:
        return self.box.aws_client(service)


@pytest.fixture
def rotation(world: World) -> Iterator[Rotation]:
    """Afterwards nothing is left that its keys have sealed."""
    with rotating(world.box) as made:
        yield made
    world.box.forget("OrdersTable", "TasksTable", "PeopleTable", "InboxTable")
    seed()


@pytest.fixture
def commands(world: World, rotation: Rotation, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What `tools.secret` runs: the tool itself, in this process, which has the settings that `tools.on` would give."""
    asked: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        asked.append(command[1:])
        rotation.five_minutes_pass()  # another process reads the secrets anew
        with redirect_stdout(io.StringIO()) as said:
            code = reseal.main([*FAST, *command[command.index("reseal") + 1 :]])
        return subprocess.CompletedProcess(command, code, said.getvalue())

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(secret, "Account", lambda region: Account(world.box, region or "cn-north-1"))
    monkeypatch.setattr(rings, "SPREAD", timedelta())  # three hours are over
    monkeypatch.setattr(secret, "_pause", lambda _: None)
    return asked


def test_old_keys_go_when_no_table_knows_them_any_more(
    world: World, rotation: Rotation, commands: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    student = world.student()
    order_id = world.draft(student)
    student.act(order_id, "contact", contact_phone=new_phone(), email="a@example.com")
    kept = contact_of(order_id)
    assert {text.partition(".")[0] for text in sealed_under(1)} == {"1"}
    for group in GROUPS:
        assert secret.main(["rotate", STAGE, group]) == 0
        assert secret.main(["retire", STAGE, group]) == 2, "nothing was sealed anew yet"
        told = capsys.readouterr()
        assert "没有停用" in told.err
        assert " resealed" in told.out
    assert reseal.main([*FAST, "--write"]) == 0
    assert sealed_under(1) == []
    for group in GROUPS:
        assert secret.main(["retire", STAGE, group]) == 0
        assert "已停用密钥 1、0" in capsys.readouterr().out
    rotation.five_minutes_pass()
    assert [list(getattr(wire().stores.keys, group)._keys) for group in GROUPS] == [[2], [2]]
    assert contact_of(order_id) == kept
    assert student.order(order_id)["contact"]["email"] == kept["email"] == "a@example.com"


def forged(forger: Keys, student: Student, person_id: str, task_id: str) -> str:
    """A reading of a code that was never read, by whoever has the key."""
    real = opened(wire().stores.keys, student.read_code(task_id, card())["read_id"], person_id, task_id)
    assert real is not None
    return seal(forger, person_id, task_id, real.expires_at, real.read)


def solved(forger: Keys) -> dict[str, str]:
    """A captcha whose answer its maker knows."""
    captcha_id = sealed(forger, "ABCDE", wire().clock() + timedelta(minutes=1), 0)
    return {"captcha_id": captcha_id, "captcha": "ABCDE", "work": work_of(captcha_id, BITS[0])}


def with_email(keys: Keys, order_id: str, email: str = THIEFS) -> None:
    """Contact data, sealed with the newest of these keys, is written into the order."""
    order = order_of(order_id)
    bad = {**order.head.student.sealed, "email": keys.seal(email, about=about(order_id, "email"), before="contact")}
    moved(order_id, student=replace(order.head.student, sealed=bad))


def test_a_leaked_master_key_opens_nothing_after_a_rotation(
    world: World, rotation: Rotation, commands: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    forger = Keys(base64.b64decode(world.box.keys.master_key))
    student, task = world.student(), world.task()
    person_id, order_id = world.person(student), world.draft(student)
    mine = student.order(order_id)["contact"]
    for believed in (True, False):
        thief = world.guest()
        opening = partial(student.open, task.task_id, forged(forger, student, person_id, task.task_id))
        asking = partial(thief.ask_code, new_phone(), solved(forger))
        with_email(forger, order_id)
        if believed:
            assert opening(contact_phone=new_phone())["student"]["name"]
            assert asking()
            assert student.order(order_id)["contact"]["email"] == THIEFS
            student.act(order_id, "contact", email="")
            for group in GROUPS:
                assert secret.main(["rotate", STAGE, group]) == 0
            rotation.five_minutes_pass()
            assert reseal.main([*FAST, "--write"]) == 0
            assert [secret.main(["retire", STAGE, group]) for group in GROUPS] == [0, 0]
            rotation.five_minutes_pass()
            continue
        refused(partial(opening, contact_phone=new_phone()), 404, "read_expired", "read_id")
        refused(asking, 422, "captcha_wrong", "captcha")
        capsys.readouterr()
        assert student.order(order_id)["contact"] == mine
        assert "does not open" in capsys.readouterr().out
    assert student.act(order_id, "contact", email="a@example.com")["contact"]["email"] == "a@example.com"
    assert world.draft(world.student())
    sms_login(world, world.guest(), new_phone())


@pytest.mark.parametrize("region", ["cn-north-1", "cn-northwest-1"])
def test_what_is_left_is_counted_where_the_key_is_retired(
    commands: list[list[str]], region: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another region may have a stack of the same name, where nothing is left."""
    assert secret.main(["--region", region, "rotate", STAGE, "contact"]) == 0
    secret.main(["--region", region, "retire", STAGE, "contact"])
    assert commands[:1] == [["-m", "tools.on", "--region", region, f"gradphoto-{STAGE}", "reseal"]]
    assert commands[:1] * len(commands) == commands


def test_a_text_that_an_old_process_seals_behind_the_reseal_keeps_its_key(
    world: World, rotation: Rotation, commands: list[list[str]]
) -> None:
    """It holds the ring of before for some minutes after the rotation, in which the tables may be through already."""
    student, old = world.student(), wire().stores.keys
    order_id = world.draft(student)
    assert secret.main(["rotate", STAGE, "contact"]) == 0
    rotation.five_minutes_pass()
    assert reseal.main([*FAST, "--write"]) == 0
    with_email(old, order_id, "a@example.com")
    assert sealed_under(1)
    assert secret.main(["retire", STAGE, "contact"]) == 2
    rotation.five_minutes_pass()
    assert student.order(order_id)["contact"]["email"] == "a@example.com"
    assert reseal.main([*FAST, "--write"]) == 0
    assert secret.main(["retire", STAGE, "contact"]) == 0
    rotation.five_minutes_pass()
    assert student.order(order_id)["contact"]["email"] == "a@example.com"


def test_a_text_that_is_put_back_behind_the_first_count_keeps_its_key(
    world: World, rotation: Rotation, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A step read the order before it was sealed anew, and writes it as it was."""
    student, old = world.student(), wire().stores.keys
    order_id = world.draft(student)
    assert secret.main(["rotate", STAGE, "contact"]) == 0
    rotation.five_minutes_pass()
    assert reseal.main([*FAST, "--write"]) == 0
    monkeypatch.setattr(secret, "_pause", lambda _: with_email(old, order_id, "a@example.com"))
    assert secret.main(["retire", STAGE, "contact"]) == 2
    assert len(commands) == 2
    rotation.five_minutes_pass()
    assert student.order(order_id)["contact"]["email"] == "a@example.com"


def test_a_text_that_nothing_opens_is_given_up_by_whoever_says_so(
    world: World, rotation: Rotation, commands: list[list[str]]
) -> None:
    """On the day of a leak one spoilt text must not keep the thief's key alive; another one still does."""
    people = [world.person(world.student()) for _ in range(2)]
    assert secret.main(["rotate", STAGE, "contact"]) == 0
    rotation.five_minutes_pass()
    assert reseal.main([*FAST, "--write"]) == 0
    spoil(world, people[0])
    assert secret.main(["retire", STAGE, "contact"]) == 2
    spoil(world, people[1])
    assert secret.main(["retire", STAGE, "contact", "--lost", "2"]) == 2, "each has a number and a profile"
    assert secret.main(["retire", STAGE, "contact", "--lost", "4"]) == 0


def test_a_long_run_seals_with_the_newest_key_of_a_rotation_meanwhile(world: World, rotation: Rotation) -> None:
    order_id = world.draft(world.student())
    run = reseal.of_this_stack(1e9, write=True)
    for first in TABLES[1:]:
        run.segment(first, 0)
    assert secret.main(["rotate", STAGE, "contact"]) == 0
    rotation.five_minutes_pass()
    for number in range(SEGMENTS):
        run.segment("orders", number)
    order = order_of(order_id)
    assert {text.partition(".")[0] for text in order.head.student.sealed.values()} == {"2"}
