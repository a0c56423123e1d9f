"""Who of the staff may call what: every route against every role, here and at another branch, against students and
nobody; whoever is refused changes nothing, and what is done is in the audit trail."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import Any

import pytest

from chalicelib.staff import sessions
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from clients.student import ApiError, Student
from tests.app.staff_matrix import ANYBODYS, MATRIX, OPEN, ROLES, Row, filled
from tests.worlds.app import World, speaks_chinese
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff import who as staff_of
from tests.worlds.staff_scene import Scene, Words, settled

IDS = [f"{method} {path}" for method, path in MATRIX]


def desk_of(path: str) -> str:
    return path.partition("/")[0]


DESKS = sorted({desk_of(path) for _, path in MATRIX})


def ask(world: World, method: str, path: str, row: Row, words: Words, by: Student | None) -> Any:
    body = None if row.body is None else json.dumps(filled(row.body, words))
    return world.raw(method, f"/api/staff/{path.format(**words)}{row.query.format(**words)}", body, by=by)


def staff_views(world: World) -> dict[tuple[str, str], Any]:
    routes = world.box.steps.module.app.routes
    found = [
        (path.removeprefix("/api/staff/"), method, entry)
        for path, methods in routes.items()
        if path.startswith("/api/staff/")
        for method, entry in methods.items()
    ]
    return {(method, path): entry.view_function for path, method, entry in found}


def test_every_route_has_a_row_that_says_what_the_route_declares(world: World) -> None:
    views = staff_views(world)
    assert set(views) == set(MATRIX) | set(OPEN) | {ANYBODYS}
    declared = {key: frozenset(view.roles) for key, view in views.items() if key in MATRIX}
    assert declared == {key: row.roles for key, row in MATRIX.items()}


def test_every_write_leaves_a_row_of_the_trail() -> None:
    """But what changes nothing that is kept: a look at what a task would be, a form for a file, a notice without
    names of students."""
    silent = {("POST", "task-preview"), ("POST", "uploads"), ("POST", "tasks/{task_id}/notice/pdf")}
    assert {key for key, row in MATRIX.items() if key[0] != "GET" and not row.audited} == silent


@pytest.fixture(scope="module")
def staff(world: World) -> dict[StaffRole, Colleague]:
    return {role: colleague(world.box.console_url, role) for role in ROLES}


@pytest.mark.parametrize("desk", DESKS)
def test_whoever_may_not_changes_nothing(
    world: World, staff: dict[StaffRole, Colleague], monkeypatch: pytest.MonkeyPatch, desk: str
) -> None:
    """All routes of a desk, whose tables are compared once: reading them all takes longer than asking all."""
    monkeypatch.setattr(sessions, "NOTED_EVERY", sessions.LIFETIME)  # nobody's last visit is written meanwhile
    rows = {key: row for key, row in MATRIX.items() if desk_of(key[1]) == desk}
    words = {key: row.words(Scene(world, staff[min(row.roles)])) for key, row in rows.items()}
    callers = {key: refused(world, staff, row) for key, row in rows.items()}
    world.settle()
    before = world.tables()
    for key, row in rows.items():
        for caller, status in callers[key]:
            answer = ask(world, *key, row, words[key], caller)
            assert answer.status_code == status, (key, caller, answer.text)
            speaks_chinese(answer.json()["error"])
    assert world.tables() == before


def refused(world: World, staff: dict[StaffRole, Colleague], row: Row) -> list[tuple[Student | None, int]]:
    """Everybody who may not, and what they are answered."""
    callers: list[tuple[Student | None, int]] = [(None, 401), (world.student(), 401)]
    callers += [(staff[role], 403) for role in ROLES if role not in row.roles]
    stranger = colleague(world.box.console_url, *row.roles, branch="guangdong")
    return callers + ([(stranger, row.elsewhere)] if row.elsewhere >= 400 else [])


@pytest.mark.parametrize(("method", "path"), MATRIX, ids=IDS)
def test_whoever_may_does_and_it_is_in_the_trail(world: World, method: str, path: str) -> None:
    row = MATRIX[method, path]
    for role in sorted(row.roles):
        caller = colleague(world.box.console_url, role)
        words = row.words(Scene(world, caller))
        since = len(trail(caller))
        answer = ask(world, method, path, row, words, caller)
        assert answer.status_code == row.status, (role, answer.text)
        settled(partial(row.done, words))
        reasons = {entry.action: entry.reason for entry in trail(caller)[since:]}
        if row.audited == "*":
            assert reasons
        elif row.audited:
            assert reasons[filled(row.audited, words)] == (row.body or {}).get("reason", "")
        else:
            assert reasons == {}


@pytest.mark.parametrize(("method", "path"), [key for key, row in MATRIX.items() if row.elsewhere < 400])
def test_what_is_no_branchs_own_works_at_every_branch(world: World, method: str, path: str) -> None:
    row = MATRIX[method, path]
    caller = colleague(world.box.console_url, min(row.roles), branch="guangdong")
    words = row.words(Scene(world, colleague(world.box.console_url, min(row.roles))))
    assert ask(world, method, path, row, words, caller).status_code == row.elsewhere
    settled(lambda: row.done(words))


@pytest.mark.parametrize(("method", "path"), OPEN)
def test_the_open_doors_open_for_nobody(world: World, method: str, path: str) -> None:
    world.settle()
    before = world.tables()
    for by in (None, world.guest()):
        answer = world.raw(
            method, f"/api/staff/{path}", json.dumps(OPEN[method, path]), by=by if by and by.token else None
        )
        assert answer.status_code == 422
        speaks_chinese(answer.json()["error"])
    assert world.tables() == before


def trail(who: Colleague) -> list[Any]:
    """The caller's own rows, oldest first."""
    found, _ = wire().staff.audit.search(staff_of(who.account), staff_id=who.account.staff_id)
    return found[::-1]


def test_a_word_too_long_to_be_a_key_is_none(world: World) -> None:
    everything = colleague(world.box.console_url, *ROLES)
    for method, path in MATRIX:
        where = "/api/staff/" + re.sub(r"{[a-z_]+}", "x" * 3000, path)
        if "{" not in path:
            continue
        with pytest.raises(ApiError) as refusal:
            everything.call(method, where, *([{}] if method != "GET" else []))
        assert refusal.value.status in (404, 422), (method, path)


def test_whoever_is_invited_gets_a_picture_to_read(world: World) -> None:
    world.settle()
    before, (method, path) = world.tables(), ANYBODYS
    assert world.raw(method, f"/api/staff/{path}").json()["kind"] == "picture"
    assert world.tables() == before
