from __future__ import annotations

import base64
import io

import pytest
from PIL import Image

from chalicelib.identity.captcha import ALPHABET, answer_digest, draw
from chalicelib.shared.crypto import Keys

KEYS = Keys(bytes(32))


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
    assert answer_digest(KEYS, "id", typed) == answer_digest(KEYS, "id", "3ACD")


def test_a_digest_is_bound_to_its_picture() -> None:
    assert answer_digest(KEYS, "one", "3ACD") != answer_digest(KEYS, "other", "3ACD")
