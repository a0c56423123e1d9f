"""Each folder of the code is a room with tests for `make check`; a change leads to them and to its importers' tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.suite.check import BUDGET, choose, lints
from tools.suite.rooms import PACKAGES, ROOT, Room, room_of, rooms

CODE = {
    path.relative_to(ROOT).as_posix()
    for folder in (*PACKAGES, "web", "miniprogram", "layers", "docs")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".py", ".js", ".md", ".css", ".wxml", ".wxss") and "node_modules" not in path.parts
}


def test_every_file_of_the_code_is_in_a_room() -> None:
    assert [path for path in sorted(CODE) if room_of(path) is None and path != "chalicelib/__init__.py"] == []


def test_every_context_is_a_room_of_its_own() -> None:
    contexts = {path.name for path in (ROOT / "chalicelib").iterdir() if (path / "__init__.py").exists()}
    assert contexts <= rooms().keys()
    for name in contexts:
        assert room_of(f"chalicelib/{name}/some.py") == rooms()[name]


@pytest.mark.parametrize("room", list(rooms().values()), ids=lambda room: room.name)
def test_a_room_has_files_and_tests_that_fit_into_a_minute(room: Room) -> None:
    for pattern in (*room.paths, *room.tests):
        assert list(ROOT.glob(pattern)), pattern
    assert room.seconds <= BUDGET
    for module in room.checks:
        assert (ROOT / "tools" / f"{module.replace('.', '/')}.py").is_file()


def test_a_change_leads_to_its_room_and_to_those_that_import_it() -> None:
    choice = choose(["chalicelib/orders/labels.py"])
    assert choice.rooms == (rooms()["orders"],)
    assert "tests/unit/orders" in choice.tests
    around = {room.name for room in (*choice.around, *choice.left)}
    assert {"desk", "pay"} <= around
    assert sum(room.seconds for room in (*choice.rooms, *choice.around)) <= BUDGET


def test_a_change_of_a_module_leads_to_the_tests_that_name_it() -> None:
    assert "tests/unit/test_rooms.py" in choose(["tools/suite/check.py"]).tests
    assert choose(["tests/unit/test_rooms.py"]).tests == ("tests/unit/test_rooms.py",)


def test_a_helper_of_tests_leads_to_a_file_of_each_suite_that_uses_it() -> None:
    folders = [Path(test).parent.name for test in choose(["tests/worlds/app.py"]).tests]
    assert {"app", "web"} <= {*folders}
    assert len(folders) == len({*folders})


def test_a_changed_file_is_linted_by_what_knows_its_kind() -> None:
    changed = ["chalicelib/notify/notices.py", "web/staff/days.js", "docs/gone.md"]
    said = [" ".join(command) for command in lints(changed, choose(changed).rooms)]
    for tool in ("ruff format --check", "ruff check", "mypy", "lint-imports", "biome check", "tsc -p web"):
        assert any(tool in line for line in said), tool
    assert any(line.endswith("tools.notices --check") for line in said)
    assert not any("gone.md" in line for line in said)
