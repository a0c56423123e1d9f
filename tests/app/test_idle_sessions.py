"""A session of a screen that nobody touches ends, however often the page asks by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.api.desk.door import UNTOUCHED
from chalicelib.shared.clock import shanghai
from chalicelib.shared.errors import DomainError
from chalicelib.staff.endings import Ending
from chalicelib.staff.model import Session, StaffRole
from chalicelib.staff.sessions import IDLE, NOTED_EVERY
from chalicelib.wire import wire
from tests.worlds import staff
from tests.worlds.app import World, refused
from tests.worlds.clock import Clock, of_services
from tests.worlds.db_calls import calls
from tests.worlds.staff import Colleague, colleague

SOON = timedelta(seconds=1)


@pytest.fixture
def clock(world: World, monkeypatch: pytest.MonkeyPatch) -> Clock:
    return of_services(monkeypatch)


@pytest.fixture
def one(world: World) -> Colleague:
    return colleague(world.box.console_url, StaffRole.REVIEWER)


def session(one: Colleague) -> Session:
    (found,) = wire().stores.staff.load(one.account.staff_id)[1]
    return found


def asks(one: Colleague, untouched: timedelta = timedelta(0)) -> str:
    try:
        wire().staff.sessions.who(one.token or "", ip="", untouched=untouched)
    except DomainError as error:
        return error.code
    return "in"


def test_whoever_works_stays_in(world: World, one: Colleague, clock: Clock) -> None:
    for _ in range(5):
        clock.to(clock() + IDLE)
        assert asks(one) == "in"


def test_whoever_is_away_is_out_and_told_so_before_and_after_the_next_login(
    world: World, one: Colleague, clock: Clock
) -> None:
    begun = clock()
    clock.to(begun + IDLE)
    assert wire().staff.sessions.listed(one.account.staff_id)
    clock.to(begun + IDLE + NOTED_EVERY + SOON)
    error = refused(lambda: one.call("GET", "/api/staff/me"), 401, "staff_session_idle")
    assert shanghai(begun + IDLE + NOTED_EVERY) in error["message"]
    assert "60 分钟" in error["message"]
    assert wire().staff.sessions.listed(one.account.staff_id) == []
    staff.session(one.account)
    assert asks(one) == "staff_session_idle"


def test_a_page_that_asks_by_itself_keeps_nobody_in(world: World, one: Colleague, clock: Clock) -> None:
    begun, said = clock(), []
    for minute in range(1, 70):
        clock.to(begun + timedelta(minutes=minute))
        said.append(asks(one, untouched=clock() - begun))
    assert said == ["in"] * (len(said) - said.count("staff_session_idle")) + ["staff_session_idle"] * 5


def test_what_the_page_says_comes_with_each_request(world: World, one: Colleague, clock: Clock) -> None:
    def ask(untouched: str) -> int:
        where, headers = f"{world.box.console_url}/api/staff/me", {"Authorization": f"Bearer {one.token}"}
        return int(one._http.get(where, headers=headers | {UNTOUCHED: untouched}, timeout=30).status_code)

    begun = session(one).seen_at
    assert begun is not None
    clock.to(begun + IDLE)
    for nonsense in ("", "x", "-5", "9" * 30, "1e9"):
        wire().stores.staff.prolong(one.account.staff_id, replace(session(one), seen_at=begun))
        assert ask(nonsense) == 200  # somebody is there, as where nothing is said
        assert session(one).seen_at != begun
    wire().stores.staff.prolong(one.account.staff_id, replace(session(one), seen_at=begun))
    assert ask(str(int(IDLE.total_seconds()))) == 200
    assert session(one).seen_at == begun
    clock.to(clock() + NOTED_EVERY + SOON)
    assert ask("0") == 401


def test_the_store_is_written_only_now_and_then(
    world: World, one: Colleague, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with calls(monkeypatch) as counted:
        for _ in range(20):
            assert asks(one) == "in"
            clock.to(clock() + timedelta(minutes=1))
    assert counted == {"Query": 20, "PutItem": 3}


def test_a_session_that_has_ended_is_not_begun_again(world: World, one: Colleague, clock: Clock) -> None:
    seen, store = session(one), wire().stores.staff
    wire().staff.sessions.end(wire().staff.sessions.who(one.token or "", ip=""))
    assert not store.prolong(one.account.staff_id, replace(seen, seen_at=clock()))
    assert store.load(one.account.staff_id)[1] == []


def test_a_session_of_the_release_before_goes_on(world: World, one: Colleague, clock: Clock) -> None:
    store, before = wire().stores.staff, replace(session(one), seen_at=None)
    store.prolong(one.account.staff_id, before)
    clock.to(clock() + timedelta(hours=5))
    assert asks(one) == "in"
    assert session(one).seen_at is not None
    clock.to(clock() + IDLE + NOTED_EVERY + SOON)
    assert asks(one) == "staff_session_idle"


def test_the_day_is_over_before_an_hour_more_is(world: World, one: Colleague, clock: Clock) -> None:
    late: Any = replace(session(one), seen_at=session(one).until - timedelta(minutes=10))
    wire().stores.staff.prolong(one.account.staff_id, late)
    clock.to(late.until)
    assert asks(one) == "staff_session_aged"
    _, _, writes = wire().staff.sessions.start(one.account, "10.0.0.2", [late])
    assert Ending.AGED in str(writes)
