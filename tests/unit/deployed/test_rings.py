"""`tools.secret rotate` and `retire`: no key is lost, whoever does what at the same time."""

from __future__ import annotations

import json
import subprocess
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.shared.config.key_ring import CLOSED, is_closed, read_ring
from chalicelib.shared.crypto import Keys
from tests.worlds.deployment import FakeCloud, refusal, values_of
from tools import secret
from tools.deployed.rings import KEY_0, LONGEST_STEP, RINGS, SPREAD, retire, rotate
from tools.deployed.stack import StackError

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


@dataclass
class Manager:
    """One secret of Secrets Manager, with its versions by token; gone: it is not there."""

    texts: dict[str, str] = field(default_factory=dict)
    current: str = ""
    made_at: datetime = NOW - timedelta(days=1)

    @property
    def cloud(self) -> FakeCloud:
        answers = {"get_secret_value": self.get, "put_secret_value": self.put, "create_secret": self.create}
        return FakeCloud({"secretsmanager": answers, "lambda": {"get_function_configuration": {}}})

    def get(self, SecretId: str) -> Any:
        if not self.current:
            return refusal("ResourceNotFoundException")
        return {"SecretString": self.texts[self.current], "VersionId": self.current, "CreatedDate": self.made_at}

    def put(self, SecretId: str, SecretString: str, ClientRequestToken: str) -> Any:
        if self.texts.setdefault(ClientRequestToken, SecretString) != SecretString:
            return refusal("ResourceExistsException")
        self.current, self.made_at = ClientRequestToken, NOW
        return {}

    def create(self, Name: str, SecretString: str, Description: str) -> Any:
        if self.current:
            return refusal("ResourceExistsException")
        self.texts["1"], self.current = SecretString, "1"
        return {}

    def keys(self, group: str = "contact") -> dict[int, bytes]:
        return read_ring(json.loads(self.texts[self.current])[RINGS[group]])

    def closed(self) -> bool:
        values = json.loads(self.texts[self.current])
        return is_closed(values.get(KEY_0["contact"], ""), values[RINGS["contact"]])


def at_once(_: timedelta) -> None:
    """Waits for nothing."""


@pytest.fixture
def manager() -> Manager:
    made = Manager()
    rotate(made.cloud, "prod", "contact", first=True)
    return made


@pytest.mark.parametrize("group", RINGS)
def test_a_ring_begins_and_each_rotation_adds_a_newest_key(group: str) -> None:
    manager = Manager()
    rotate(manager.cloud, "prod", group, first=True)
    first = manager.keys(group)
    said = rotate(manager.cloud, "prod", group, first=False)
    assert list(manager.keys(group)) == [2, 1]
    assert manager.keys(group)[1] == first[1] != manager.keys(group)[2]
    assert json.loads(manager.texts[manager.current])[RINGS[group]] not in " ".join(said)
    sealed = Keys(bytes(32), contact=first).seal("13800000000", about="this")
    assert Keys(bytes(32), contact=manager.keys(group)).unseal(sealed, about="this") == "13800000000"


