"""Where a student is logged in, over HTTP: she sees it, ends it, and whoever was there is told."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from chalicelib.orders.model import State
from chalicelib.wire import wire
from clients.outside import Outside, new_phone
from clients.student import Student
from tests.worlds.app import World, refused, unchanged
from tests.worlds.clock import Clock, of_services
from tests.worlds.db_calls import calls
from tests.worlds.logins import solved
from tests.worlds.proven import proven
from tests.worlds.staff_orders import made_order


@pytest.fixture
def clock(world: World, monkeypatch: pytest.MonkeyPatch) -> Clock:
    return of_services(monkeypatch)


def logged_in(world: World, phone: str, agent: str = "", **more: Any) -> Student:
    """`phone`'s owner at another browser."""
    student = world.guest()
    if agent:
        student._http.headers["User-Agent"] = agent
    code, asker, _ = wire().student.codes.codes.issue("login", phone)
    body = {"phone": phone, "code": code, "asker": asker} | more
    student.token = student.call("POST", "/api/login/sms", body)["token"]
    return student


def rows(student: Student) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = student.call("GET", "/api/me/sessions")["sessions"]
    return found


def test_she_sees_where_she_is_logged_in(world: World) -> None:
    phone = new_phone()
    library = logged_in(world, phone, "Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36")
    own = logged_in(world, phone, "Mozilla/5.0 (Macintosh) Version/17.0 Safari/605 JIA-PC", own_device=True)
    here, there = rows(own)
    assert (here["device"], here["current"]) == ("苹果电脑 · Safari", True)
    assert {row["client"] for row in (here, there)} == {"web"}
    assert (there["device"], there["current"]) == ("Windows 电脑 · Chrome", False)
    spans = [datetime.fromisoformat(row["ends_at"]) - datetime.fromisoformat(row["begun_at"]) for row in (here, there)]
    assert [round(span / timedelta(hours=1)) for span in spans] == [30 * 24, 12]
    for row, student in ((here, own), (there, library)):
        thief = world.guest()
        thief.token = row["session_id"]
        refused(partial(thief.call, "GET", "/api/me"), 401, "session_over")
        assert row["session_id"] not in str(student.token)
    stored = wire().stores.inbox.find_all(_pks(own))
    assert len(stored) == 2
    assert not [entry for entry in stored if "Mozilla" in entry.body or "JIA-PC" in entry.body]


def _pks(student: Student) -> list[str]:
    person_id = wire().student.sessions.who(student.token or "", ip="").person_id
    return [f"SESSION#{digest}" for digest in wire().stores.inbox.members(f"SESSIONS#{person_id}")]


def test_she_ends_one_and_then_all_others_and_each_is_told(world: World) -> None:
    phone = new_phone()
    here, one, two, three = (logged_in(world, phone) for _ in range(4))
    path = f"/api/me/sessions/{rows(one)[0]['session_id']}"
    for _ in range(2):  # every message may come twice
        assert len(proven(here).call("DELETE", path)["sessions"]) == 3
    refused(partial(one.call, "GET", "/api/me"), 401, "session_ended_elsewhere")
    refused(partial(one.call, "GET", "/api/orders"), 401, "session_ended_elsewhere")
    assert two.call("GET", "/api/me")
    for _ in range(2):
        (left,) = proven(here).call("POST", "/api/me/sessions/end-others")["sessions"]
        assert left["current"]
    for gone in (two, three):
        refused(partial(gone.call, "GET", "/api/me"), 401, "session_ended_elsewhere")


def test_the_one_she_is_in_may_be_ended_from_the_list_too(world: World) -> None:
    here = logged_in(world, new_phone())
    here.call("DELETE", f"/api/me/sessions/{rows(here)[0]['session_id']}")
    refused(partial(here.call, "GET", "/api/me"), 401, "session_over")


def test_nobody_ends_a_session_of_somebody_else(world: World) -> None:
    victim, stranger = logged_in(world, new_phone()), logged_in(world, new_phone())
    proven(stranger).call("DELETE", f"/api/me/sessions/{rows(victim)[0]['session_id']}")
    proven(stranger).call("POST", "/api/me/sessions/end-others")
    assert victim.call("GET", "/api/me")["proven"]


