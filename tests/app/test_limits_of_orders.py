"""How much one person may ask of orders, and of one order."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from chalicelib.identity import limits
from chalicelib.orders import service
from chalicelib.orders.photos import uploads
from chalicelib.orders.store import orders
from clients.student import ApiError
from sandbox.clock import SandboxClock
from tests.worlds.app import World, portrait, refused
from tests.worlds.clock import at

WANTED = {"purpose": "PHOTO", "type": "image/jpeg", "size": 9}


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


def test_answers_that_do_not_fit_are_counted_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also a change of contact data, which counts with them."""
    monkeypatch.setattr(limits, "OPENINGS", 3)
    student, task = world.student(), world.plain_task()
    order_id, told = world.draft(student, task), list[int]()
    asked = (
        partial(student.open, task.task_id, **world.form() | {"school": "没有这所学校"}),
        partial(student.act, order_id, "contact", email="nobody"),
    )
    for ask in asked * limits.OPENINGS:
        with pytest.raises(ApiError) as caught:
            ask()
        told.append(caught.value.status)
    assert (told[0], told[-1]) == (422, 429)


def test_an_order_takes_so_many_photos(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_PHOTOS", 1)
    student = world.student()
    order_id = world.draft(student)
    student.upload("PHOTO", portrait(), "image/jpeg", order_id=order_id)
    refused(partial(student.upload, "PHOTO", portrait(), "image/jpeg", order_id=order_id), 409, "no_more_photos")


def test_a_person_hands_in_so_many_photos_a_day_whatever_her_orders(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PHOTOS_PER_DAY", 2)
    student, task = world.student(), world.plain_task()

    def send() -> None:
        for _ in range(2 * limits.PHOTOS_PER_DAY):  # a day may end between two
            order_id = world.draft(student, task)
            student.upload("PHOTO", portrait(), "image/jpeg", order_id=order_id)

    answer = refused(send, 429, "too_many_uploads")
    assert 0 < answer["retry_after"] <= 86400


def test_photos_asked_for_at_once_are_as_many_as_the_day_has(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """An opened order counts as its first photo, which is a write less."""
    monkeypatch.setattr(limits, "PHOTOS_PER_DAY", 4)
    student, task = world.student(), world.plain_task()
    orders = [world.draft(student, task) for _ in range(2)]

    def ask(order_id: str) -> str:
        try:
            student.call("POST", "/api/uploads", WANTED | {"order_id": order_id})
        except ApiError as error:
            return error.code
        return "form"

    with ThreadPoolExecutor(8) as screens:
        told = list(screens.map(ask, orders * 4))
    assert Counter(told) == {"form": 4, "too_many_uploads": 4}


def test_a_days_photos_are_of_that_day(world: World, clock: SandboxClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PHOTOS_PER_DAY", 3)
    clock.to(at(9, days=1), schedules=False)  # a day that does not end meanwhile
    student = world.student()
    order_id = world.draft(student)
    ask = partial(student.call, "POST", "/api/uploads", WANTED | {"order_id": order_id})
    for _ in range(3):
        ask()
    assert refused(ask, 429, "too_many_uploads")["retry_after"] > 3600
    clock.move(days=1, schedules=False)
    for _ in range(3):
        ask()
    refused(ask, 429, "too_many_uploads")


def test_an_account_holds_so_many_unpaid_orders(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (service, orders):
        monkeypatch.setattr(module, "MOST_PLACES", 2)
    student, task = world.student(), world.plain_task()
    first, _ = world.draft(student, task), world.draft(student, task)
    answer = refused(partial(world.draft, student, task), 409, "too_many_unpaid")
    assert answer["message"] == "您名下未支付或待审核的订单已有 2 个，不能再增加"
    student.act(first, "cancel")
    assert world.draft(student, task)
