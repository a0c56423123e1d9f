"""The table of measures: what is measured once, what again, and what it says of a picture that was not looked at."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from chalicelib.photo.engine import ENGINE, Engine
from chalicelib.photo.limits import rows_for
from chalicelib.photo.model import Background, Spec
from tests.unit.photo.recipe_world import World
from tests.worlds.pictures import drawn, encoded
from tools.evaluate import measuring
from tools.evaluate.changes import CHANGES, changed
from tools.evaluate.fingerprint import fingerprint
from tools.evaluate.judging import Judgement, judgement, keep, kept
from tools.evaluate.measuring import Bench, measured
from tools.evaluate.table import Measured, Table, held
from tools.pictures.recipe import Picture


class Counted:
    """The engine, and how often it measured a picture."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.asked = engine, 0

    def judge(self, data: bytes, spec: Spec) -> object:
        self.asked += bool(data)
        return self.engine.judge(data, spec)


class Run:
    """One world, measured again and again."""

    def __init__(self, world: World, models: Path, engine: Counted, spec: Spec) -> None:
        self.world, self.models, self.engine, self.spec = world, models, engine, spec

    def __call__(self, *more: Picture, spec: Spec | None = None, fresh: bool = False, jobs: int = 1) -> Table:
        bench = Bench(self.models, spec or self.spec, jobs)
        table = measured([self.world.portrait, *more], self.world.folder, self.world.table, bench, fresh=fresh)
        assert Table(self.world.table).lines == table.lines
        return table


@pytest.fixture
def run(tmp_path: Path, models_dir: Path, engine: Engine, spec: Spec, monkeypatch: pytest.MonkeyPatch) -> Run:
    counted = Counted(engine)
    monkeypatch.setattr(measuring, "_engine", lambda _: counted)
    return Run(World(tmp_path), models_dir, counted, spec)


def test_a_picture_is_measured_once(run: Run) -> None:
    first = run(run.world.portrait)
    assert len(first.lines) == 1
    assert run().lines == first.lines
    assert run.engine.asked == 1
    run(fresh=True)
    assert run.engine.asked == 2


def test_other_limits_need_no_pass_another_frame_does(run: Run) -> None:
    run()
    run(spec=replace(run.spec, covers="ALLOW", glasses="REFUSE", soft=frozenset()))
    assert run.engine.asked == 1
    table = run(spec=replace(run.spec, background=Background((255, 255, 255), 20.0, "normalise")))
    assert run.engine.asked == 2
    assert len(table.lines) == 2


