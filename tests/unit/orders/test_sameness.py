"""The same picture again: rejected before, or handed in for somebody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.orders.model import Order, State
from chalicelib.orders.photos.repeats import with_repeats
from chalicelib.orders.store.first_pictures import Firsts
from chalicelib.photo.model import Report
from tests.unit.orders.judged import PASSED
from tests.worlds.orders import a_photo, an_order


class Kept:
    """Marks in memory: of files and of looks."""

    def __init__(self) -> None:
        self.files: dict[tuple[str, str], str] = {}
        self.looks: dict[tuple[str, str], str] = {}

    def take(self, task_id: str, content: str, look: str, enrolment: str) -> Firsts:
        self.files.setdefault((task_id, content), enrolment)
        self.looks.setdefault((task_id, look), enrolment)
        return self.holders(task_id, content, look)

    def leave(self, task_id: str, look: str, enrolment: str) -> None:
        self.files = {key: held for key, held in self.files.items() if (key[0], held) != (task_id, enrolment)}
        if self.looks.get((task_id, look)) == enrolment:
            del self.looks[task_id, look]

    def holders(self, task_id: str, content: str, look: str) -> Firsts:
        return Firsts(content=self.files.get((task_id, content)), look=self.looks.get((task_id, look)))


def order(enrolment: str, rejected: tuple[str, ...] = (), task_id: str = "t1") -> Order:
    whole = an_order(State.DRAFT)
    return replace(whole, head=replace(whole.head, enrolment=enrolment, rejected_sha256=rejected, task_id=task_id))


def told(report: Report) -> list[tuple[str, str]]:
    return [(one.code, one.severity) for one in report.findings if one.code.startswith("same_as")]


def words(report: Report) -> list[str]:
    return [one.message for one in report.findings if one.code.startswith("same_as")]


def test_a_rejected_picture_fails_again_and_leaves_no_mark() -> None:
    kept = Kept()
    report = with_repeats(PASSED, order("e1", rejected=("aa",)), "11", kept)
    assert told(report) == [("same_as_rejected", "fail")]
    assert words(report) == ["这张照片已被驳回过"]
    assert (report.verdict, report.standard, report.findings[0].code) == ("FAILED", None, "same_as_rejected")
    assert kept.files == kept.looks == {}


def test_a_rejected_picture_saved_anew_is_a_doubt() -> None:
    kept, whole = Kept(), order("e1", rejected=("aa",))
    rejected = replace(
        whole, photos=(a_photo(source_sha256="aa", look="11"), a_photo(2, source_sha256="zz", look="22"))
    )
    saved_anew = replace(PASSED, source=replace(PASSED.source, sha256="cc"))
    report = with_repeats(saved_anew, rejected, "11", kept)
    assert told(report) == [("same_as_rejected", "warn")]
    assert words(report) == ["这张照片很像已被驳回的照片"]
    assert (report.verdict, report.standard) == ("PASSED", PASSED.standard)
    assert (set(kept.files), set(kept.looks)) == ({("t1", "cc")}, {("t1", "11")})
    assert told(with_repeats(saved_anew, rejected, "22", Kept())) == []
    assert told(with_repeats(saved_anew, rejected, "33", Kept())) == []


def test_ones_own_picture_may_come_again() -> None:
    kept = Kept()
    assert [with_repeats(PASSED, order("e1"), "11", kept) for _ in range(2)] == [PASSED, PASSED]


@pytest.mark.parametrize(
    ("content", "look", "same"),
    [("aa", "11", "与他人提交的照片相同"), ("cc", "11", "很像他人提交的照片"), ("cc", "22", "")],
)
def test_somebody_elses_picture_is_a_doubt(content: str, look: str, same: str) -> None:
    kept = Kept()
    with_repeats(PASSED, order("e1"), "11", kept)
    again = with_repeats(replace(PASSED, source=replace(PASSED.source, sha256=content)), order("e2"), look, kept)
    assert told(again) == ([("same_as_other_person", "warn")] if same else [])
    assert words(again) == ([f"这张照片{same}"] if same else [])
    assert (again.verdict, again.standard) == ("PASSED", PASSED.standard)


def test_another_task_knows_nothing_of_it() -> None:
    kept = Kept()
    with_repeats(PASSED, order("e1"), "11", kept)
    assert told(with_repeats(PASSED, order("e2", task_id="t2"), "11", kept)) == []


def test_a_failed_picture_takes_no_mark_but_is_compared() -> None:
    kept, failed = Kept(), replace(PASSED, verdict="FAILED", standard=None)
    with_repeats(failed, order("e1"), "11", kept)
    assert kept.files == kept.looks == {}
    with_repeats(PASSED, order("e1"), "11", kept)
    assert told(with_repeats(failed, order("e2"), "11", kept)) == [("same_as_other_person", "warn")]


def test_an_unreadable_file_is_not_compared() -> None:
    kept = Kept()
    with_repeats(PASSED, order("e1"), "11", kept)
    unreadable = replace(PASSED, verdict="UNREADABLE", standard=None)
    assert with_repeats(unreadable, order("e2"), "", kept) == unreadable
