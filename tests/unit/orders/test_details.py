"""What is known of a student, in rows: of a collection code, and of an order with what she typed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.orders.labels import TONES
from chalicelib.orders.model import CONTACT, State, Student
from chalicelib.orders.screen.details import REGISTERED, ROW_LABELS, details
from chalicelib.tasks.model import FIELD_LABELS
from tests.worlds.cell import Cell
from tests.worlds.orders import an_order

KNOWN = Student(
    name="张*三",
    school_code="10532",
    school_name="湖南大学",
    level="MASTER",
    student_no="2022551001",
    college="土木工程学院",
    department="桥梁系",
    major="土木工程",
    class_name="2203",
    id_tail="a digest",
)


def test_every_fact_has_its_row_and_none_tells_a_secret() -> None:
    rows = {one.label: one.value for one in details(KNOWN, dict.fromkeys(CONTACT, "typed"))}
    assert list(rows) == [
        ROW_LABELS[name]
        for name in (
            "name",
            "school",
            "level",
            "college",
            "department",
            "major",
            "class_name",
            "student_no",
            "id_tail",
            *CONTACT,
        )
    ]
    assert set(rows) == {ROW_LABELS[name] for name in FIELD_LABELS}
    assert (rows["学历层次"], rows["证件号后 4 位"]) == ("硕士研究生", REGISTERED)


def test_what_nobody_knows_has_no_row() -> None:
    nobody = Student(name="张*三", school_code="", school_name="", level="")
    assert [one.value for one in details(nobody, {"email": ""})] == ["张*三"]


@pytest.mark.parametrize(("level", "said"), [("TOP_UP", "专科起点本科"), ("高起专班", "高起专班")])
def test_a_level_of_before_is_said_as_it_is(level: str, said: str) -> None:
    assert said in [one.value for one in details(replace(KNOWN, level=level))]


def test_an_order_tells_its_owner_all_of_it() -> None:
    order = an_order(State.DRAFT)
    head = replace(order.head, student=replace(KNOWN, sealed={"contact_phone": "13800138000", "address": "长沙"}))
    told = Cell(order=replace(order, head=head), tells="").view(lambda key, name="": key)
    assert told.details == details(KNOWN, {"contact_phone": "138****8000", "address": "长沙"})


def test_every_state_has_its_tone() -> None:
    assert set(TONES) == set(State)
