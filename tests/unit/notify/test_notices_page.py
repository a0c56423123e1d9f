"""The documents' tables of messages are what the rows say."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from chalicelib.notify.notices import NOTICES
from tools import notices


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in notices.TABLES:
        shutil.copy(notices.DOCS / name, tmp_path)
    monkeypatch.setattr(notices, "DOCS", tmp_path)
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, *flags: str) -> int:
    monkeypatch.setattr("sys.argv", ["notices", *flags])
    return notices.main()


def test_the_pages_are_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, "--check") == 0


@pytest.mark.parametrize("name", notices.TABLES)
def test_a_stale_page_is_told_and_written_again(
    pages: Path, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fresh = (pages / name).read_text()
    (pages / name).write_text(fresh.replace("tools.notices -->\n", "tools.notices -->\nold\n"))
    assert run(monkeypatch, "--check") == 1
    assert f"docs/{name} is stale: run python -m tools.notices" in capsys.readouterr().err
    assert run(monkeypatch) == 0
    assert (pages / name).read_text() == fresh


def test_a_page_without_its_table_is_refused(pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (pages / "notices.md").write_text("# What students are told\n")
    with pytest.raises(ValueError, match="no table is marked as events"):
        run(monkeypatch)


def test_every_message_is_printed() -> None:
    printed = "\n".join([*notices.events(), *notices.reminders()])
    assert printed.count("\n| ") == len(NOTICES) + 1  # and the reminders' heads
    assert all(row.phrase in "\n".join(notices.scenes()) for row in NOTICES)