def test_what_the_engine_says_is_what_the_table_says(run: Run) -> None:
    """Of a good picture, of a bad one, and of one that cannot be read."""
    dark = encoded(drawn().point(lambda value: value // 5))
    files = [run.world.path.read_bytes(), dark, b"no picture"]
    pictures = [run.world.put(data) for data in files]
    table = run(*pictures)
    by = {one.sha256: judgement(one, rows_for(run.spec)) for one in table.lines.values()}
    for data, picture in zip(files, pictures, strict=True):
        report = run.engine.engine.judge(data, run.spec).report
        findings = {one.code: one.severity for one in report.findings}
        assert by[picture.sha256] == Judgement(report.verdict, dict(findings))
    assert [by[picture.sha256].verdict for picture in pictures] == ["PASSED", "FAILED", "UNREADABLE"]


def test_a_line_that_a_dying_run_cut_off_is_measured_again(run: Run) -> None:
    run()
    whole = run.world.table.read_bytes()
    for left in (len(whole) - 3, whole.index(b"\n") + 5):
        run.world.table.write_bytes(whole[:left])
        assert len(run().lines) == 1
        assert run.world.table.read_bytes() == whole
    assert run.engine.asked == 3


def test_a_run_that_measures_nothing_does_not_wait(run: Run) -> None:
    run()
    with held(run.world.table):
        with run.world.table.open("a") as file:
            file.write("a line that is being wri")
        assert len(run().lines) == 1
        assert run.world.table.read_bytes().endswith(b"wri")


def test_a_measure_that_is_new_gets_a_column_and_old_lines_stay(tmp_path: Path) -> None:
    table = Table(tmp_path / "measures.csv")
    lines = [Measured("a", "", "1", measures={"blink": 0.1}), Measured("b", "", "2", "bad_format")]
    lines += [Measured("a", "JPEG 75", "1", measures={"blink": 0.25, "gaze": 3.0})]
    for line in lines:
        table.add(line)
    assert list(Table(table.path).lines.values()) == lines
    assert Table(table.path).names == ["blink", "gaze"]
    table.add(Measured("a", "", "1", measures={"gaze": None}))
    assert Table(table.path).lines["a", "", "1"].measures == {}  # of equal lines the last


def test_a_file_of_something_else_is_refused_and_kept(tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("sha256,engine\n1,2\n")
    with pytest.raises(ValueError, match="not a table of measures"):
        Table(other)
    assert other.read_text() == "sha256,engine\n1,2\n"


def test_several_processes_measure_alike(run: Run) -> None:
    more = [run.world.put(f"no picture {number}".encode()) for number in range(measuring.AT_ONCE)]
    alone = run(*more)
    assert len(alone.lines) == measuring.AT_ONCE + 1
    assert run(*more, fresh=True, jobs=2).lines == alone.lines


def code(folder: Path, measure: str = "return 1", limit: float = 0.5) -> Path:
    for name, text in (
        ("limits/face.py", f"LIMIT = {limit}"),
        ("measures/lids.py", f'"""Lids."""\nimport os\ndef blink():\n    """Of both."""\n    {measure}  # or 2\n'),
        ("engine.py", f'ENGINE = "{ENGINE}"\n'),
    ):
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_text(text)
    return folder


def test_only_what_measures_is_in_the_fingerprint(tmp_path: Path, spec: Spec) -> None:
    at_first = fingerprint(spec, {"net": "1"}, code(tmp_path / "a"))
    assert fingerprint(spec, {"net": "1"}, code(tmp_path / "b", limit=0.6)) == at_first
    assert fingerprint(spec, {"net": "1"}, code(tmp_path / "c", measure="return 2")) != at_first
    assert fingerprint(spec, {"net": "2"}, tmp_path / "a") != at_first
    assert fingerprint(replace(spec, crown=(50.0, 111.0)), {"net": "1"}, tmp_path / "a") != at_first
    for name in ("nets", "measures/eyes"):
        (tmp_path / "a" / name).mkdir()
        (tmp_path / "a" / name / "__init__.py").touch()
    (tmp_path / "a" / "measures" / "lids.py").rename(tmp_path / "a" / "nets" / "lids.py")
    (tmp_path / "a" / "engine.py").write_text('"""The engine."""\nimport json\n')
    assert fingerprint(spec, {"net": "1"}, tmp_path / "a") == at_first


def test_limits_are_read_back_as_they_were(tmp_path: Path, spec: Spec) -> None:
    keep(rows_for(spec), tmp_path / "limits.json")
    assert kept(tmp_path / "limits.json") == rows_for(spec)


def test_a_change_is_small_and_the_same_each_time() -> None:
    data = encoded(Image.new("RGB", (100, 200), (200, 100, 40)))
    seen = {name: Image.open(io.BytesIO(changed(data, name))).convert("RGB") for name in CHANGES}
    colours = {
        "8 % lighter": (216, 108, 43), "8 % darker": (184, 92, 37), "5 % warmer": (205, 100, 39),
        "90 % size": (200, 100, 40),
    }  # fmt: skip
    assert {name: seen[name].getpixel((50, 100)) for name in colours} == colours
    assert seen["90 % size"].size == (90, 180)
    assert changed(data, "") is data
    assert all(changed(data, name) == changed(data, name) for name in CHANGES)
