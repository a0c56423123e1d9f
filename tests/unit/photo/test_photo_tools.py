"""The two command lines: one JSON line per file, whatever the file is."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import pytest
from PIL import Image

from drawings import hard_qr, qr_card
from drawings.faulty_portraits import faulty
from tests.worlds.pictures import drawn, encoded
from tools import photo as photo_tool
from tools import qr as qr_tool


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "card.png").write_bytes(qr_card.png("GP2026-000001"))
    (tmp_path / "portrait.jpg").write_bytes(encoded(drawn(), "JPEG", quality=92))
    (tmp_path / "shut.png").write_bytes(faulty("eyes_closed"))
    (tmp_path / "web.jpg").write_bytes(b"<html>")
    (tmp_path / "notes.txt").write_text("not looked at")
    return tmp_path


def lines(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, object]]:
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return {Path(line["file"]).name: line for line in found}


def test_qr(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["qr", str(folder), str(folder / "absent.png")])
    qr_tool.main()
    found = lines(capsys)
    assert set(found) == {"card.png", "portrait.jpg", "shut.png", "web.jpg", "absent.png"}
    assert all(set(line) == {"file", "text", "decoder", "reader", "ms", "error"} for line in found.values())
    assert found["card.png"]["text"] == "GP2026-000001"
    assert (found["card.png"]["reader"], found["card.png"]["error"]) == ("plain", None)
    errors = {name: found[name]["error"] for name in ("portrait.jpg", "web.jpg", "absent.png")}
    assert errors == {"portrait.jpg": "no_qr", "web.jpg": "bad_format", "absent.png": "not_found"}


def test_any_qr(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Every code of a file on a line of its own, the collection code first and the payment code last."""
    texts = {
        "wxp://f2f0abcdef": "payment",
        "https://example.org/a": "url",
        "你好": "other",
        "GP2026-000001": "collect_code",
    }
    sheet = Image.new("L", (1400, 400), 255)
    for place, text in enumerate(texts):
        sheet.paste(hard_qr.code(text, random.Random(1), module=6), (30 + 340 * place, 40))
    (tmp_path / "sheet.png").write_bytes(encoded(sheet))
    (tmp_path / "empty.png").write_bytes(encoded(Image.new("L", (300, 300), 255)))
    monkeypatch.setattr(sys, "argv", ["qr", "--any", str(tmp_path)])
    qr_tool.main()
    empty, *found = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (empty["text"], empty["kind"], empty["error"]) == (None, None, "no_qr")
    assert {line["text"]: line["kind"] for line in found} == texts
    assert [line["kind"] for line in found] == ["collect_code", "url", "other", "payment"]
    assert [line["reader"] for line in found] == ["plain", None, None, None]


def test_photo(
    folder: Path, models_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = folder / "out"
    monkeypatch.setenv("MODELS_DIR", str(models_dir))
    monkeypatch.setattr(sys, "argv", ["photo", str(folder), str(folder / "absent.png"), "--out", str(out)])
    photo_tool.main()
    found = lines(capsys)
    verdicts = {name: line["verdict"] for name, line in found.items()}
    assert verdicts == {
        "card.png": "FAILED",
        "portrait.jpg": "PASSED",
        "shut.png": "FAILED",
        "web.jpg": "UNREADABLE",
        "absent.png": None,
    }
    assert all({"file", "verdict", "findings", "ms"} <= set(line) for line in found.values())
    assert sorted(path.name for path in out.iterdir()) == [
        "card.annotated.jpg",
        "portrait.annotated.jpg",
        "portrait.standard.jpg",
        "shut.annotated.jpg",
        "shut.standard.jpg",
    ]
    assert Image.open(out / "portrait.standard.jpg").size == (480, 640)


def test_photo_says_which_model_is_missing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MODELS_DIR", str(folder))
    monkeypatch.setattr(sys, "argv", ["photo", str(folder / "portrait.jpg")])
    with pytest.raises(SystemExit):
        photo_tool.main()
    assert "face_detection_yunet_2023mar.onnx" in capsys.readouterr().err
