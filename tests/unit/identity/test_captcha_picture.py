from __future__ import annotations

import base64
import io
import re
from datetime import UTC, datetime, timedelta
from random import Random
from unittest import mock
from unittest.mock import Mock

import pytest
from PIL import Image, ImageStat

from chalicelib.identity.captcha import CaptchaAnswer, drawing
from chalicelib.identity.captcha.drawing import ALPHABET, SIGNS, draw
from chalicelib.identity.captcha.picture import KEPT, LIFETIMES, PictureCaptchas, sealed
from chalicelib.identity.captcha.work import BITS
from chalicelib.identity.errors import CaptchaWrong
from chalicelib.shared.crypto import Keys
from clients.captcha import work_of

KEYS = Keys(bytes(32))
NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
LATER = NOW + LIFETIMES[0]


def asked(store: Mock | None = None) -> PictureCaptchas:
    return PictureCaptchas(store or Mock(seize=Mock(return_value=True)), KEYS, lambda: NOW)


@pytest.mark.parametrize(("text", "width"), [("3ACD", 208), ("3ACDEF", 308)])
def test_the_picture_is_small_and_wide_enough(text: str, width: int) -> None:
    kind, _, data = draw(text).partition(",")
    raw = base64.b64decode(data)
    assert kind == "data:image/webp;base64"
    assert len(raw) < 8_000
    with Image.open(io.BytesIO(raw)) as picture:
        assert (picture.format, picture.size) == ("WEBP", (width, 170))


def test_two_pictures_of_one_text_differ() -> None:
    assert draw("3ACD") != draw("3ACD")


def test_a_text_of_each_level_is_drawn_whole() -> None:
    for signs in SIGNS:
        assert draw(ALPHABET[:signs])
    with pytest.raises(KeyError):  # a die has six faces
        draw(ALPHABET[:8])


def test_the_order_of_the_signs_is_that_of_their_dice() -> None:
    """Where the signs stand is left to chance: what reads the rows has another order nearly always."""
    placed = Mock(wraps=drawing._with)
    with mock.patch.object(drawing, "_with", placed):
        for _ in range(8):
            draw("3ACDEF")
    at = [tuple(call.args[2]) for call in placed.call_args_list]
    orders = [sorted(range(6), key=lambda sign: (at[6 * n + sign][1] > 74, at[6 * n + sign][0])) for n in range(8)]
    assert orders.count(list(range(6))) < 8
    assert all(len({(y > 74, round(x / 100)) for x, y in at[6 * n : 6 * n + 6]}) == 6 for n in range(8))


def test_a_threshold_finds_stripes_and_no_strokes() -> None:
    """Of a sign as of its ground about half is dark at every grey between; the eye's help is a fifth of a stripe."""
    signs = Image.new("L", (200, 140))
    signs.paste(255, (0, 0, 100, 140))
    striped = drawing._striped(signs, Random(46))
    inside, ground = striped.crop((8, 8, 92, 132)), striped.crop((108, 8, 192, 132))
    for grey in (60, 128, 190):
        bright = [ImageStat.Stat(part.point(lambda it, grey=grey: 255 * (it > grey))) for part in (inside, ground)]
        assert all(0.4 < part.mean[0] / 255 < 0.6 for part in bright)
    assert 0 < ImageStat.Stat(ground).mean[0] - ImageStat.Stat(inside).mean[0] < 0.3 * 204


def test_the_alphabet_has_no_lookalikes() -> None:
    assert not set(ALPHABET) & set("012578BGILOQSUVZ")
    assert len(set(ALPHABET)) == len(ALPHABET) >= 20


@pytest.mark.parametrize("typed", ["3ACD", "3acd", " 3a cd ", "３ＡＣＤ"])
def test_case_width_and_blanks_of_an_answer_do_not_matter(typed: str) -> None:
    captcha_id = sealed(KEYS, "3ACD", LATER, 0)
    asked().check(CaptchaAnswer(captcha_id, typed, work_of(captcha_id, BITS[0])), ip="")


def test_an_id_tells_nobody_its_answer_and_fits_in_an_address() -> None:
    one, other = (sealed(KEYS, "3ACD", LATER, 0) for _ in range(2))
    assert one != other
    assert re.fullmatch(r"[0-9A-Za-z_-]{22,200}", one)
    assert b"3ACD" not in base64.urlsafe_b64decode(one + "=" * (-len(one) % 4))


def test_what_was_not_issued_is_wrong_and_marks_nothing() -> None:
    good = sealed(KEYS, "3ACD", LATER, 0)
    changed = good[:-2] + ("A" if good[-2] != "A" else "B") + good[-1]
    foreign = [
        sealed(Keys(b"x" * 32), "3ACD", LATER, 0),
        sealed(KEYS, "3ACD", NOW, 0),
        KEYS.seal("3ACD", about="phone"),
    ]
    store = Mock()
    for captcha_id in ("", "x" * 22, "é" * 22, changed, *foreign):
        work = work_of(captcha_id, BITS[0]) if captcha_id.isascii() else "1"
        with pytest.raises(CaptchaWrong):
            asked(store).check(CaptchaAnswer(captcha_id, "3ACD", work), ip="")
    assert store.seize.call_count == 0


@pytest.mark.parametrize(("level", "minutes"), [(0, 3), (1, 5), (2, 5)])
def test_more_work_has_more_time_and_its_mark_outlives_it(
    level: int, minutes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Mock(seize=Mock(return_value=True))
    captchas = asked(store)
    monkeypatch.setattr("chalicelib.identity.captcha.picture.BITS", (1, 1, 1))
    issued = captchas.issue(level=level)
    assert issued.expires_at == NOW + timedelta(minutes=minutes)
    with pytest.raises(CaptchaWrong):
        captchas.check(CaptchaAnswer(issued.captcha_id, "", work_of(issued.captcha_id, issued.bits)), ip="")
    assert store.seize.call_args.kwargs["until"] == issued.expires_at + KEPT
