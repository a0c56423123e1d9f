"""Two networks' views of one person, put together: drawn as numbers, so that every px is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from chalicelib.photo.engine import Engine
from chalicelib.photo.model import Spec
from chalicelib.photo.parts.person import joined
from tests.worlds.pictures import drawn

Shares = NDArray[np.float32]
CHIN, FACE, END = 60, 40, 66  # row; px, the face's width; row from which all is body
HEAD, BESIDE, BODY = slice(40, 60), slice(60, 80), slice(20, 80)  # columns
LIGHT = 90.0  # L* of the wall


def seen() -> tuple[Shares, Shares, Shares]:
    """What either network sees of a head and of a body below it, and the lightness."""
    head, body = np.zeros((100, 100), np.float32), np.zeros((100, 100), np.float32)
    head[20:CHIN, HEAD] = body[20:CHIN, HEAD] = 1
    body[CHIN:, BODY] = 1
    return head, body, np.full((100, 100), LIGHT, np.float32)


@pytest.mark.parametrize("share", [0.4, 0.7, 0.95])
def test_a_shadow_beside_the_head_is_wall_though_the_bust_has_it(share: float) -> None:
    head, body, lightness = seen()
    body[30:CHIN, BESIDE] = 1
    lightness[30:CHIN, BESIDE] = share * LIGHT
    person = joined(head, body, lightness, CHIN, FACE)
    assert (person[:CHIN, BESIDE] == 0).all()
    assert (person[20:CHIN, HEAD] == 1).all()


@pytest.mark.parametrize("share", [0.05, 0.3])
def test_what_is_darker_than_any_shadow_is_person_though_the_parts_have_it_not(share: float) -> None:
    head, body, lightness = seen()
    body[30:CHIN, BESIDE] = 1
    lightness[30:CHIN, BESIDE] = share * LIGHT
    assert (joined(head, body, lightness, CHIN, FACE)[30:CHIN, BESIDE] == 1).all()


def test_below_the_neck_the_body_is_the_busts() -> None:
    head, body, lightness = seen()
    person = joined(head, body, lightness, CHIN, FACE)
    assert (person[END:] == body[END:]).all()
    between = person[CHIN:END, 30]
    assert (np.diff(between) > 0).all()
    assert (between[0], person[CHIN - 1, 30]) == (0, 0)


def test_where_no_wall_is_seen_nothing_is_dark() -> None:
    head, body, lightness = seen()
    everywhere = np.ones_like(body)
    lightness[:] = 1
    person = joined(head, everywhere, lightness, CHIN, FACE)
    assert (person[:CHIN] == head[:CHIN]).all()


def test_beyond_what_the_network_of_the_parts_saw_the_person_is_the_busts(engine: Engine, spec: Spec) -> None:
    portrait = engine.look(np.asarray(drawn()), spec).portrait
    assert portrait is not None
    parts, frame = portrait.parts, portrait.placement.window
    closer = replace(parts.window, scale=parts.window.scale * 2)
    nearer = replace(portrait, parts=replace(parts, window=closer, maps=np.zeros_like(parts.maps)))
    top = int(frame.to_window(closer.corners())[:, 1].min())
    assert top > portrait.placement.crown + 10
    bust = frame.draw_from(portrait.bust.window, portrait.bust.matte)
    assert np.array_equal(nearer.person[:top], bust[:top])
    assert (nearer.person[top + 2, 200:280] == 1).all()
