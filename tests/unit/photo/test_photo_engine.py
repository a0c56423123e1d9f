"""The engine as a whole: total on any bytes, deterministic, safe to share between threads."""

from __future__ import annotations

import hashlib
import math
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PIL import Image

from chalicelib.photo.engine import BrokenModel, Engine
from chalicelib.photo.face import Face
from chalicelib.photo.limits import revision, rows_for
from chalicelib.photo.measures import take_measures
from chalicelib.photo.model import Report, Spec
from chalicelib.photo.nets.parts import PartsReader
from chalicelib.photo.parts.maps import Parts
from chalicelib.photo.reading.window import Pixels
from drawings.faulty_portraits import faulty
from tests.worlds.pictures import drawn, encoded


def test_the_same_bytes_give_the_same_judgement(forgetful: Engine, spec: Spec, models_dir: Path) -> None:
    data = encoded(drawn())
    first, again, other = forgetful.judge(data, spec), forgetful.judge(data, spec), Engine(models_dir).judge(data, spec)
    assert first == again == other


def test_threads_do_not_disturb_each_other(forgetful: Engine, spec: Spec) -> None:
    files = [encoded(drawn()), faulty("eyes_closed"), faulty("multiple_faces"), faulty("no_face")]
    alone = [forgetful.judge(data, spec) for data in files]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda data: forgetful.judge(data, spec), files * 2))
    assert together == alone * 2


def test_the_source_is_described(engine: Engine, spec: Spec) -> None:
    data = encoded(drawn(), "JPEG", quality=90)
    source = engine.judge(data, spec).report.source
    assert (source.w, source.h, source.bytes) == (600, 800, len(data))
    assert source.sha256 == hashlib.sha256(data).hexdigest()


def test_a_turned_file_is_judged_upright(engine: Engine, spec: Spec) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = encoded(drawn().transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif, quality=95)
    report = engine.judge(data, spec).report
    assert (report.source.w, report.source.h) == (600, 800)
    assert report.verdict == "PASSED"


def test_the_parts_are_looked_at_once_and_only_of_who_is_judged(
    forgetful: Engine, spec: Spec, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[tuple[int, ...]] = []
    look = PartsReader.look

    def counted(reader: PartsReader, rgb: Pixels, face: Face) -> Parts:
        looked.append(rgb.shape[:2])
        return look(reader, rgb, face)

    monkeypatch.setattr(PartsReader, "look", counted)
    whole = Image.new("RGB", (2400, 3200), (100, 197, 255))
    whole.paste(drawn(), (900, 1200))  # so small a head that the file is opened again
    report = forgetful.judge(encoded(whole, "JPEG", quality=90), spec).report
    assert report.measures["portraits"] == 1
    assert looked == [(3200, 2400)]
    looked.clear()
    forgetful.judge(encoded(drawn().transpose(Image.Transpose.ROTATE_180)), spec)
    assert looked == []


def test_unreadable_files_have_one_finding_and_no_crop(engine: Engine, spec: Spec) -> None:
    report = engine.judge(b"\xff\xd8 nothing", spec).report
    assert report.verdict == "UNREADABLE"
    assert [one.code for one in report.findings] == ["bad_format"]
    assert report.crop is None
    assert report.standard is None


@pytest.mark.parametrize("size", [(1, 1), (1, 4000), (4000, 1), (20000, 2), (31, 31), (40, 40), (640, 33)])
def test_odd_sizes_are_judged(engine: Engine, spec: Spec, size: tuple[int, int]) -> None:
    report = engine.judge(encoded(Image.new("RGB", size, (90, 90, 90))), spec).report
    assert report.verdict == "FAILED"
    assert {"no_face", "low_resolution"} == {one.code for one in report.findings}


def test_noise_is_judged(engine: Engine, spec: Spec) -> None:
    pixels = np.random.default_rng(4).integers(0, 256, (800, 600, 3)).astype(np.uint8)
    assert "no_face" in {one.code for one in engine.judge(encoded(Image.fromarray(pixels)), spec).report.findings}


def test_parts_of_a_portrait_never_raise(engine: Engine, spec: Spec) -> None:
    dice = np.random.default_rng(5)
    for _ in range(12):
        x, y, width, height = (int(dice.integers(*bounds)) for bounds in ((0, 400), (0, 500), (40, 500), (40, 500)))
        part = drawn().crop((x, y, x + width, y + height))
        report = engine.judge(encoded(part), spec).report
        assert (report.verdict == "FAILED") == any(one.severity == "fail" for one in report.findings)
        assert all(value is None or math.isfinite(value) for value in report.measures.values())


def test_a_report_holds_what_it_was_judged_by(engine: Engine, spec: Spec, models_dir: Path) -> None:
    report = engine.judge(encoded(drawn()), spec).report
    assert report.v == 2
    assert report.limits == revision(rows_for(spec))
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in models_dir.iterdir()}
    assert report.models
    assert report.models.items() <= files.items()
    exact = take_measures(engine.look(np.asarray(drawn()), spec))
    assert report.measures.keys() == exact.keys()
    for name, value in report.measures.items():
        assert value == (None if exact[name] is None else float(f"{exact[name]:.4g}")), name
    assert len(msgspec.json.encode(report.measures)) < 2048


def test_unreadable_files_are_measured_nowhere_and_surely_bad(engine: Engine, spec: Spec) -> None:
    report = engine.judge(b"\xff\xd8 nothing", spec).report
    assert (report.measures, report.risk, report.limits) == ({}, 1.0, revision(rows_for(spec)))


def test_reports_of_the_first_version_stay_readable(engine: Engine, spec: Spec) -> None:
    now = msgspec.to_builtins(engine.judge(faulty("eyes_closed"), spec).report)
    for later in ("measures", "models", "limits", "risk"):
        del now[later]
    first = msgspec.convert({**now, "v": 1}, Report)
    assert (first.v, first.measures, first.risk) == (1, {}, None)
    assert first.findings[0].code == "eyes_closed"


def test_a_report_survives_the_wire(engine: Engine, spec: Spec) -> None:
    report = engine.judge(faulty("eyes_closed"), spec).report
    assert msgspec.json.decode(msgspec.json.encode(report), type=Report) == report


def test_a_crop_leans_with_the_head(engine: Engine, spec: Spec) -> None:
    crop = engine.judge(encoded(drawn(roll=4)), spec).report.crop
    assert crop is not None
    assert crop.roll == pytest.approx(4, abs=0.5)
    assert crop.w / crop.h == pytest.approx(0.75, abs=0.01)


def test_missing_models_are_named(tmp_path: Path) -> None:
    with pytest.raises(BrokenModel, match=r"missing: .*face_detection_yunet_2023mar\.onnx"):
        Engine(tmp_path)


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_broken_models_are_named(engine: Engine, spec: Spec, models_dir: Path, tmp_path: Path, share: float) -> None:
    names = engine.judge(b"", spec).report.models
    for name in names:
        (tmp_path / name).symlink_to(models_dir.resolve() / name)
    for name in names:
        data = (models_dir / name).read_bytes()
        (tmp_path / name).unlink()
        (tmp_path / name).write_bytes(data[: int(len(data) * share)])
        with pytest.raises(BrokenModel, match=f"broken: .*{re.escape(name)}"):
            Engine(tmp_path)
        (tmp_path / name).write_bytes(data)
