"""How limits are weighed: exact bounds, people instead of pictures, proposed limits, and the command."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from chalicelib.photo.limits.row import Evidence, Row
from tests.unit.photo.recipe_world import picture
from tools.calibrate import __main__ as calibrate
from tools.calibrate.cases import Case, Labelled, of_people, of_recipe
from tools.calibrate.evidence import counted, keep, kept, key, may_fail, refused, stale
from tools.calibrate.figures import auc, lower95, people, quantile, upper95, weights
from tools.calibrate.proposing import direction, proposals, row_of
from tools.evaluate.measuring import Bench
from tools.evaluate.table import Measured, Table
from tools.evaluate.truth import BARE_EYED, TRUTHS

SHUT = TRUTHS["eyes_closed"]
BLINK = Row(
    code="eyes_closed", measure="blink", bad="high", warn=0.3, fail=0.4, means="", rests_on=Evidence(source="recipe")
)


def case(blink: float | None, *, half: str = "check", who: str = "", **labels: str) -> Case:
    return Case({"blink": blink}, who or f"{blink} {labels} {half}", half, picture(**labels))


def crowd(n: int, blink: float, half: str = "check", **labels: str) -> list[Case]:
    return [case(blink, half=half, who=f"{half} {blink} {labels} {number}", **labels) for number in range(n)]


def test_bounds_are_exact() -> None:
    """Against Clopper and Pearson's two-sided 95 % interval in Newcombe 1998, and 1 − 0.05^(1/n) for none of n."""
    known = {(81, 263): (0.2527, 0.3676), (15, 148): (0.0578, 0.1617), (0, 20): (0, 0.1684), (1, 29): (0.0009, 0.1776)}
    found = {pair: (round(lower95(*pair, 0.975), 4), round(upper95(*pair, 0.975), 4)) for pair in known}
    assert found == known
    assert upper95(0, 300) == pytest.approx(1 - 0.05 ** (1 / 300))
    assert upper95(0.2, 300) == upper95(1, 300)
    assert (upper95(5, 5), lower95(0, 5), upper95(0, 0)) == (1.0, 0.0, 1.0)


def test_a_person_counts_once() -> None:
    pictures = [("a", True), ("a", False), ("b", True), ("c", False)]
    assert people(pictures, lambda one: one[0], lambda one: one[1]) == (1.5, 3)
    assert list(weights(["a", "b", "a"])) == [0.5, 1, 0.5]


def test_how_well_a_measure_separates() -> None:
    one = np.ones(4)
    assert auc(np.array([1.0, 2, 3, 4]), np.array([5.0, 6, 7, 8]), one, one) == 1.0
    assert auc(np.array([1.0, 2, 3, 4]), np.array([1.0, 2, 3, 4]), one, one) == 0.5
    assert auc(np.array([1.0, 9]), np.array([5.0]), np.array([3.0, 1]), np.ones(1)) == 0.75


def test_a_quantile_leaves_the_rest_beyond_it() -> None:
    values, of = np.array([4.0, 1, 3, 2]), np.ones(4)
    assert [quantile(values, of, share) for share in (0, 0.25, 0.26, 0.75, 1)] == [1, 1, 2, 3, 4]
    assert quantile(values, np.array([9.0, 1, 1, 1]), 0.5) == 4


def test_a_row_is_counted_on_the_half_that_it_was_not_chosen_on() -> None:
    cases = [*crowd(200, 0.1), *crowd(4, 0.35), case(0.9), case(0.9, half="fit"), case(None)]
    cases += [case(0.9, eyes="closed"), case(0.1, eyes="closed"), case(0.9, eyes="half")]
    found = counted(BLINK, SHUT, cases)
    assert (found.clean, found.false_fails, found.false_warns) == (206, 1, 4)
    assert (found.faulty, found.told) == (2, 1)
    assert found.false_fail_upper95 == round(upper95(1, 206), 4)
    assert found.told_lower95 == round(lower95(1, 2), 4)


def test_only_with_enough_people_and_hardly_a_false_fail_may_a_row_fail() -> None:
    few, enough = (counted(BLINK, SHUT, crowd(n, 0.1)) for n in (299, 300))
    wrong = counted(BLINK, SHUT, [*crowd(300, 0.1), case(0.9)])
    assert [may_fail(found) for found in (None, few, enough, wrong)] == [False, False, True, False]
    assert may_fail(counted(BLINK, SHUT, [*crowd(500, 0.1), case(0.9)]))


def test_evidence_holds_for_its_own_limit_alone(tmp_path: Path) -> None:
    file = tmp_path / "evidence.json"
    keep({key(BLINK): counted(BLINK, SHUT, crowd(300, 0.1))}, file)
    moved, other = replace(BLINK, fail=0.39), replace(BLINK, code="low_resolution")
    assert refused([BLINK, other, replace(BLINK, fail=None)], kept(file)) == []
    assert refused([moved], kept(file)) == [moved]
    unlabelled = replace(BLINK, code="ears_hidden")
    assert refused([unlabelled], kept(file)) == [unlabelled]
    assert (stale([BLINK], kept(file)), stale([moved], kept(file))) == ([], ["eyes_closed.blink"])
    assert stale([replace(BLINK, means="other words")], kept(file)) == []


