"""What somebody is told whose session is over: the cause that is true, and only to who has that session's token."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from datetime import timedelta
from functools import partial

import pytest

from chalicelib.shared.clock import shanghai
from chalicelib.shared.db import Conflict, transact
from chalicelib.shared.ids import random_id
from chalicelib.staff.endings import KEPT, Ending
from chalicelib.staff.model import Session, StaffRole
from chalicelib.staff.sessions import IDLE, LIFETIME, MOST_SESSIONS
from chalicelib.wire import wire
from clients.student import Student
from tests.app.staff_matrix import MATRIX
from tests.worlds import staff
from tests.worlds.app import World, refused
from tests.worlds.clock import Clock, of_services
from tests.worlds.db_calls import cost
from tests.worlds.staff import Colleague, colleague

REVIEWER, ADMIN = StaffRole.REVIEWER, StaffRole.ADMIN
WHY = {"reason": "电脑遗失"}


@pytest.fixture
def clock(world: World, monkeypatch: pytest.MonkeyPatch) -> Clock:
    return of_services(monkeypatch)


@pytest.fixture(scope="module")
def admin(world: World) -> Colleague:
    return colleague(world.box.console_url, ADMIN, branch=f"b{random_id(8)}")


def reviewer(world: World, admin: Colleague) -> Colleague:
    return colleague(world.box.console_url, REVIEWER, branch=admin.account.branch)


def again(whose: Colleague) -> Colleague:
    """Another session of the same account."""
    other = copy(whose)
    other.token = staff.session(whose.account)
    return other


def sessions(whose: Colleague) -> list[Session]:
    return wire().stores.staff.load(whose.account.staff_id)[1]


def id_of(client: Student) -> str:
    return wire().staff.sessions.who(client.token or "", ip="").session


def told(client: Student, code: str) -> str:
    """What it says that the session is over, in one line."""
    error = refused(lambda: client.call("GET", "/api/staff/me"), 401, f"staff_session_{code}")
    return f"{error['message']}。{error['action']}"


def leaves(admin: Colleague, one: Colleague) -> None:
    one.call("POST", "/api/staff/logout", {})


def ends_it_elsewhere(admin: Colleague, one: Colleague) -> None:
    again(one).call("DELETE", f"/api/staff/sessions/{id_of(one)}")


def ends_it(admin: Colleague, one: Colleague) -> None:
    admin.call("POST", f"/api/staff/accounts/{one.account.staff_id}/sessions/{id_of(one)}/end", WHY)


def of_all(deed: str) -> Callable[[Colleague, Colleague], None]:
    return lambda admin, one: admin.call("POST", f"/api/staff/accounts/{one.account.staff_id}/{deed}", WHY)


def logs_in_too_often(admin: Colleague, one: Colleague) -> None:
    for _ in range(MOST_SESSIONS):
        _, _, writes = wire().staff.sessions.start(one.account, "10.0.0.2", sessions(one))
        transact(writes)


@pytest.mark.parametrize(
    ("deed", "code", "words"),
    [
        (leaves, "left", "退出登录.*请重新登录"),
        (ends_it_elsewhere, "ended_elsewhere", "您于.*在别处结束.*告诉系统管理员"),
        (ends_it, "ended_by_admin", "系统管理员于.*结束了这次登录.*请重新登录"),
        (of_all("end-sessions"), "ended_by_admin", "系统管理员于.*结束了这次登录.*请重新登录"),
        (of_all("invite"), "invited_again", "重新邀请.*受邀开通"),
        (of_all("disable"), "disabled", "停用了您的账号.*联系系统管理员"),
        (logs_in_too_often, "crowded_out", f"最多登录 {MOST_SESSIONS} 处.*请重新登录"),
    ],
    ids=["left", "elsewhere", "one by an administrator", "all by an administrator", "invited", "disabled", "crowded"],
)
def test_whoever_is_put_out_is_told_why_and_when(
    world: World,
    admin: Colleague,
    clock: Clock,
    deed: Callable[[Colleague, Colleague], None],
    code: str,
    words: str,
) -> None:
    one = reviewer(world, admin)
    one.call("GET", "/api/staff/me")
    first, session_id = clock(), id_of(one)
    clock.to(first + timedelta(seconds=1))  # every session that crowds this one out began later
    deed(admin, one)
    said = told(one, code)
    assert re.search(words, said), said
    assert shanghai(first) in said or shanghai(clock()) in said
    assert session_id not in {session.session_id for session in sessions(one)}


def test_a_day_that_is_over_is_told_before_and_after_the_next_login(
    world: World, admin: Colleague, clock: Clock
) -> None:
    one = reviewer(world, admin)
    (session,) = sessions(one)
    while clock() < session.until - IDLE:
        clock.to(clock() + IDLE)
        one.call("GET", "/api/staff/me")
    clock.to(session.until - timedelta(seconds=30))
    one.call("GET", "/api/staff/me")
    clock.to(session.until)
    said = told(one, "aged")
    assert f"已满 {LIFETIME // timedelta(hours=1)} 小时" in said
    assert shanghai(session.until) in said
    clock.to(session.until + timedelta(hours=3))
    _, _, writes = wire().staff.sessions.start(one.account, "10.0.0.2", sessions(one))
    transact(writes)
    assert session not in sessions(one)
    assert told(one, "aged") == said


def test_the_first_cause_stays(world: World, admin: Colleague) -> None:
    one, parts = reviewer(world, admin), wire().staff.sessions
    seen = sessions(one)
    ends_it(admin, one)
    said = told(one, "ended_by_admin")
    with pytest.raises(Conflict):
        transact(parts.ending(one.account.staff_id, seen, Ending.DISABLED))
    of_all("disable")(admin, one)
    assert told(one, "ended_by_admin") == said


def test_a_session_ended_from_all_sides_at_once_ends_once(world: World, admin: Colleague) -> None:
    for _ in range(5):
        one = reviewer(world, admin)
        who = wire().staff.sessions.who(one.token or "", ip="")
        path = f"/api/staff/accounts/{one.account.staff_id}/sessions/{who.session}/end"
        leave = partial(wire().staff.sessions.end, who)
        ways: list[Callable[[], object]] = [leave, partial(admin.call, "POST", path, WHY), leave]
        with ThreadPoolExecutor(3) as pool:
            for done in [pool.submit(way) for way in ways]:
                done.result()
        rows = admin.call("GET", "/api/staff/audit", subject=f"staff {one.account.staff_id}", action="end_session")
        (row,) = rows["rows"]
        by_admin = row["staff_id"] == admin.account.staff_id
        assert told(one, "ended_by_admin" if by_admin else "left")


def test_only_its_own_token_tells_how_a_session_ended(world: World, admin: Colleague, clock: Clock) -> None:
    one = reviewer(world, admin)
    ended, session_id = one.token or "", id_of(one)
    ends_it(admin, one)
    for guess in (f"{ended[:-1]}{'A' if ended[-1] != 'A' else 'B'}", ended.swapcase(), session_id, "x"):
        one.token = guess
        refused(lambda: one.call("GET", "/api/staff/me"), 401, "session_over")
    one.token = ended
    assert ended.partition(".")[2] not in str(world.tables())
    clock.to(clock() + KEPT)
    refused(lambda: one.call("GET", "/api/staff/me"), 401, "session_over")


def test_a_session_that_ended_opens_no_route(world: World, admin: Colleague) -> None:
    one = colleague(world.box.console_url, *StaffRole, branch=admin.account.branch)
    ends_it(admin, one)
    for method, path in MATRIX:
        body: list[object] = [] if method in ("GET", "DELETE") else [{}]
        where = f"/api/staff/{re.sub('{[a-z_]+}', 'x', path)}"
        refused(partial(one.call, method, where, *body), 401, "staff_session_ended_by_admin")


def test_sessions_that_ended_cost_one_that_goes_on_nothing(world: World, admin: Colleague) -> None:
    one = reviewer(world, admin)
    alone = cost(lambda: wire().staff.sessions.who(one.token or "", ip=""))
    others = [again(one) for _ in range(5)]
    for other in others:
        other.call("POST", "/api/staff/logout", {})
    assert cost(lambda: wire().staff.sessions.who(one.token or "", ip="")) == alone
    assert alone["requests"] == 1
