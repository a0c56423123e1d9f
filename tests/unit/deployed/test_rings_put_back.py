"""A copy of a ring that is put back: over one that somebody spoilt, and beside somebody who rotates."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chalicelib.shared.config.key_ring import read_ring
from tests.worlds.deployment import FakeCloud, refusal, values_of
from tools import secret
from tools.deployed.rings import KEY_0, RINGS, rotate

COPY = values_of("contact")
NAME = RINGS["contact"]


@dataclass
class Manager:
    """The secret of a ring, whose versions are numbered unless a token names them.  before_put: what happens between
    a read and the next version."""

    text: str = json.dumps(COPY)
    versions: list[str] = field(default_factory=lambda: ["1"])
    before_put: Any = None

    @property
    def cloud(self) -> FakeCloud:
        return FakeCloud({"secretsmanager": {"get_secret_value": self.get, "put_secret_value": self.put}})

    def get(self, SecretId: str) -> Any:
        return {"SecretString": self.text, "VersionId": self.versions[-1], "CreatedDate": datetime.now(UTC)}

    def put(self, SecretId: str, SecretString: str, ClientRequestToken: str | None = None) -> Any:
        meanwhile, self.before_put = self.before_put, None
        if meanwhile is not None:
            meanwhile()
        token = ClientRequestToken or str(len(self.versions) + 1)
        if token in self.versions:
            return refusal("ResourceExistsException")
        self.text, self.versions = SecretString, [*self.versions, token]
        return {}

    @property
    def keys(self) -> dict[int, bytes]:
        return read_ring(json.loads(self.text)[NAME])


@pytest.fixture
def manager(monkeypatch: pytest.MonkeyPatch) -> Manager:
    made = Manager()
    monkeypatch.setattr(secret, "Account", lambda _: made.cloud)
    return made


def puts(folder: Path, values: dict[str, str]) -> int:
    path = folder / "contact.json"
    path.write_text(json.dumps(values), "utf-8")
    return secret.main(["put", "prod", "contact", str(path)])


@pytest.mark.parametrize("spoilt", ["{}", json.dumps({NAME: "by hand"})])
def test_a_ring_that_somebody_spoilt_is_put_back_from_its_copy(manager: Manager, tmp_path: Path, spoilt: str) -> None:
    manager.text = spoilt
    assert puts(tmp_path, COPY) == 0
    assert manager.keys == read_ring(COPY[NAME])


def test_the_derived_key_stays_retired_unless_the_copy_says_that_it_is_open(
    manager: Manager, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The copy was made before it was retired, mostly."""
    closed = COPY | {KEY_0["contact"]: "closed"}
    manager.text = json.dumps(closed)
    assert puts(tmp_path, COPY) == 0
    assert "没有变化" in capsys.readouterr().out
    more = {NAME: f"7:{COPY[NAME].partition(':')[2].partition(' ')[0]} {COPY[NAME]}"}
    assert puts(tmp_path, more) == 0
    assert json.loads(manager.text) == closed | more
    assert puts(tmp_path, more | {KEY_0["contact"]: "open"}) == 0
    assert "retire prod contact" in capsys.readouterr().out
    assert json.loads(manager.text) == more


def test_a_key_that_was_made_meanwhile_is_not_lost(
    manager: Manager, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = {NAME: f"7:{COPY[NAME].partition(':')[2].partition(' ')[0]} {COPY[NAME]}"}
    manager.before_put = lambda: rotate(manager.cloud, "prod", "contact", first=False)
    assert puts(tmp_path, more) == 2
    assert "再运行一次" in capsys.readouterr().err
    assert list(manager.keys) == [3, 2, 1]


def test_the_same_again_is_no_new_version(manager: Manager, tmp_path: Path) -> None:
    assert puts(tmp_path, COPY) == 0
    assert manager.versions == ["1"]


def test_a_copy_does_not_retire_the_derived_key(
    manager: Manager, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody has counted what is sealed with it: as after a backup of before the rings was brought back."""
    closed = COPY | {KEY_0["contact"]: "closed"}
    assert puts(tmp_path, closed) == 2
    assert "retire prod contact" in capsys.readouterr().err
    assert manager.versions == ["1"]
    manager.text = "{}"  # spoilt: what was true is in the copy alone
    assert puts(tmp_path, closed) == 0
    assert json.loads(manager.text) == closed