def test_a_ring_that_is_gone_is_not_begun_again_by_mistake(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    manager = Manager()
    monkeypatch.setattr(secret, "Account", lambda _: manager.cloud)
    assert secret.main(["rotate", "prod", "contact"]) == 2
    assert manager.current == ""
    assert "--first" in capsys.readouterr().err
    assert secret.main(["rotate", "prod", "contact", "--first"]) == 0
    assert list(manager.keys()) == [1]


def test_two_who_rotate_at_once_make_one_key(manager: Manager) -> None:
    """The second one was made from a version that is no more: a key that a step has read never disappears."""
    seen = manager.get("")
    slow = FakeCloud({"secretsmanager": {"get_secret_value": seen, "put_secret_value": manager.put}})
    rotate(manager.cloud, "prod", "contact", first=False)
    kept = manager.keys()
    with pytest.raises(StackError, match="再运行一次"):
        rotate(slow, "prod", "contact", first=False)
    assert manager.keys() == kept


def test_an_answer_that_was_lost_makes_no_second_version(manager: Manager) -> None:
    lossy = FakeCloud({"secretsmanager": {"get_secret_value": manager.get, "put_secret_value": {}}})
    rotate(lossy, "prod", "contact", first=False)
    request = lossy.asked[-1][1]
    assert manager.put(**request) == manager.put(**request) == {}
    assert list(manager.keys()) == [2, 1]


def test_an_old_key_is_retired_when_no_step_uses_it_and_nothing_is_sealed_with_it(manager: Manager) -> None:
    rotate(manager.cloud, "prod", "contact", first=False)
    newest, asked, waited = manager.keys()[2], list[str](), list[timedelta]()

    def all_current(stage: str) -> bool:
        asked.append(stage)
        return len(asked) not in (1, 3)  # 3: a step put an older text back behind the first count

    def ends(after: timedelta) -> list[str]:
        waits: Any = waited.append
        return retire(manager.cloud, "prod", "contact", now=NOW + after, all_current=all_current, pause=waits)

    with pytest.raises(StackError, match="请等 180 分钟"):
        ends(timedelta())
    with pytest.raises(StackError, match="请等 1 分钟"):
        ends(SPREAD - timedelta(seconds=1))
    assert asked == []
    with pytest.raises(StackError, match="reseal"):
        ends(SPREAD)
    assert waited == []
    with pytest.raises(StackError, match="reseal"):
        ends(SPREAD)
    assert (waited, list(manager.keys()), manager.closed()) == ([LONGEST_STEP], [2, 1], False)
    assert "已停用密钥 1、0" in ends(SPREAD)[0]
    assert (manager.keys(), manager.closed()) == ({2: newest}, True)
    assert asked == ["prod"] * 5
    assert waited == [LONGEST_STEP] * 2
    assert "没有旧的" in ends(SPREAD)[0]


def test_the_derived_key_is_retired_like_any_other_and_stays_so(manager: Manager) -> None:
    def ends(all_current: bool = True) -> list[str]:
        later = NOW + SPREAD
        return retire(manager.cloud, "prod", "contact", now=later, all_current=lambda _: all_current, pause=at_once)

    with pytest.raises(StackError, match="reseal"):
        ends(all_current=False)
    assert "已停用密钥 0" in ends()[0]
    assert (list(manager.keys()), manager.closed()) == ([1], True)
    rotate(manager.cloud, "prod", "contact", first=False)
    assert (list(manager.keys()), manager.closed()) == ([2, 1], True)
    assert "已停用密钥 1；" in ends()[0]
    assert (list(manager.keys()), manager.closed()) == ([2], True)


def test_no_key_is_retired_where_only_the_derived_one_seals(manager: Manager) -> None:
    manager.texts[manager.current] = json.dumps({RINGS["contact"]: ""})
    with pytest.raises(StackError, match="先 rotate"):
        retire(manager.cloud, "prod", "contact", now=NOW + SPREAD, all_current=lambda _: True, pause=at_once)


def test_the_release_before_reads_a_ring_whose_derived_key_is_retired(manager: Manager) -> None:
    """It goes on to open what that key sealed; none of its steps stands still."""
    before = manager.texts[manager.current]
    retire(manager.cloud, "prod", "contact", now=NOW + SPREAD, all_current=lambda _: True, pause=at_once)
    after = json.loads(manager.texts[manager.current])
    assert after.items() > json.loads(before).items()
    assert after[KEY_0["contact"]] == CLOSED


def test_the_next_key_after_a_retired_one_has_an_id_of_its_own(manager: Manager) -> None:
    rotate(manager.cloud, "prod", "contact", first=False)
    retire(manager.cloud, "prod", "contact", now=NOW + SPREAD, all_current=lambda _: True, pause=at_once)
    rotate(manager.cloud, "prod", "contact", first=False)
    assert list(manager.keys()) == [3, 2]


def test_who_retires_while_another_rotates_takes_no_new_key_along(manager: Manager) -> None:
    rotate(manager.cloud, "prod", "contact", first=False)
    seen = manager.get("")
    slow = FakeCloud({"secretsmanager": {"get_secret_value": seen, "put_secret_value": manager.put}})
    rotate(manager.cloud, "prod", "contact", first=False)
    with pytest.raises(StackError, match="再运行一次"):
        retire(slow, "prod", "contact", now=NOW + SPREAD, all_current=lambda _: True, pause=at_once)
    assert list(manager.keys()) == [3, 2, 1]


def test_there_is_nothing_to_retire_without_a_ring() -> None:
    with pytest.raises(StackError, match="没有密钥"):
        retire(Manager().cloud, "prod", "staff", now=NOW, all_current=lambda _: True, pause=at_once)


@pytest.mark.parametrize("deed", ["rotate", "retire"])
def test_only_rings_turn(deed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(secret, "Account", lambda _: FakeCloud())
    assert secret.main([deed, "prod", "master"]) == 2
    assert "contact、staff" in capsys.readouterr().err


def test_a_copy_put_back_may_add_keys_and_never_takes_one_away(
    manager: Manager, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(secret, "Account", lambda _: manager.cloud)
    path = tmp_path / "contact.json"
    path.write_text(json.dumps(values_of("contact")), "utf-8")
    before = manager.texts[manager.current]
    assert secret.main(["put", "prod", "contact", str(path)]) == 2
    assert "rotate" in capsys.readouterr().err
    assert manager.texts[manager.current] == before
    assert secret.main(["put", "prod", "contact"]) == 2
    assert "由命令生成" in capsys.readouterr().err


def test_a_copy_put_back_after_a_loss_is_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lost, path = Manager(), tmp_path / "contact.json"
    path.write_text(json.dumps(values_of("contact")), "utf-8")
    monkeypatch.setattr(secret, "Account", lambda _: lost.cloud)
    assert secret.main(["put", "prod", "contact", str(path)]) == 0
    assert list(lost.keys()) == [2, 1]
    rotate(lost.cloud, "prod", "contact", first=False)
    assert list(lost.keys()) == [3, 2, 1]


@pytest.mark.parametrize(
    ("code", "told", "ended"),
    [
        (0, "orders: 7 current\n", True),
        (0, "orders: 6 current, 1 resealed\n", False),
        (1, "orders: 7 current\n", False),
    ],
)
def test_the_tool_that_seals_anew_is_asked_at_the_end(
    manager: Manager, monkeypatch: pytest.MonkeyPatch, code: int, told: str, ended: bool
) -> None:
    rotate(manager.cloud, "prod", "contact", first=False)
    manager.made_at = datetime.now(UTC) - SPREAD
    commands: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        commands.append(command[1:])
        return subprocess.CompletedProcess(command, code, told)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(secret, "Account", lambda _: manager.cloud)
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    assert secret.main(["retire", "prod", "contact"]) == (0 if ended else 2)
    asked = ["-m", "tools.on", "--region", manager.cloud.region, "gradphoto-prod", "reseal"]
    assert (commands, slept) == (([asked] * 2, [900]) if ended else ([asked], []))
    assert list(manager.keys()) == ([2] if ended else [2, 1])
