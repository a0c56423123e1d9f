from __future__ import annotations

import base64
import io
import re
from datetime import UTC, datetime
from unittest.mock import Mock

import pytest
from PIL import Image

from chalicelib.identity.captcha import ALPHABET, LIFETIME, Captchas, draw, sealed
from chalicelib.identity.errors import CaptchaWrong
from chalicelib.shared.crypto import Keys

KEYS = Keys(bytes(32))
NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
LATER = NOW + LIFETIME


def asked(store: Mock | None = None) -> Captchas:
    return Captchas(store or Mock(seize=Mock(return_value=True)), KEYS, lambda: NOW)


@pytest.mark.parametrize(("text", "width"), [("3ACD", 160), ("3ACDEF", 240)])
def test_the_picture_is_small_and_wide_enough(text: str, width: int) -> None:
    kind, _, data = draw(text).partition(",")
    raw = base64.b64decode(data)
    assert kind == "data:image/webp;base64"
    assert len(raw) < 8_000
    with Image.open(io.BytesIO(raw)) as picture:
        assert (picture.format, picture.size) == ("WEBP", (width, 60))


def test_two_pictures_of_one_text_differ() -> None:
    assert draw("3ACD") != draw("3ACD")


def test_the_alphabet_has_no_lookalikes() -> None:
    assert not set(ALPHABET) & set("01258BILOSUVZ")
    assert len(set(ALPHABET)) == len(ALPHABET) >= 20


@pytest.mark.parametrize("typed", ["3ACD", "3acd", " 3a cd ", "３ＡＣＤ"])
def test_case_width_and_blanks_of_an_answer_do_not_matter(typed: str) -> None:
    assert asked().check(sealed(KEYS, "3ACD", LATER), typed) == len("3ACD")


def test_an_id_tells_nobody_its_answer_and_fits_in_an_address() -> None:
    one, other = (sealed(KEYS, "3ACD", LATER) for _ in range(2))
    assert one != other
    assert re.fullmatch(r"[0-9A-Za-z_-]{22,160}", one)
    assert b"3ACD" not in base64.urlsafe_b64decode(one + "=" * (-len(one) % 4))


def test_what_was_not_issued_is_wrong_and_marks_nothing() -> None:
    good = sealed(KEYS, "3ACD", LATER)
    changed = good[:-2] + ("A" if good[-2] != "A" else "B") + good[-1]
    foreign = [sealed(Keys(b"x" * 32), "3ACD", LATER), sealed(KEYS, "3ACD", NOW), KEYS.seal("3ACD", about="phone")]
    store = Mock()
    for captcha_id in ("", "x" * 22, "é" * 22, changed, *foreign):
        with pytest.raises(CaptchaWrong):
            asked(store).check(captcha_id, "3ACD")
    assert store.seize.call_count == 0
