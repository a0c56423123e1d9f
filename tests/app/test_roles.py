"""Who may call what: every route against every kind of caller; whoever is refused changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from chalicelib.shared.ids import random_id
from clients.student import Student
from tests.worlds.app import World, card, speaks_chinese

CALLERS = ("anonymous", "over", "other", "unproven", "owner")


@dataclass(frozen=True)
class Row:
    """What each caller is answered, in the order of CALLERS; body: sent by all of them."""

    answers: tuple[int, int, int, int, int]
    body: Any = None
    query: str = ""


def anyone(status: int, body: Any = None, query: str = "") -> Row:
    return Row((status,) * 5, body, query)


def of_an_order(owner: int, body: Any = None) -> Row:
    """Absent for everybody but its owner."""
    return Row((401, 401, 404, 404, owner), body)


ID, KEY = "x" * 22, "k" * 8
CAPTCHA = {"captcha_id": ID, "captcha": "ABCD", "work": "1"}
MATRIX: dict[tuple[str, str], Row] = {
    ("POST", "/api/login/wechat"): anyone(422, {"code": "used"}),
    ("GET", "/api/captcha"): anyone(200),
    ("POST", "/api/login/sms-code"): anyone(422, {"phone": "19900000001", **CAPTCHA}),
    ("POST", "/api/login/sms"): anyone(422, {"phone": "19900000001", "code": "000000", "asker": "x" * 22}),
    ("GET", "/api/schools"): anyone(200, query="?q=湖南"),
    ("GET", "/api/progress/{token}"): anyone(404),  # only a teacher's token counts
    ("GET", "/api/progress/{token}/people"): anyone(404),
    ("POST", "/api/progress/{token}/code"): anyone(404, CAPTCHA),
    ("POST", "/api/progress/{token}/proof"): anyone(404, {"code": "000000"}),
    ("GET", "/api/payfor/{token}"): anyone(404),  # only a payer's link counts
    ("POST", "/api/payfor/{token}/payments"): anyone(404, {"channel": "WECHAT_NATIVE", "client_key": KEY}),
    ("GET", "/api/payfor/{token}/payments/{client_key}"): anyone(404),
    ("POST", "/api/pay/notices/{channel}"): anyone(401, {}),  # only the channel's signature counts
    ("POST", "/api/login/phone"): Row((401, 401, 403, 403, 403), {"phone": "19900000002", **CAPTCHA}),
    ("POST", "/api/login/phone/proof"): Row((401, 401, 422, 403, 422), CAPTCHA),
    ("POST", "/api/logout"): Row((401, 401, 200, 200, 200)),
    ("GET", "/api/me"): Row((401, 401, 200, 200, 200)),
    ("PATCH", "/api/me"): Row((401, 401, 200, 403, 200), {"nickname": "小雨"}),
    ("PUT", "/api/me"): Row((401, 401, 200, 403, 200), {"nickname": "阿雨"}),
    ("GET", "/api/me/sessions"): Row((401, 401, 200, 200, 200)),
    ("DELETE", "/api/me/sessions/{session_id}"): Row((401, 401, 403, 403, 403)),  # a session alone may be a copy
    ("POST", "/api/me/sessions/end-others"): Row((401, 401, 403, 403, 403)),
    ("POST", "/api/me/consents"): Row((401, 401, 422, 403, 422), {"kind": "FACE", "version": "1999"}),
    ("GET", "/api/me/deletion"): Row((401, 401, 200, 403, 200)),
    ("POST", "/api/me/export"): Row((401, 401, 403, 403, 403), {}),
    ("POST", "/api/me/deletion"): Row((401, 401, 403, 403, 403), {"confirmed": True}),
    ("POST", "/api/me/closing"): Row((401, 401, 403, 403, 403), {"confirmed": True}),
    ("POST", "/api/tasks/lookup"): Row((401, 401, 200, 200, 200), {"code": "{code}"}),
    ("POST", "/api/uploads"): Row((401, 401, 201, 201, 201), {"purpose": "QR", "type": "image/png", "size": 9}),
    ("POST", "/api/contests"): Row((401, 401, 404, 403, 404), {"task_id": "{task_id}", "read_id": ID}),
    ("POST", "/api/collect-codes"): Row(
        (401, 401, 404, 201, 201), {"task_id": "{task_id}", "upload_id": "{upload_id}"}
    ),
    ("POST", "/api/orders"): Row((401, 401, 409, 403, 200), {"task_id": "{plain_id}", "form": "{form}"}),
    ("GET", "/api/orders"): Row((401, 401, 200, 200, 200)),
    ("GET", "/api/orders/{order_id}"): of_an_order(200),
    ("POST", "/api/orders/{order_id}/submit"): of_an_order(200, {"photo_no": 1}),
    ("POST", "/api/orders/{order_id}/resubmit"): of_an_order(409, {"photo_no": 1}),
    ("POST", "/api/orders/{order_id}/appeal"): of_an_order(409, {"photo_no": 1, "reason": "MISJUDGED"}),
    ("POST", "/api/orders/{order_id}/withdraw"): of_an_order(409, {}),
    ("POST", "/api/orders/{order_id}/cancel"): of_an_order(200, {}),
    ("POST", "/api/orders/{order_id}/reopen"): of_an_order(200, {}),
    ("POST", "/api/orders/{order_id}/refund"): of_an_order(409, {}),
    ("POST", "/api/orders/{order_id}/contact"): of_an_order(200, {"email": "a@example.com"}),
    ("GET", "/api/orders/{order_id}/photos/{photo_no}"): of_an_order(200),
    ("GET", "/api/orders/{order_id}/invoice-title"): of_an_order(200),
    ("PUT", "/api/orders/{order_id}/invoice-title"): of_an_order(
        409, {"kind": "PERSONAL", "title": "张三", "email": "a@example.com"}
    ),
    ("POST", "/api/orders/{order_id}/pay-link"): of_an_order(201),
    ("POST", "/api/orders/{order_id}/payments"): of_an_order(201, {"channel": "WECHAT_NATIVE", "client_key": KEY}),
    ("GET", "/api/orders/{order_id}/payments"): of_an_order(200),
    ("GET", "/api/orders/{order_id}/payments/{attempt_no}"): of_an_order(200),
}


@dataclass(frozen=True)
class Scene:
    """Ids of an owner with an order that waits for its payment and of a stranger, and what their bodies name."""

    owner: str
    other: str
    words: dict[str, Any]


@pytest.fixture(scope="module")
def scene(world: World) -> Scene:
    owner, other, task, plain, form = world.student(), world.student(), world.task(), world.plain_task(), world.form()
    upload = owner.upload("QR", card(), "image/png")
    order_id = world.submitted(owner)
    owner.pay(order_id)
    owner.open(plain.task_id, **form)
    words = {
        "order_id": order_id, "photo_no": "1", "attempt_no": "1", "channel": "wechat", "client_key": KEY,
        "token": "x" * 43, "code": task.code, "form": form,
        "session_id": "0123456789abcdef", "task_id": task.task_id, "plain_id": plain.task_id,
        "upload_id": upload["upload_id"],
    }  # fmt: skip
    return Scene(world.person(owner), world.person(other), words)


def caller(world: World, scene: Scene, kind: str) -> Student:
    """A session of its own, so that a logout ends no other test's."""
    make: dict[str, Callable[[], Student]] = {
        "anonymous": world.guest,
        "over": lambda: world.session_of(scene.owner, days_ago=31),
        "other": lambda: world.session_of(scene.other),
        "unproven": lambda: world.session_of(scene.owner, proven=False),
        "owner": lambda: world.session_of(scene.owner),
    }
    return make[kind]()


