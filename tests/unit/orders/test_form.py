"""What students type, as it is kept."""

from __future__ import annotations

import pytest

from chalicelib.orders import form
from chalicelib.tasks.model import FIELD_LABELS


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("𠮷野", "𠮷野"), ("䶮", "䶮"), ("阿卜杜拉·买买提", "阿卜杜拉·买买提"), ("Ｌｉ　Ｍｉｎｇ", "Ｌｉ Ｍｉｎｇ"),
        ("王\u200b小\x00明\n", "王小明"), ("  王  明 ", "王 明"),
    ],
)  # fmt: skip
def test_names_are_kept_as_they_are_written(typed: str, kept: str) -> None:
    assert form.normalise({"name": typed})["name"] == kept


def test_only_numbers_and_codes_become_half_width() -> None:
    """A college's name is printed as it is written officially, brackets included."""
    words = ("name", "school", "college", "department", "major", "class_name", "consignee", "address", "layout")
    typed = dict.fromkeys(words, " 土木工程学院（中外合作办学）\u3000 二班： ")
    codes = {
        "student_no": "２０２２－ａ１",
        "id_tail": "１２３ｘ",
        "email": "ａ＠ｂ．ｃｎ",
        "contact_phone": "１３８００１３８０００",
    }
    kept = form.normalise(typed | codes)
    assert {kept[name] for name in words} == {"土木工程学院（中外合作办学） 二班："}
    assert [kept[name] for name in codes] == ["2022-A1", "123X", "a@b.cn", "13800138000"]


@pytest.mark.parametrize(
    "typed", ["138-0013-8000", "+86 13800138000", "＋８６ 138 0013 8000", "0086 138‑0013‑8000", "13800138000"]
)
def test_a_phone_is_kept_in_one_spelling(typed: str) -> None:
    assert form.normalise({"contact_phone": typed})["contact_phone"] == "13800138000"


@pytest.mark.parametrize(
    ("name", "typed"), [("contact_phone", "0731-88880000"), ("id_tail", "12"), ("email", "a@b"), ("student_no", "学号")]
)
def test_an_error_says_what_is_allowed(name: str, typed: str) -> None:
    with pytest.raises(form.FieldWrong) as refusal:
        form.normalise({name: typed})
    assert refusal.value.text == f"“{FIELD_LABELS[name]}”的格式不正确：{form.ALLOWED[name]}"


def test_every_pattern_says_what_it_allows() -> None:
    assert set(form.ALLOWED) == set(form.PATTERNS)
    assert not any("选填" in hint for hint in form.HINTS.values())  # the task decides that


def test_what_folding_makes_too_long_is_refused() -> None:
    with pytest.raises(form.FieldWrong) as refusal:
        form.normalise({"email": f"{'\ufdfa' * 20}@b.cn"})
    assert "120" in refusal.value.text


def test_college_and_class_fit_into_a_key() -> None:
    """They are parts of a counter's: one that no table takes would stop everybody's messages."""
    widest = form.normalise({"college": "𠮷" * 120, "class_name": "𠮷" * 120})
    assert len(f"CLASS#{widest['college']}#{widest['class_name']}#AWAITING_PAYMENT".encode()) <= 1024
