"""The evaluation on real pictures: what is kept, what is counted, and the command on a drawn portrait."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from chalicelib.photo.engine import Engine
from chalicelib.photo.model import Spec
from tests.worlds.pictures import drawn, encoded
from tools.evaluate import __main__ as evaluate
from tools.evaluate import judging
from tools.evaluate.groups import Rate, is_free, rates
from tools.evaluate.judging import Judgement, judgements
from tools.pictures.recipe import LABELS, Picture, Source

FREE = {
    "skin": "dark", "age": "young", "sex": "female", "eyes": "open", "glasses": "none", "cover": "none",
    "occlusion": "none", "beard": "no", "mouth": "closed", "wall": "plain", "kind": "id", "made": "photo",
    "upright": "yes",
}  # fmt: skip
PORTRAIT = encoded(drawn(), "JPEG", quality=92)


def picture(data: bytes = b"", /, **labels: str) -> Picture:
    source = Source("faces", "someone/faces", "0" * 40, "")
    return Picture(source, "0" * 40, hashlib.sha256(data).hexdigest(), "jpg", 200, "0" * 8, FREE | labels)


def count(name: str, *seen: tuple[Picture, Judgement]) -> tuple[int, int]:
    """(so many, of n) of one line of the report."""
    return next((rate.count, rate.n) for rate in rates(list(seen)) if rate.name.strip() == name)


class World:
    """A cache with one drawn portrait, an empty table, and how often the engine was asked."""

    def __init__(self, folder: Path, engine: Engine, spec: Spec) -> None:
        self.cache, self.table, self.spec = folder, folder / "found.csv", spec
        self.engine, self.asked = engine, 0
        self.portrait = picture(PORTRAIT)
        (folder / self.portrait.name).write_bytes(PORTRAIT)

    def judge(self, data: bytes, spec: Spec) -> object:
        self.asked += 1
        return self.engine.judge(data, spec)

    def run(self, *more: Picture) -> dict[str, Judgement]:
        return judgements([self.portrait, *more], self.cache, self.table, self, self.spec)  # type: ignore[arg-type]


@pytest.fixture
def world(tmp_path: Path, engine: Engine, spec: Spec) -> World:
    return World(tmp_path, engine, spec)


def test_a_picture_is_judged_once(world: World) -> None:
    first = world.run(picture(b"not here"))
    assert first == world.run() == {world.portrait.sha256: Judgement("PASSED", {})}
    assert world.asked == 1


def test_another_engine_and_other_limits_judge_anew(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.run()
    monkeypatch.setattr(judging, "ENGINE", "another")
    world.run()
    world.spec = replace(world.spec, covers="ALLOW")  # without the rows of what covers a head
    world.run()
    assert world.asked == 3


def test_a_line_that_a_dying_run_cut_off_is_judged_again(world: World) -> None:
    world.run()
    whole = world.table.read_bytes()
    for kept in (len(whole) - 3, whole.index(b"\n") + 5):
        world.table.write_bytes(whole[:kept])
        assert len(world.run()) == 1
        assert world.table.read_bytes() == whole
    assert world.asked == 3


def test_findings_are_read_back_as_they_were_written(world: World) -> None:
    dark = encoded(drawn().point(lambda value: value // 5), "PNG")
    spoilt = picture(dark)
    (world.cache / spoilt.name).write_bytes(dark)
    found = world.run(spoilt)[spoilt.sha256]
    assert found.verdict == "FAILED"
    assert found.findings["too_dark"] == "fail"
    assert found == world.run(spoilt)[spoilt.sha256]


@pytest.mark.parametrize(
    "label",
    [
        {"eyes": "half"}, {"eyes": "closed"}, {"glasses": "tinted"}, {"cover": "scarf"}, {"occlusion": "?"},
        {"made": "generated"}, {"upright": "no"},
    ],
)  # fmt: skip
def test_whom_a_check_could_rightly_mind_is_not_free(label: dict[str, str]) -> None:
    assert is_free(picture())
    assert is_free(picture(glasses="clear", beard="yes", mouth="open", wall="other"))
    assert not is_free(picture(**label))
    assert FREE.keys() == LABELS.keys()


def test_free_faces_that_fail_are_counted_in_each_of_their_groups() -> None:
    good, bad = Judgement("PASSED", {"face_occluded": "warn"}), Judgement("FAILED", {"eyes_closed": "fail"})
    seen = [(picture(), good), (picture(skin="light"), bad), (picture(eyes="closed", skin="light"), bad)]
    assert count("free faces, any of the five", *seen) == (1, 2)
    assert count("eyes_closed", *seen) == (1, 2)
    assert count("face_occluded", *seen) == (0, 2)
    assert count("face_occluded, warned", *seen) == (1, 2)
    assert (count("skin light", *seen), count("skin dark", *seen)) == ((1, 1), (0, 1))
    assert count("clean on a plain wall, passed", *seen) == (1, 2)


def test_a_clean_picture_that_is_only_cut_too_close_is_told_apart() -> None:
    seen = [
        (picture(), Judgement("PASSED", {"sunglasses": "warn"})),
        (picture(), Judgement("FAILED", {"crown_margin": "fail", "background_colour": "fail"})),
        (picture(kind="studio"), Judgement("FAILED", {"crown_margin": "fail", "uneven_light": "fail"})),
        (picture(kind="snapshot"), Judgement("PASSED", {})),
    ]
    assert count("clean on a plain wall, passed", *seen) == (1, 3)
    assert count("clean on a plain wall, but its cut", *seen) == (2, 3)


def test_faults_are_told_by_any_code_that_fits() -> None:
    seen = [
        (picture(occlusion="mask"), Judgement("FAILED", {"face_occluded": "fail"})),
        (picture(occlusion="mask", cover="hat"), Judgement("PASSED", {"face_occluded": "warn"})),
        (picture(glasses="tinted", eyes="hidden"), Judgement("FAILED", {"eyes_not_visible": "fail"})),
        (picture(occlusion="hand"), Judgement("FAILED", {"mouth_open": "fail"})),
    ]
    assert (count("told: mask", *seen), count("failed: mask", *seen)) == ((2, 2), (1, 2))
    assert count("told: head cover", *seen) == (0, 1)
    assert count("told: tinted glasses", *seen) == (1, 1)
    assert count("told: hand or object", *seen) == (0, 1)


def test_a_rate_has_bounds() -> None:
    """Against values of the same interval in Newcombe 1998 (81 of 263, 15 of 148, 0 of 20, 1 of 29)."""
    known = {(81, 263): (0.2553, 0.3662), (15, 148): (0.0624, 0.1605), (0, 20): (0, 0.1611), (1, 29): (0.0061, 0.1718)}
    assert {pair: tuple(round(bound, 4) for bound in Rate("", *pair).bounds) for pair in known} == known
    assert Rate("", 0, 0).bounds == (0, 1)


def test_the_command_reports(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    recipe, sources = world.cache / "real.csv", world.cache / "sources.csv"
    sources.write_text(f"source,repository,commit,licence\nfaces,someone/faces,{'0' * 40},\n")
    row = ["faces", "0" * 40, world.portrait.sha256, "jpg", "200", "0" * 8, *(FREE[label] for label in LABELS)]
    recipe.write_text("\n".join([",".join(["source,blob,sha256,suffix,face,who", *LABELS]), ",".join(row), ""]))
    words = [f"--table={world.table}", f"--pictures={world.cache}", f"--recipe={recipe}", f"--sources={sources}"]
    for more, here in (("--half=both", "1 of 1"), ("--half=check", "0 of 0"), ("--face=201", "0 of 0")):
        monkeypatch.setattr(sys, "argv", ["evaluate", *words, more])
        evaluate.main()
        assert capsys.readouterr().out.startswith(f"{here} pictures are here\nfree faces")
