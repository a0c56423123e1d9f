"""A name shows itself: nothing hidden is in it, and there is something to see."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest

from chalicelib.shared.names import SEEN, clean_name, half_width, is_name, is_seen, mask_name, mask_number, tidy

HIDDEN = {
    "zero width": "\u200b", "joiner": "\u200d", "right to left": "\u202e", "isolate": "\u2066", "order mark": "\ufeff",
    "soft hyphen": "\u00ad", "null": "\x00", "tab": "\t", "line feed": "\n", "line separator": "\u2028",
    "Hangul filler": "\u3164", "half-width filler": "\uffa0", "empty Braille": "\u2800", "tag": "\U000e0041",
}  # fmt: skip


@pytest.mark.parametrize("sign", HIDDEN.values(), ids=HIDDEN)
def test_what_nobody_sees_is_no_name_and_spoils_one(sign: str) -> None:
    assert not is_seen(sign * 3)
    assert not is_name(sign * 3)
    assert not is_name(f"王{sign}小明")
    assert tidy(f"王{sign}小明").replace(" ", "") == "王小明"
    assert tidy(sign) == ""


@pytest.mark.parametrize("text", ["", "  ", "\u3000", "\ufe0f", "\U000e0100"])
def test_blanks_and_styles_alone_are_no_name(text: str) -> None:
    assert not is_name(text)


@pytest.mark.parametrize(
    "text", ["王", "阿依古丽·买买提", "𠮷田", "䶮", "Anna Müller", "ئەزىز", "2027届🎓\ufe0f", "葛\U000e0100城"]
)
def test_names_people_have_are_names(text: str) -> None:
    assert is_name(text)
    assert tidy(text) == text


def test_a_pattern_lets_through_whatever_can_be_seen() -> None:
    seen = re.compile(SEEN)
    signs = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) != "Cs"]
    assert [sign for sign in signs if is_seen(sign) and not seen.fullmatch(sign)] == []
    assert [name for name, sign in HIDDEN.items() if seen.fullmatch(sign)] == ["tag"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" 王\t小明\n", "王 小明"),
        ("ＡＢ公司", "AB公司"),
        ("某某２（北京）公司", "某某2（北京）公司"),
        ("王\u200b小明", None),
        (" \u3164", None),
    ],
)
def test_what_was_typed_is_a_plain_name_or_none(typed: str, name: str | None) -> None:
    assert clean_name(typed) == name


def test_full_width_letters_are_plain_and_brackets_of_words_are_kept() -> None:
    assert half_width(" ２０２２Ａ\u200b  B ") == "2022A B"
    assert tidy("湖南大学（南校区）") == "湖南大学（南校区）"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("张三", "张*"), ("张*", "张*"), ("王小明", "王*明"), ("王*明", "王*明"), ("欧阳小明", "欧*明"),
        ("李", "李*"), ("", ""),
    ],
)  # fmt: skip
def test_a_masked_name_tells_a_stranger_none(name: str, told: str) -> None:
    assert mask_name(name) == told


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("2023610913", "2023****13"), ("2023****13", "2023****13"), ("20236109", "******09"), ("A1-07", "***07"),
        ("07", "07"), ("", ""),
    ],
)  # fmt: skip
def test_a_masked_number_keeps_its_length(number: str, told: str) -> None:
    assert mask_number(number) == told
