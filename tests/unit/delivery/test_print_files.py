"""Which student is in which file of prints, on which page."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.delivery.model import Member
from chalicelib.delivery.prints import model
from chalicelib.delivery.prints.layouts import Layout
from chalicelib.delivery.prints.model import (
    CAPTION,
    PrintKind,
    can_caption,
    caption_of,
    in_order,
    label_files,
    pdfs,
    run_id,
    zips,
)
from chalicelib.orders.model import Student

T0 = datetime(2026, 11, 1, tzinfo=UTC)


def member(order_id: str, size: int = 35_000, **student: Any) -> Member:
    named = {"name": "张三", "school_code": "1", "school_name": "湖南大学", "level": "BACHELOR"} | student
    return Member(order_id=order_id, photo_no=1, sha256="0", size=size, student=Student(**named), approved_at=T0)


def named(found: list[model.Pdf]) -> list[tuple[str, list[str]]]:
    return [(one.name, [each.order_id for each in one.members]) for one in found]


PEOPLE = [
    member("a", college="文学院", class_name="1班", student_no="2"),
    member("b", college="文学院", class_name="1班", student_no="1"),
    member("c", college="文学院", class_name="2班", student_no="0"),
    member("d", college="", class_name="", student_no="9"),
    member("e", college="艺/术", class_name="..", student_no="3"),
]


def test_a_class_is_a_file_in_the_order_of_numbers_whoever_joined_first() -> None:
    wanted = [
        ("湖南大学-未填写学院-未填写班级.pdf", ["d"]), ("湖南大学-文学院-1班.pdf", ["b", "a"]),
        ("湖南大学-文学院-2班.pdf", ["c"]), ("湖南大学-艺_术-_.pdf", ["e"]),
    ]  # fmt: skip
    for seed in range(3):
        mixed = random.Random(seed).sample(PEOPLE, len(PEOPLE))
        assert named(pdfs(mixed, PrintKind.SMALL, {})) == wanted


def test_names_that_would_be_the_same_are_told_apart() -> None:
    found = pdfs(
        [member("a", college="A", class_name="b/c"), member("b", college="a", class_name="b:c")], PrintKind.SMALL, {}
    )
    assert len({one.name.casefold() for one in found}) == 2
    classes = ["b:c", "b/c", "b_c-2"]  # the second gets the name that the third has
    some = [member(str(at), college="A", class_name=one) for at, one in enumerate(classes)]
    assert len({one.name.casefold() for one in pdfs(some, PrintKind.SMALL, {})}) == 3


def test_each_student_gets_the_layout_that_was_chosen() -> None:
    chosen = {"a": "二寸 4 张", "b": "一寸4张 + 二寸2张", "c": "<b>相框"}
    found = pdfs(PEOPLE[:3], PrintKind.CHOSEN, chosen)
    assert [(one.name, one.layout) for one in found] == [
        ("湖南大学-文学院-1班-二寸4张.pdf", Layout.LARGE),
        ("湖南大学-文学院-1班-一寸4张二寸2张.pdf", Layout.MIXED),
        ("湖南大学-文学院-2班-一寸8张.pdf", Layout.SMALL),
    ]


def test_a_large_class_is_cut_and_zips_are_filled_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "MOST_PAGES", 2)
    monkeypatch.setattr(model, "MOST_STUDENTS", 4)
    people = [member(str(number), student_no=str(number)) for number in range(5)]
    found = pdfs(people, PrintKind.LARGE, {})
    assert [len(one.members) for one in found] == [2, 2, 1]
    assert [(name, [len(one.members) for one in inside]) for name, inside in zips(found)] == [
        ("prints-001.zip", [2, 2]),
        ("prints-002.zip", [1]),
    ]
    heavy = [member(str(number), size=15_000_000, class_name=str(number)) for number in range(3)]
    assert [name for name, _ in zips(pdfs(heavy, PrintKind.LARGE, {}))] == [f"prints-00{n}.zip" for n in (1, 2, 3)]
    assert list(zips([])) == []


def test_labels_lie_as_the_sheets_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "MOST_LABELS", 3)
    files = list(label_files(PEOPLE))
    assert [name for name, _ in files] == ["labels-001.pdf", "labels-002.pdf"]
    assert [one for _, some in files for one in some] == in_order(PEOPLE)


@pytest.mark.parametrize(
    ("template", "can"),
    [
        (CAPTION, True), ("{college}·{class_name}（{number}）", True), ("毕业照", True), ("", False), ("{}", False),
        ("{name.__class__}", False), ("{name!r}", False), ("{address}", False), ("{{name}}", False), ("a\nb", False),
        ("{", False), ("字" * 61, False),
    ],
)  # fmt: skip
def test_a_caption_has_known_words_alone(template: str, can: bool) -> None:
    assert can_caption(template) is can


def test_a_caption_leaves_out_what_is_empty() -> None:
    assert caption_of(CAPTION, member("a", student_no="", class_name="<b>1班")) == "张三 <b>1班"


def test_the_same_wish_is_the_same_run() -> None:
    wishes = [(kind, caption) for kind in PrintKind for caption in ("", CAPTION)]
    assert len({run_id(*wish) for wish in wishes}) == len(wishes)
    assert run_id(PrintKind.SMALL, CAPTION) == run_id(PrintKind.SMALL, CAPTION)