def test_limits_are_chosen_on_one_half_and_checked_on_the_other() -> None:
    fitted = [case(number / 1000, half="fit") for number in range(1000)]
    cases = [*fitted, *crowd(10, 0.5), *crowd(10, 0.999), *crowd(5, 2.0, eyes="closed")]
    (found,) = proposals([BLINK], SHUT, cases, 0.01, 0.1)
    assert (found.row.warn, found.row.fail) == (0.899, 0.989)
    assert (found.checked.clean, found.checked.false_fails) == (20, 10)
    assert (found.faulty.people, found.checked.told, found.auc) == (5, 5, 1.0)
    assert "fails 10 (≤ 69.80%)" in str(found)
    (low,) = proposals([replace(BLINK, bad="low")], SHUT, cases, 0.01, 0.1)
    assert (low.row.warn, low.row.fail) == (0.1, 0.01)
    assert not list(proposals([row_of("eyes_closed", "gaze", "high")], SHUT, cases, 0.01, 0.1))


def test_which_values_are_bad_is_seen_from_the_faulty() -> None:
    assert direction("eyes_closed", "blink", SHUT, [case(0.1), case(0.9, eyes="closed")]) == "high"
    assert direction("eyes_closed", "blink", SHUT, [case(0.9), case(0.1, eyes="closed")]) == "low"


def test_limits_may_be_chosen_on_what_reviewers_found_and_are_not_checked_on_it() -> None:
    none = frozenset[str]()
    found: list[Labelled] = [
        ({"blink": 0.9}, frozenset({"eyes_closed"}), none, ""),
        ({"blink": 0.1}, none, none, "web"),
    ]
    excused: Labelled = ({"head_cover": 0.9}, none, frozenset({"head_covered"}), "web")
    cases = list(of_people([*found, excused]))
    assert [one.is_faulty("eyes_closed", SHUT) for one in cases] == [True, False, False]
    assert [one.is_faulty("head_covered", TRUTHS["head_covered"]) for one in cases] == [False, False, None]
    assert {one.is_faulty("sunglasses", BARE_EYED) for one in cases} == {None}
    assert {one.half for one in cases} == {"fit"}
    assert len({one.who for one in cases}) == 3


def test_pictures_that_cannot_be_read_are_no_cases(tmp_path: Path) -> None:
    table = Table(tmp_path / "measures.csv")
    table.add(Measured(picture(b"1").sha256, "", "by", measures={"blink": 0.2}))
    table.add(Measured(picture(b"2").sha256, "", "by", "bad_format"))
    table.add(Measured(picture(b"3").sha256, "JPEG 75", "by", measures={"blink": 0.2}))
    found = list(of_recipe([picture(bytes([number])) for number in b"1234"], table, "by"))
    assert [one.measures for one in found] == [{"blink": 0.2}]


class Command:
    """The command over 1,000 people with the same measures; `shut` of the clean ones with eyes that look closed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
        self.monkeypatch, self.capsys, self.file = monkeypatch, capsys, folder / "evidence.json"
        monkeypatch.setattr(calibrate, "every_row", lambda: [BLINK])
        monkeypatch.setattr(calibrate, "keep", lambda found: keep(found, self.file))

    def __call__(self, shut: int, *more: str) -> tuple[int, str, str]:
        """(exit code, what is printed, errors)."""
        cases = [*crowd(1000 - shut, 0.1, "check"), *crowd(shut, 0.9), *crowd(1000, 0.2, "fit")]
        self.monkeypatch.setattr(calibrate, "_labelled", lambda *_: cases)
        self.monkeypatch.setattr(sys, "argv", ["calibrate", "--table=measures.csv", *more])
        code = calibrate.main()
        told = self.capsys.readouterr()
        return code, told.out, told.err


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    return Command(monkeypatch, capsys, tmp_path)


def test_the_command_refuses_a_row_that_fails_too_many(command: Command) -> None:
    code, told, wrong = command(0, "--write")
    assert (code, wrong) == (0, "")
    assert told.startswith("2000 pictures, 1000 of them to check limits on\neyes_closed.blink ")
    assert refused([BLINK], kept(command.file)) == []
    code, _, wrong = command(20, "--write")
    assert code == 1
    assert wrong.startswith("eyes_closed.blink may not fail at 0.4: of 1000 clean people 20, so up to 2.")
    assert refused([BLINK], kept(command.file)) == [BLINK]


def test_a_row_without_labels_may_not_fail(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibrate, "every_row", lambda: [replace(BLINK, code="ears_hidden")])
    code, _, wrong = command(0)
    assert (code, wrong[:58]) == (1, "ears_hidden.blink may not fail at 0.4: no label says whose")


def test_the_command_proposes(command: Command) -> None:
    assert "eyes_closed.blink: high is bad\n" in command(0, "--code=eyes_closed")[1]
    assert "warn 0.2, fail 0.2: on the other half" in command(0, "--code=eyes_closed", "--measure", "all")[1]


def test_a_table_of_nothing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Bench, "measured_by", lambda _: "0123456789ab")
    monkeypatch.setattr(sys, "argv", ["calibrate", f"--table={tmp_path / 'none.csv'}"])
    with pytest.raises(SystemExit, match="nothing that was measured by 0123456789ab: run python"):
        calibrate.main()
