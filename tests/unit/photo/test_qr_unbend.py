"""Codes on something bent: the grid is found again, and what no decoder reads as it is, is read."""

from __future__ import annotations

import io

import numpy as np
import pytest
import segno
from PIL import Image

from chalicelib.photo.qr.decoders import zbar, zxing, zxing_global
from chalicelib.photo.qr.unbend import unbend
from chalicelib.photo.qr.views import Sight
from drawings.hard_qr import moved

TEXT = "https://my.chsi.com.cn/cjm?cjm=1027c4d1c386bbc4"
EDGE = 60  # px around the code


def flat() -> Image.Image:
    file = io.BytesIO()
    segno.make(TEXT, error="m", micro=False).save(file, kind="png", scale=8, border=0)
    sheet = Image.open(file).convert("L")
    page = Image.new("L", (sheet.width + 2 * EDGE, sheet.height + 2 * EDGE), 255)
    page.paste(sheet, (EDGE, EDGE))
    return page


def waving(modules: float) -> Image.Image:
    """The middle pushed down and to the right by so many modules, the corners where they were."""
    page = flat()
    down, across = np.mgrid[: page.height, : page.width] / page.width
    hill = -8 * modules * np.sin(np.pi * down.clip(0, 1)) * np.sin(np.pi * across.clip(0, 1))
    return moved(page, hill, hill)


def corners(page: Image.Image) -> tuple[tuple[int, int], ...]:
    near, far = EDGE, page.width - EDGE
    return (near, near), (far, near), (far, far), (near, far)


@pytest.mark.parametrize("modules", [0, 1, 2, 3])
def test_a_bent_code_is_read_once_it_is_flat(modules: float) -> None:
    page = waving(modules)
    views = list(unbend(Sight(page, unread=[corners(page)])))  # type: ignore[list-item]
    assert TEXT in {code.text for view in views for code in zxing(view)}


@pytest.mark.parametrize("modules", [2, 3])
def test_no_decoder_reads_it_as_it_is(modules: float) -> None:
    page = waving(modules)
    assert not [code for decode in (zxing, zxing_global, zbar) for code in decode(page) if code.text]


@pytest.mark.parametrize("where", [((5, 5),) * 4, ((0, 0), (9, 9), (18, 18), (27, 27))])
def test_a_place_that_is_none_gives_nothing(where: tuple[tuple[int, int], ...]) -> None:
    views = list(unbend(Sight(flat(), unread=[where])))  # type: ignore[list-item]
    assert [code.text for view in views for code in zxing(view) if code.text] == []
