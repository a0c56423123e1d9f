"""The card anyone may draw: it reads back as the student it was drawn for."""

from __future__ import annotations

import base64
import subprocess
import sys
from pathlib import Path

from chalicelib.collect_codes import agency
from chalicelib.collect_codes.readers import CollectCode, read
from chalicelib.photo.qr.scan import read_qr
from tests.worlds.pictures import ROOT


def card(out: Path, *words: str, key: str = "") -> CollectCode:
    command = [sys.executable, "-m", "sandbox.card", "--out", str(out), *words]
    printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    text = read_qr(out.read_bytes(), budget_s=10)[0].text
    assert text in printed
    found = read(text, agency.readers(key))
    assert found is not None
    return found


def test_a_card_says_what_was_asked_for(tmp_path: Path) -> None:
    words = ("--school", "10532", "--student-no", "2022551001", "--level", "专科", "--id-tail", "123X", "--name", "李*")
    found = card(tmp_path / "card.png", *words)
    assert (found.school_code, found.student_no, found.level) == ("10532", "2022551001", "专科")
    assert (found.id_tail, found.masked_name) == ("123X", "李*")


def test_every_card_is_another_enrolment_unless_seeded(tmp_path: Path) -> None:
    fresh = {card(tmp_path / f"{number}.png").code for number in range(2)}
    seeded = {card(tmp_path / f"{number}.png", "--seed", "4").code for number in range(2)}
    assert (len(fresh), len(seeded)) == (2, 1)


def test_a_card_may_be_encrypted_for_an_agency(tmp_path: Path) -> None:
    key = base64.b64encode(bytes(range(32))).decode()
    found = card(tmp_path / "card.png", "--student-no", "2022551001", "--agency-key", key, key=key)
    assert (found.reader, found.student_no) == ("agency", "2022551001")
    assert read(found.text) is None
