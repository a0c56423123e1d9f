"""docs/states.md is what the table says."""

from __future__ import annotations

from pathlib import Path

import pytest

from chalicelib.orders.events import EVENTS
from chalicelib.orders.model import State
from tools import states


def test_the_page_is_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["states", "--check"])
    assert states.main() == 0


def test_a_stale_page_is_told_and_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "states.md"
    monkeypatch.setattr(states, "FILE", page)
    monkeypatch.setattr("sys.argv", ["states", "--check"])
    assert states.main() == 1
    page.write_text("old")
    assert states.main() == 1
    assert "python -m tools.states" in capsys.readouterr().err
    monkeypatch.setattr("sys.argv", ["states"])
    assert states.main() == 0
    assert page.read_text() == states.text()


def test_the_page_names_everything() -> None:
    page = states.text()
    assert all(state in page for state in State)
    assert all(f"| {event} " in page for event in EVENTS)
    assert "PAID --> REFUNDING: refund, release" in page
    assert "DRAFT --> AWAITING_PAYMENT: submit" in page
