"""Portraits that many tests ask for are drawn once on a machine, and are as if drawn anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from drawings import drawn as drawings
from drawings.portrait import draw

LOOK: dict[str, Any] = {"width": 90, "height": 120, "yaw": 0.3}


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(drawings, "KEPT", tmp_path)
    monkeypatch.setattr(drawings, "_known", {})
    return tmp_path


def next_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawings, "_known", {})


def test_a_portrait_is_drawn_once(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = drawings.drawn(**LOOK)
    next_process(monkeypatch)
    monkeypatch.setattr(drawings, "draw", lambda **_: pytest.fail("drawn again"))
    assert drawings.drawn(**LOOK).tobytes() == first.tobytes() == draw(**LOOK).tobytes()
    assert [file.suffix for file in kept.iterdir()] == [".ppm"]


def test_each_look_is_another_portrait(kept: Path) -> None:
    walls = [np.full((120, 90, 3), light, np.float32) for light in (80, 200)]
    looks = [LOOK, LOOK | {"yaw": 0.4}, *(LOOK | {"background": wall} for wall in walls)]
    assert len({drawings.drawn(**look).tobytes() for look in looks}) == len({*kept.iterdir()}) == 4


@pytest.mark.usefixtures("kept")
def test_other_programs_draw_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    drawings.drawn(**LOOK)
    monkeypatch.setattr(drawings, "_programs", lambda: b"changed")
    monkeypatch.setattr(drawings, "draw", lambda **_: draw(**LOOK | {"yaw": 0.0}))
    assert drawings.drawn(**LOOK).tobytes() == draw(**LOOK | {"yaw": 0.0}).tobytes()


@pytest.mark.parametrize("left", [b"", b"P6\n90 120\n255\nand no more"])
def test_what_a_full_disk_left_is_drawn_anew(kept: Path, monkeypatch: pytest.MonkeyPatch, left: bytes) -> None:
    first = drawings.drawn(**LOOK)
    (file,) = kept.iterdir()
    file.write_bytes(left)
    next_process(monkeypatch)
    assert drawings.drawn(**LOOK).tobytes() == first.tobytes()
    assert len(file.read_bytes()) > 3 * 90 * 120