def test_a_session_in_doubt_sees_and_ends_itself_alone(world: World) -> None:
    owner = logged_in(world, new_phone())
    sessions = wire().student.sessions
    person_id = sessions.who(owner.token or "", ip="").person_id
    stranger = world.guest()
    stranger.token = sessions.start(person_id, "web", None, False)
    (row,) = rows(stranger)
    other = next(one for one in rows(owner) if one["current"])["session_id"]
    refused(partial(stranger.call, "DELETE", f"/api/me/sessions/{other}"), 403, "prove_first")
    refused(partial(stranger.call, "POST", "/api/me/sessions/end-others"), 403, "prove_first")
    stranger.call("DELETE", f"/api/me/sessions/{row['session_id']}")
    refused(partial(stranger.call, "GET", "/api/me"), 401, "session_over")
    assert owner.call("GET", "/api/me")


def test_without_a_word_a_browser_is_logged_out_after_12_idle_hours_and_her_own_is_not(
    world: World, clock: Clock
) -> None:
    phone = new_phone()
    library, own = logged_in(world, phone), logged_in(world, phone, own_device=True)
    for _ in range(2):
        clock.ahead += timedelta(hours=11)
        library.call("GET", "/api/me")
    clock.ahead += timedelta(hours=2)
    refused(partial(library.call, "GET", "/api/me"), 401, "session_idle")
    clock.ahead += timedelta(days=20)
    own.call("GET", "/api/me")
    clock.ahead += timedelta(days=20)
    assert own.call("GET", "/api/me")


def test_how_a_session_ended_costs_no_request_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = new_phone()
    here, there = logged_in(world, phone), logged_in(world, phone)
    proven(here).call("POST", "/api/me/sessions/end-others")
    with calls(monkeypatch) as counted:
        refused(partial(there.call, "GET", "/api/me"), 401, "session_ended_elsewhere")
    assert counted.total() == 1, counted


GRAVE = [
    ("POST", "/api/me/export", {}),
    ("POST", "/api/me/deletion", {"confirmed": True}),
    ("POST", "/api/me/closing", {"confirmed": True}),
    ("POST", "/api/me/sessions/end-others", None),
    ("DELETE", "/api/me/sessions/{other}", None),
]


def test_a_stolen_session_alone_exports_deletes_closes_and_ends_nothing(world: World, outside: Outside) -> None:
    phone = new_phone()
    thief, owner = logged_in(world, phone), logged_in(world, phone)
    made_order(world, world.plain_task(price=0), State.DONE, person_id=world.person(owner))
    thiefs, owners = (rows(student)[0]["session_id"] for student in (thief, owner))
    for method, path, body in GRAVE:
        asked = partial(thief.call, method, path.format(other=owners), body)
        unchanged(world, asked, 403, "phone_proof_needed")
    owner.call("POST", "/api/login/phone/proof", solved(owner, outside))
    owner.call("POST", "/api/login/phone/proof", {"code": outside.sms_code(phone), "asker": owner.asker})
    for method, path, body in GRAVE[:2] + GRAVE[4:] + GRAVE[2:3]:  # one proof is good for all of them
        owner.call(method, path.format(other=thiefs), body)


def test_a_proof_ends_after_ten_minutes(world: World, clock: Clock) -> None:
    student = proven(logged_in(world, new_phone()))
    clock.ahead += timedelta(minutes=10)
    refused(partial(student.call, "POST", "/api/me/export", {}), 403, "phone_proof_needed")


@pytest.mark.parametrize(
    ("act", "method", "path", "body"),
    [
        ("登记证件号后四位", "PATCH", "/api/me", {"id_tail": "123X"}),
        ("导出个人数据", *GRAVE[0]),
        ("删除个人数据", *GRAVE[1]),
        ("注销", *GRAVE[2]),
    ],
)
def test_the_number_is_told_of_what_a_thief_would_do(
    world: World, outside: Outside, act: str, method: str, path: str, body: object
) -> None:
    phone = new_phone()
    student = proven(logged_in(world, phone))
    student.call("PATCH", "/api/me", {"nickname": "小雨"})
    world.box.stream.skip()
    student.call(method, path, body)
    if method == "PATCH":  # it is on record already: nothing to tell
        student.call(method, path, body)
    world.box.stream.drain()
    (sms,) = outside.control("GET", f"/sms?phone={phone}")
    assert act in sms["text"]
    assert "如非本人操作，请立即联系分社" in sms["text"]
