"""The evaluation on real pictures: what is counted, by whom, and the command on a drawn portrait."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from chalicelib.photo.engine import Engine
from chalicelib.photo.limits import rows_for
from chalicelib.photo.model import Spec
from tests.unit.photo.recipe_world import FREE, World, picture
from tools.evaluate import __main__ as evaluate
from tools.evaluate import measuring
from tools.evaluate.changes import CHANGES
from tools.evaluate.comparing import differences
from tools.evaluate.groups import Rate, confusions, false_fails, rates
from tools.evaluate.judging import Judgement
from tools.evaluate.outside import FAULTS
from tools.evaluate.stability import sample, turned
from tools.evaluate.truth import OF_PICTURE, PERSONAL, TRUTHS, is_free, is_portrait
from tools.pictures.recipe import LABELS, Picture

GOOD, SHUT = Judgement("PASSED", {}), Judgement("FAILED", {"eyes_closed": "fail"})


def count(name: str, *seen: tuple[Picture, Judgement]) -> tuple[int, int]:
    """(so many, of n) of one line of the report."""
    lines = (rate for counted in (rates, confusions, false_fails) for rate in counted(list(seen)))
    return next((rate.count, rate.n) for rate in lines if rate.name.strip() == name)


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


def test_only_a_photographers_work_is_clean_of_light_and_pose() -> None:
    assert [is_portrait(picture(kind=kind, wall="plain")) for kind in ("id", "studio", "snapshot")] == [
        True,
        True,
        False,
    ]
    assert not is_portrait(picture(kind="studio", wall="other"))
    assert not is_portrait(picture(eyes="closed"))


@pytest.mark.parametrize(
    ("code", "labels", "told"),
    [
        ("eyes_closed", {"eyes": "closed"}, True), ("eyes_closed", {"eyes": "half"}, None), ("eyes_closed", {}, False),
        ("mouth_open", {"mouth": "open"}, True), ("mouth_open", {"mouth": "hidden"}, None),
        ("mouth_open", {"mouth": "open", "eyes": "closed"}, True), ("mouth_open", {}, False),
        ("face_occluded", {"occlusion": "hand"}, True), ("face_occluded", {"mouth": "open"}, False),
        ("face_occluded", {"occlusion": "mask", "made": "composed"}, None),
        ("colour_cast", {"made": "grey"}, None), ("not_colour", {"made": "grey"}, True), ("not_colour", {}, False),
        ("too_dark", {"kind": "snapshot"}, None), ("too_dark", {}, False),
    ],
)  # fmt: skip
def test_labels_say_of_a_code_that_it_is_true_or_wrong_or_nothing(
    code: str, labels: dict[str, str], told: bool | None
) -> None:
    assert TRUTHS[code].of(picture(**labels)) is told


def test_codes_are_of_the_limits_and_about_the_person_or_the_picture(spec: Spec) -> None:
    codes = {row.code for row in rows_for(spec)}
    assert set(PERSONAL) < TRUTHS.keys() <= codes
    assert codes >= OF_PICTURE
    assert not OF_PICTURE & TRUTHS.keys()


def test_free_faces_that_fail_are_counted_in_each_of_their_groups() -> None:
    warned = Judgement("PASSED", {"face_occluded": "warn"})
    seen = [(picture(), warned), (picture(skin="light"), SHUT), (picture(eyes="closed", skin="light"), SHUT)]
    assert count("free faces, any of the five", *seen) == (1, 2)
    assert count("eyes_closed", *seen) == (1, 2)
    assert count("face_occluded", *seen) == (0, 2)
    assert count("face_occluded, warned", *seen) == (1, 2)
    assert (count("skin light", *seen), count("skin dark", *seen)) == ((1, 1), (0, 1))
    assert count("source faces", *seen) == (1, 2)
    assert count("clean on a plain wall, passed", *seen) == (1, 2)


def test_each_code_is_counted_where_it_is_right_and_where_it_is_wrong() -> None:
    seen = [(picture(), GOOD), (picture(skin="light"), SHUT), (picture(eyes="closed", skin="light"), SHUT)]
    assert count("eyes_closed, wrongly failed", *seen) == (1, 2)
    assert count("eyes_closed, rightly failed", *seen) == (1, 1)
    assert count("eyes_closed, skin light", *seen) == (1, 1)
    assert "eyes_closed, skin dark" not in {rate.name for rate in false_fails(list(seen))}  # none wrong there


def test_a_clean_picture_that_is_only_cut_too_close_is_told_apart() -> None:
    seen = [
        (picture(), Judgement("PASSED", {"sunglasses": "warn"})),
        (picture(), Judgement("FAILED", {"crown_margin": "fail", "background_colour": "fail"})),
        (picture(kind="studio"), Judgement("FAILED", {"crown_margin": "fail", "uneven_light": "fail"})),
        (picture(kind="snapshot"), Judgement("PASSED", {})),
    ]
    assert count("clean on a plain wall, passed", *seen) == (1, 3)
    assert count("clean on a plain wall, but its cut", *seen) == (2, 3)
    assert count("uneven_light, failed", *seen) == (1, 3)
    assert count("sunglasses, warned", *seen) == (1, 4)


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


def test_two_sets_of_limits_are_compared_by_rate_finding_and_picture() -> None:
    free, light = picture(), picture(b"light", skin="light")
    told = "\n".join(differences([(free, SHUT), (light, GOOD)], [(free, SHUT), (light, SHUT)]))
    assert "free faces, any of the five               1 →    2 of    2" in told
    assert "eyes_closed, skin light                   0 →    1 of    1" in told
    assert "skin dark" not in told
    assert "1 of 2 pictures are judged otherwise\n    1  eyes_closed – → fail" in told
    assert told.endswith(f"{light.name} (faces): eyes_closed – → fail")


def test_turned_verdicts_are_counted_by_change_and_code() -> None:
    one, other = picture(), picture(b"other")
    cut = Judgement("FAILED", {"crown_margin": "fail"})
    seen = [(one, GOOD), (other, SHUT)]
    changed = {"lighter": [(one, cut), (other, SHUT)], "smaller": [(other, Judgement("FAILED", {"blurred": "fail"}))]}
    expected = [
        ("verdict turned", 1, 3), ("lighter", 1, 2), ("smaller", 0, 1),
        ("verdict but for its cut", 0, 3), ("lighter", 0, 2), ("smaller", 0, 1),
        ("any code that fails", 2, 3), ("lighter", 1, 2), ("smaller", 1, 1),
        ("blurred", 1, 3), ("blurred, smaller", 1, 1), ("crown_margin", 1, 3), ("crown_margin, lighter", 1, 2),
        ("eyes_closed", 1, 3), ("eyes_closed, smaller", 1, 1),
    ]  # fmt: skip
    assert [(rate.name.strip(), rate.count, rate.n) for rate in turned(seen, changed)] == expected


def test_a_sample_is_the_same_whatever_the_order() -> None:
    recipe = [picture(bytes([number])) for number in range(9)]
    assert sample(recipe, 4) == sample(recipe[::-1], 4)
    assert len(sample(recipe, 4)) == 4
    assert len(sample(recipe, 10)) == 9


@pytest.fixture
def world(tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(measuring, "_engine", lambda _: engine)
    return World(tmp_path)


def run(world: World, monkeypatch: pytest.MonkeyPatch, *more: str) -> None:
    monkeypatch.setattr(sys, "argv", ["evaluate", *world.arguments(), *more])
    evaluate.main()


def test_the_command_reports(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for more, here in (("--half=both", "1 of 1"), ("--half=check", "0 of 0"), ("--face=201", "0 of 0")):
        run(world, monkeypatch, more)
        assert capsys.readouterr().out.startswith(f"{here} pictures are here, measured by ")
    monkeypatch.setattr(evaluate, "CHANGES", {"JPEG 75": CHANGES["JPEG 75"]})
    run(world, monkeypatch, "--changes", "--sample=1")
    assert "\nverdict turned                        0 of    1" in capsys.readouterr().out


def test_faults_of_others_are_put_in_and_counted(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(evaluate, "FAULTS", {"turned, 1": FAULTS["turned, 1"]})
    run(world, monkeypatch, "--outside")
    assert "\nfailed: turned, 1                     1 of    1" in capsys.readouterr().out


def test_limits_are_kept_and_compared_with(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = world.folder / "limits.json"
    run(world, monkeypatch, f"--dump-limits={kept}")
    kept.write_text(kept.read_text().replace('"warn": 14.0', '"warn": -1.0', 1))  # pitch: now anything is doubtful
    capsys.readouterr()
    run(world, monkeypatch, f"--against={kept}")
    assert "\n    1  not_frontal warn → –\n" in capsys.readouterr().out
