"""How much one person may ask of orders, and of one order."""

from __future__ import annotations

from functools import partial

import pytest

from chalicelib.identity import limits
from chalicelib.orders import uploads
from tests.worlds.app import World, portrait, refused


def test_enrolments_are_not_asked_about_without_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever could would read the roster, and hold a whole task's places for a week."""
    monkeypatch.setattr(limits, "OPENINGS", 3)
    student, task = world.student(), world.plain_task()

    def ask() -> None:
        for _ in range(2 * limits.OPENINGS):  # a window may end between two
            world.draft(student, task)

    answer = refused(ask, 429, "too_many_openings")
    assert 0 < answer["retry_after"] <= limits.WINDOW
    assert world.draft(world.student(), task)


def test_an_order_takes_so_many_photos(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_PHOTOS", 1)
    student = world.student()
    order_id = world.draft(student)
    student.upload("PHOTO", portrait(), "image/jpeg", order_id=order_id)
    refused(partial(student.upload, "PHOTO", portrait(), "image/jpeg", order_id=order_id), 409, "no_more_photos")
