"""An agency's own decoder: AES-256-GCM with its key, in front of the standard readers."""

from __future__ import annotations

import base64
import json

import pytest

from chalicelib.collect_codes import agency
from chalicelib.collect_codes.readers import READERS, read
from drawings import qr_card
from drawings.qr_card import chsi_like_text

KEY = bytes(range(32))
FIELDS = {"cjm": "任意长度 any length", "yxdm": "10532", "xh": "2022551001", "cc": "硕士研究生", "zjhm": "123X"}


def encrypted(plain: str, key: bytes = KEY) -> str:
    return qr_card.encrypted(plain, base64.b64encode(key).decode())


TEXT = encrypted(json.dumps(FIELDS, ensure_ascii=False))


def test_an_encrypted_code_is_opened_with_the_agency_key() -> None:
    found = read(TEXT, agency.readers(base64.b64encode(KEY).decode()))
    assert found is not None
    assert (found.reader, found.code, found.text) == ("agency", "任意长度 any length", TEXT)
    assert (found.school_code, found.level, found.student_no, found.id_tail) == (
        "10532",
        "硕士研究生",
        "2022551001",
        "123X",
    )


def test_while_the_key_changes_codes_of_both_are_opened() -> None:
    both = agency.readers(f"{base64.b64encode(bytes(32)).decode()} {base64.b64encode(KEY).decode()}")
    for text in (TEXT, encrypted(json.dumps(FIELDS), bytes(32))):
        found = read(text, both)
        assert found is not None
        assert found.reader == "agency"


def test_without_a_key_only_the_standard_readers_are_asked() -> None:
    assert agency.readers("") == READERS
    assert read(TEXT) is None


@pytest.mark.parametrize(
    "text",
    [
        TEXT[:-6] + "AAAA==",
        encrypted(json.dumps(FIELDS), bytes(32)),
        encrypted("no JSON"),
        encrypted(json.dumps({"xh": "1"})),
        base64.b64encode(bytes(12)).decode(),
        "AAAA",
        "",
        "不是密文",
    ],
    ids=["changed", "another key", "no JSON", "no code", "no text", "too short", "empty", "no base64"],
)
def test_what_the_key_does_not_open_is_not_its_own(text: str) -> None:
    assert agency.reader(KEY).read(text) is None


@pytest.mark.parametrize(
    "text",
    [
        chsi_like_text(seed=5),
        json.dumps(FIELDS),
        "zzzzzz",
        "https://my.chsi.com.cn/cjm?cjm=CJM0001",
        # What looks like the agency's own, and is none: the inside, not encrypted, behind a nonce.
        base64.b64encode(bytes(12) + json.dumps(FIELDS).encode()).decode(),
    ],
    ids=["chsi-like", "JSON", "plain", "link", "not encrypted"],
)
def test_with_a_key_nothing_that_anybody_can_write_is_read(text: str) -> None:
    keys = base64.b64encode(KEY).decode()
    assert read(text, agency.readers(keys)) is None
    assert read(text, agency.desk_readers(keys)) == read(text)  # staff also copies codes that were opened elsewhere
    assert read(TEXT, agency.desk_readers(keys)) == read(TEXT, agency.readers(keys))


def test_another_cipher_is_one_function() -> None:
    def reverse(text: str, key: bytes) -> str:
        return text[::-1]

    found = agency.reader(KEY, reverse).read(json.dumps(FIELDS)[::-1])
    assert found is not None
    assert found.code == FIELDS["cjm"]
