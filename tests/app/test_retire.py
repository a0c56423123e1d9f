"""A ring's whole turn as an operator does it: a new key, what is stored sealed anew, the old key's end."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.wire import wire
from clients.outside import new_phone
from sandbox.box import Sandbox
from sandbox.seed import seed
from tests.worlds.app import World
from tests.worlds.rotation import Rotation, rotating
from tests.worlds.sealed import GROUPS, contact_of, sealed_under
from tools import secret
from tools.deployed import rings
from tools.reseal import __main__ as reseal

STAGE = "dev"  # the sandbox's
FAST = ("--units", "1e9")


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
            code = reseal.main(FAST)
        return subprocess.CompletedProcess(command, code, said.getvalue())

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(secret, "Account", lambda region: Account(world.box, region or "cn-north-1"))
    monkeypatch.setattr(rings, "SPREAD", timedelta())  # three hours are over
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
        assert "已停用密钥 1" in capsys.readouterr().out
    rotation.five_minutes_pass()
    assert [list(getattr(wire().stores.keys, group)._keys) for group in GROUPS] == [[0, 2], [0, 2]]
    assert contact_of(order_id) == kept
    assert student.order(order_id)["contact"]["email"] == kept["email"] == "a@example.com"


@pytest.mark.parametrize("region", ["cn-north-1", "cn-northwest-1"])
def test_what_is_left_is_counted_where_the_key_is_retired(
    commands: list[list[str]], region: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another region may have a stack of the same name, where nothing is left."""
    assert secret.main(["--region", region, "rotate", STAGE, "contact"]) == 0
    secret.main(["--region", region, "retire", STAGE, "contact"])
    assert commands == [["-m", "tools.on", "--region", region, f"gradphoto-{STAGE}", "reseal"]]
