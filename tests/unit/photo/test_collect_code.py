"""What counts as a collection code, and what never does."""

from __future__ import annotations

import base64
import json

import pytest

from chalicelib.collect_codes.readers import READERS, CollectCode, Reader, read
from drawings.qr_card import chsi_like_text

FIELDS = {
    "sjc": 1750000000000,
    "cjm": "采 any/thing+≠",
    "yxdm": "10530",
    "zjhm": "4301************123x",
    "xh": "2022551001",
    "cc": "本科",
    "xllb": "普通高等教育",
    "fy": "信息工程学院",
    "xm": "张*三",
    "bh": "软件2201",
}


def packed(fields: object) -> str:
    return base64.b64encode(json.dumps(fields, ensure_ascii=False).encode()).decode()


def test_chsi_json_is_understood() -> None:
    text = packed(FIELDS)
    assert read(text) == CollectCode(
        text=text,
        reader="chsi_json",
        code="采 any/thing+≠",
        school_code="10530",
        level="本科",
        student_no="2022551001",
        college="信息工程学院",
        class_name="软件2201",
        masked_name="张*三",
        id_tail="123X",
    )


@pytest.mark.parametrize(
    "change",
    [
        str.strip,
        lambda text: text.rstrip("="),
        lambda text: f" {text}\n",
        lambda text: text.replace("+", "-").replace("/", "_"),
    ],
)
def test_base64_may_be_written_either_way(change: object) -> None:
    found = read(change(packed(FIELDS)))  # type: ignore[operator]
    assert found is not None
    assert found.code == FIELDS["cjm"]


@pytest.mark.parametrize("length", [1, 16, 300, 512])
def test_no_length_is_assumed_of_the_code_in_json(length: int) -> None:
    found = read(packed({"cjm": "码" * length}))
    assert found is not None
    assert found.code == "码" * length
    assert found.student_no is None


@pytest.mark.parametrize("tail", ["", "12", "abcd", 1234, None])
def test_only_four_digits_are_an_id_tail(tail: object) -> None:
    found = read(packed({**FIELDS, "zjhm": tail}))
    assert found is not None
    assert found.id_tail == ("1234" if tail == 1234 else None)


@pytest.mark.parametrize("text", ["GP2026-000001", "a1b2c3", "1027c4d1c386bbc4", "A" * 128, "under_score-dash"])
def test_a_plain_code_is_taken(text: str) -> None:
    assert read(text) == CollectCode(text=text, reader="plain", code=text)


@pytest.mark.parametrize(
    "text", ["https://www.chsi.com.cn/x?cjm=AB12CD34", "http://my.chsi.com.cn/a/b?code=AB12CD34&t=1"]
)
def test_a_link_to_chsi_is_taken(text: str) -> None:
    assert read(text) == CollectCode(text=text, reader="url", code="AB12CD34")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "short",
        "A" * 129,
        "two words",
        "中文文本内容",
        "ＡＢＣ１２３４",
        "mail@example.com",
        "https://example.com/?code=AB12CD34",
        "https://chsi.com.cn.example.com/?code=AB12CD34",
        "https://evilchsi.com.cn/?code=AB12CD34",
        "https://www.chsi.com.cn/",
        "https://www.chsi.com.cn/?code=",
        "https://www.chsi.com.cn/?code=AB12CD34&cjm=OTHER999",
        "ftp://www.chsi.com.cn/?code=AB12CD34",
        "http://[broken/?code=AB12CD34",
        "wxp://f2f0abcdefghij",
        "https://qr.alipay.com/fkx12345",
        "WIFI:S:campus;T:WPA;P:12345678;;",
        "BEGIN:VCARD\nFN:Nobody\nEND:VCARD",
        packed({"a": 1}),
        packed({**FIELDS, "cjm": ""}),
        packed({**FIELDS, "cjm": None}),
        packed({**FIELDS, "cjm": "x" * 513}),
        packed({**FIELDS, "cjm": "new\nline"}),
        packed([FIELDS]),
        packed({"cjm": {"deep": 1}}),
        "[" * 4000,
        "eyJ" * 1500,
    ],
    ids=lambda text: text[:24],
)
def test_other_codes_are_refused(text: str) -> None:
    assert read(text) is None


def test_an_agency_may_put_its_own_reader_first() -> None:
    def decode(text: str) -> CollectCode | None:
        return CollectCode(text=text, reader="agency", code=text[3:]) if text.startswith("AG:") else None

    readers = (Reader("agency", decode), *READERS)
    assert read("AG:secret", readers) == CollectCode(text="AG:secret", reader="agency", code="secret")
    assert read("plain-code", readers) == read("plain-code")


def test_a_drawn_card_is_invented_but_well_formed() -> None:
    first, second = read(chsi_like_text(seed=1)), read(chsi_like_text(seed=2))
    assert first is not None
    assert second is not None
    assert first.code != second.code
    assert first.student_no != second.student_no
    assert read(chsi_like_text(seed=1)) == first
