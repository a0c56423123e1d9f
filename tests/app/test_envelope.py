"""Every error over HTTP: one envelope with a known status; nothing inside ever leaks out."""

from __future__ import annotations

import json

import pytest

from chalicelib.api.headers import SAFE
from chalicelib.shared.clock import wait_text
from chalicelib.wire import wire
from tests.worlds.app import World, speaks_chinese


def test_every_route_refuses_in_the_envelope(world: World) -> None:
    routes = world.box.steps.module.app.routes
    for path, methods in routes.items():
        for method in methods:
            where = path.replace("{", "").replace("}", "")
            answer = world.raw(method, where, "[" if method != "GET" else None)
            if answer.ok or path == "/api/pay/notices/{channel}":
                continue
            assert set(answer.json()) == {"error"}
            error = speaks_chinese(answer.json()["error"])
            assert error["ref"] == answer.headers["x-amzn-RequestId"]
            assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers.items() >= SAFE.items()


def test_every_answer_is_read_as_what_it_is_and_asked_for_encrypted(world: World) -> None:
    taken = world.raw("GET", "/api/schools?q=湖南")
    notices = [world.raw("POST", f"/api/pay/notices/{channel}", "{}") for channel in ("wechat", "alipay")]
    unknown = world.raw("GET", "/api/nothing")
    assert taken.ok
    for answer in (taken, *notices, unknown):
        assert answer.headers.items() >= SAFE.items()


def test_a_channel_is_answered_in_its_own_words(world: World) -> None:
    bad = world.raw("POST", "/api/pay/notices/wechat", "{}")
    assert (bad.status_code, bad.json()["code"]) == (401, "FAIL")
    other = world.raw("POST", "/api/pay/notices/alipay", "{}")
    assert (other.status_code, other.text) == (401, "failure")
    absent = world.raw("POST", "/api/pay/notices/nobody", "{}")
    assert (absent.status_code, absent.json()["code"]) == (404, "FAIL")
    large = world.raw("POST", "/api/pay/notices/wechat", "x" * 70_000)
    assert (large.status_code, large.json()["code"]) == (413, "FAIL")


def test_a_limit_says_when_to_come_back(world: World) -> None:
    student, answer = world.student(), None
    for _ in range(11):
        answer = world.raw("POST", "/api/tasks/lookup", '{"code": "zzzz"}', by=student)
    assert answer is not None
    error = speaks_chinese(answer.json()["error"])
    assert (answer.status_code, error["code"]) == (429, "too_many_task_codes")
    assert answer.headers["Retry-After"] == str(error["retry_after"])
    assert wait_text(error["retry_after"]) in error["action"]


def test_a_fault_of_ours_tells_nothing_but_its_number(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(typed: str) -> None:
        raise RuntimeError(f"secret {typed} 13800000000")

    monkeypatch.setattr(wire().student.tasks, "schools", fails)
    answer = world.raw("GET", "/api/schools?q=湖南")
    error = speaks_chinese(answer.json()["error"])
    assert (answer.status_code, error["code"]) == (500, "broken")
    logged = [json.loads(line) for line in capsys.readouterr().out.splitlines() if error["ref"] in line]
    (fault,) = [line for line in logged if line["level"] == "error"]
    assert (fault["what"], fault["error"]) == ("broken", "RuntimeError")
    assert fault["where"].startswith("test_envelope.py:")
    assert "secret" not in answer.text + json.dumps(logged)
    assert "13800000000" not in json.dumps(logged)


def test_a_fault_names_the_route_and_not_what_its_path_holds(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A teacher's link is her key."""

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError

    token = "t" * 43
    monkeypatch.setattr(wire().teachers.links, "open", fails)
    assert world.raw("GET", f"/api/progress/{token}").status_code == 500
    logged = capsys.readouterr().out
    assert "/api/progress/{token}" in logged
    assert token not in logged
