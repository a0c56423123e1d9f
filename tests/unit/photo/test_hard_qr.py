"""The reader against what goes wrong with pictures: how many of five of each kind it must read, and no wrong text."""

from __future__ import annotations

import pytest

from chalicelib.photo.qr.scan import read_qr
from drawings import hard_qr
from tests.worlds.pictures import encoded

OF = 5
READ = dict.fromkeys(hard_qr.KINDS, OF) | {
    "glare": 3,
    "blurred": 4,
    "damaged": 4,
    "motion": 4,
    "grainy": 4,
    "curled": 2,
    "crumpled": 3,
}


@pytest.mark.parametrize("kind", hard_qr.KINDS)
def test_hard_pictures_are_read(kind: str) -> None:
    read = 0
    for text, picture in hard_qr.pictures(kind, OF, seed=7):
        found = [one.text for one in read_qr(encoded(picture, "JPEG", quality=85), text.__eq__, budget_s=10)]
        read += text in found
        assert [other for other in found if other != text and not other.startswith("wxp://")] == []
    assert read >= READ[kind]


@pytest.mark.parametrize("kind", ["plain", "moire", "motion"])
def test_the_same_dice_draw_the_same_picture(kind: str) -> None:
    first, again = (list(hard_qr.pictures(kind, 1, seed=3)) for _ in range(2))
    assert first[0][0] == again[0][0]
    assert first[0][1].tobytes() == again[0][1].tobytes()