def filled(body: Any, words: dict[str, Any]) -> Any:
    """`{word}` replaced by what the scene has."""
    if isinstance(body, dict):
        return {name: filled(part, words) for name, part in body.items()}
    return words[body[1:-1]] if isinstance(body, str) and body[:1] == "{" else body


def test_every_route_has_a_row(world: World) -> None:
    """What is below /api/staff has a matrix of its own."""
    routes = world.box.steps.module.app.routes
    found = {(method, path) for path in routes for method in routes[path]}
    assert {(method, path) for method, path in found if not path.startswith("/api/staff/")} == set(MATRIX)


def test_what_a_row_says_is_what_the_route_declares(world: World) -> None:
    """And each route of an order knows it for its owner alone."""
    for (method, path), row in MATRIX.items():
        assert row.answers[2] == 404 or "{order_id}" not in path, path
        contract = getattr(world.box.steps.module.app.routes[path][method].view_function, "contract", None)
        if contract is not None:
            assert (contract.role == "anyone") == (row.answers[0] != 401), path


ROUTES = pytest.mark.parametrize(("method", "path"), MATRIX, ids=[f"{method} {path}" for method, path in MATRIX])


@ROUTES
def test_whoever_may_not_is_refused_and_changes_nothing(world: World, scene: Scene, method: str, path: str) -> None:
    """All of them, and what is kept is compared once: reading it takes longer than asking.  The answers for
    another's order and for an absent one are the same, word for word."""
    answers = MATRIX[method, path].answers
    refused = [(who, caller(world, scene, who)) for who, status in zip(CALLERS, answers, strict=True) if status >= 400]
    before = world.tables()
    for who, student in refused:
        answer = ask(world, method, path, scene.words, student)
        assert answer.status_code == answers[CALLERS.index(who)], (who, answer.text)
        if "/notices/" in path:
            continue
        error = speaks_chinese(answer.json()["error"])
        assert (answer.status_code == 401) == (error["code"] == "session_over")
        assert who != "unproven" or answer.status_code != 403 or error["code"] == "prove_first"
        if who == "other" and "{order_id}" in path:
            absent = ask(world, method, path, scene.words | {"order_id": random_id()}, student)
            assert (absent.status_code, error["code"]) == (404, "order_not_found")
            assert absent.json()["error"] | {"ref": ""} == {**error, "ref": ""}
    assert world.tables() == before


@ROUTES
def test_whoever_may_is_answered(world: World, scene: Scene, method: str, path: str) -> None:
    for who, status in zip(CALLERS, MATRIX[method, path].answers, strict=True):
        if status < 400:
            student, words = caller(world, scene, who), dict(scene.words)
            if path.endswith("/closing") and who == "other":
                student = world.student()  # an account ends with it
            if path.endswith("/cancel") and who == "owner":
                words["order_id"] = world.draft(caller(world, scene, "owner"))
            if path.endswith("/collect-codes"):  # what she uploaded goes when she has her data deleted
                words["upload_id"] = caller(world, scene, "owner").upload("QR", card(), "image/png")["upload_id"]
            answer = ask(world, method, path, words, student)
            assert answer.status_code == status, (who, answer.text)
            if who == "unproven" and (method, path) == ("GET", "/api/orders"):
                assert answer.json() == {"orders": [], "cursor": None}


def ask(world: World, method: str, path: str, words: dict[str, Any], by: Student) -> Any:
    row = MATRIX[method, path]
    body = None if row.body is None else json.dumps(filled(row.body, words))
    return world.raw(method, path.format(**words) + row.query, body, by=by if by.token else None)
