"""A line of feedback holds the measures and the decision, and nothing that leads back to a student."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.feedback.model import (
    UNREADABLE,
    DecidedPhoto,
    Decision,
    as_lines,
    decided_photo,
    from_lines,
    size_class,
    week_of,
)
from chalicelib.orders.appeal import AppealReason
from chalicelib.orders.model import Order, PhotoState, State, Student
from chalicelib.tasks.model import Task
from tests.unit.feedback.judged import REPORT
from tests.worlds.orders import T0, a_photo, a_task, an_appeal, an_order

APPROVED = Decision(order_id="o", photo_no=1, approved=True, reasons=())
WEEK = "2026-W23"


def decided(**head: Any) -> Order:
    photo = a_photo(state=PhotoState.FAILED, report=REPORT, client="mini", spec_rev=5, look="0f" * 8)
    return an_order(State.APPROVED, photos=(photo,), **head)


def line(order: Order, decision: Decision = APPROVED, task: Task | None = None) -> DecidedPhoto | None:
    return decided_photo(decision, order, task or a_task(), WEEK)


def test_the_measures_and_the_decision_stand_side_by_side() -> None:
    found = line(decided(appeals=(an_appeal(),)), task=a_task(covers="ALLOW", glasses="DOUBT"))
    assert found == DecidedPhoto(
        week=WEEK,
        client="mini",
        size="to 16 MP",
        engine="10",
        limits="0123456789ab",
        spec="chsi",
        spec_rev=5,
        glasses="DOUBT",
        covers="ALLOW",
        wall=(255, 255, 255),
        measures={"roll": -1.25, "lens_tint": 0.5, "gaze": None},
        findings={"sunglasses": "fail", "too_dark": "warn"},
        appealed=True,
        approved=True,
        reasons=(),
    )
    rejected = replace(APPROVED, approved=False, reasons=("too_dark", "jewellery"))
    plain = line(decided(appeals=(an_appeal(2),)), rejected)
    assert plain is not None
    assert (plain.appealed, plain.approved, plain.reasons) == (False, False, ("too_dark", "jewellery"))


@pytest.mark.parametrize(
    ("order", "task"),
    [
        (replace(decided(), photos=()), a_task()),  # the student had it deleted
        (replace(decided(), photos=(a_photo(report=None),)), a_task()),
        (replace(decided(), photos=(a_photo(report={"v": 1, "findings": []}),)), a_task()),
        (decided(), a_task(demo=True)),
    ],
)
def test_what_is_gone_or_not_ours_to_count_leaves_no_line(order: Order, task: Task) -> None:
    assert line(order, task=task) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"measures": {"roll": "steep"}},
        {"measures": ["roll"]},
        {"findings": [{"code": "too_dark"}]},
        {"findings": [{"code": "too_dark", "severity": "perhaps"}]},
        {"findings": None},
        {"source": {"w": 3024}},
        {"source": None},
        {"engine": 10},
    ],
)
def test_a_report_of_another_shape_is_told(changes: dict[str, Any]) -> None:
    order = replace(decided(), photos=(a_photo(report=REPORT | changes),))
    with pytest.raises(UNREADABLE):
        line(order)


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [(480, 640, "to 1 MP"), (1080, 1440, "to 2 MP"), (3024, 4032, "to 16 MP"), (6000, 8000, "over 16 MP")],
)
def test_files_are_told_apart_by_five_sizes_only(width: int, height: int, expected: str) -> None:
    assert size_class(width, height) == expected


def test_a_week_is_of_the_year_in_which_its_thursday_lies() -> None:
    assert [week_of(date(2026, 11, 27)), week_of(date(2027, 1, 3)), week_of(date(2027, 1, 4))] == [
        "2026-W48",
        "2026-W53",
        "2027-W01",
    ]


def test_lines_are_read_as_they_were_written_in_an_order_of_their_own() -> None:
    one = line(decided())
    assert one is not None
    other = replace(one, approved=False, reasons=("other",), week="2026-W22")
    assert as_lines([one, other]) == as_lines([other, one])
    assert from_lines(as_lines([one, other])) == [other, one]
    assert from_lines(b"") == []
    with pytest.raises(msgspec.DecodeError):
        from_lines(b'{"week": "2026-W22"}\n')


texts = st.text("甲乙丙丁QXYZ§", min_size=4, max_size=40)


@given(st.lists(texts, min_size=8, max_size=8))
def test_nothing_that_an_order_says_of_its_student_is_in_its_line(secrets: list[str]) -> None:
    name, number, person, order_id, enrolment, sha, upload, note = secrets
    student = Student(
        name=name,
        school_code=number,
        school_name=name,
        level=name,
        student_no=number,
        college=name,
        department=name,
        major=name,
        class_name=name,
        id_tail=number,
        sealed={"contact_phone": number, "address": name},
    )
    report = REPORT | {"source": REPORT["source"] | {"sha256": sha}, "standard": {"sha256": sha, "bytes": 1}}
    report["findings"] = [{"code": "too_dark", "severity": "warn", "message": note, "cure": note, "box": [0, 0, 1, 1]}]
    photo = a_photo(report=report, source_sha256=sha, standard_sha256=sha, look=sha, upload_id=upload)
    order = an_order(
        State.APPROVED,
        photos=(photo,),
        order_id=order_id,
        person_id=person,
        enrolment=enrolment,
        task_id=person,
        student=student,
        number=number,
        branch_key=enrolment,
        rejected_sha256=(sha,),
        appeals=(an_appeal(reason=AppealReason.HEAD_COVER, note=note),),
    )
    found = line(order, replace(APPROVED, order_id=order_id), a_task(title=name, sub_unit=name))
    assert found is not None
    written = as_lines([found]).decode()
    assert not any(secret in written for secret in secrets)
    assert "HEAD_COVER" not in written, "a reason may tell of a faith or an illness"
    assert str(T0.date()) not in written
    assert set(found.measures) == {"roll", "lens_tint", "gaze"}, "others tell whose camera it was"
    assert not any(size in written for size in ("3024", "4032", "0.7213"))
