"""Another password of one's own: who may, what it ends, and what comes of wrong and repeated requests."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.shared.errors import DomainError
from chalicelib.staff import proofs, tries
from chalicelib.staff.model import StaffRole
from chalicelib.staff.tries import MOST_TRIES
from chalicelib.wire import wire
from tests.worlds import staff
from tests.worlds.app import World, refused
from tests.worlds.clock import Clock, of_services
from tests.worlds.staff import PASSWORD, Colleague, colleague

NEW = "violet-tram-92-otter"
PATH = "/api/staff/password"


@pytest.fixture
def clock(world: World, monkeypatch: pytest.MonkeyPatch) -> Clock:
    return of_services(monkeypatch)


@pytest.fixture
def one(world: World) -> Colleague:
    return colleague(world.box.console_url, StaffRole.REVIEWER)


def asked(one: Colleague, **changes: str) -> dict[str, str]:
    return {"password": PASSWORD, "code": staff.code(one.account), "new_password": NEW} | changes


def opens(one: Colleague, password: str) -> bool:
    account = wire().stores.staff.get(one.account.staff_id)
    return account is not None and proofs.matches(password, account.password)


def test_the_new_one_opens_and_the_other_sessions_are_over(world: World, one: Colleague) -> None:
    other = copy(one)
    other.token = staff.session(one.account)
    assert one.call("POST", PATH, asked(one)) == {"ok": True}
    assert (opens(one, NEW), opens(one, PASSWORD)) == (True, False)
    assert one.call("GET", "/api/staff/me")["staff_id"] == one.account.staff_id
    refused(lambda: other.call("GET", "/api/staff/me"), 401, "staff_session_ended_elsewhere")
    me = staff.who(one.account)
    rows, _ = wire().staff.audit.search(me, staff_id=me.staff_id)
    assert [row.action for row in rows] == ["change_password"]
    assert NEW not in str(world.tables())


@pytest.mark.parametrize(
    "changes", [{"password": "wrong horse battery"}, {"code": "000000"}], ids=["the old one is wrong", "the code is"]
)
def test_a_wrong_proof_changes_nothing_and_counts_as_a_try(
    world: World, one: Colleague, monkeypatch: pytest.MonkeyPatch, changes: dict[str, str]
) -> None:
    monkeypatch.setattr(tries, "FIRST_WAIT", tries.LONGEST_WAIT)  # so that it is not over when the test looks
    for _ in range(MOST_TRIES):
        refused(lambda: one.call("POST", PATH, asked(one, **changes)), 422, "staff_password_unproven")
    refused(lambda: one.call("POST", PATH, asked(one)), 429, "staff_locked")
    assert (opens(one, NEW), opens(one, PASSWORD)) == (False, True)
    account = wire().stores.staff.get(one.account.staff_id)
    assert account is not None
    assert wire().staff.accounts.locked_until(account) is not None


def test_a_weak_one_is_refused_before_the_code_is_used_up(world: World, one: Colleague) -> None:
    for weak in ("Password1234", f"{one.account.username}-2030-otter", f"{one.account.branch}-tram-92-otter"):
        refused(
            lambda: one.call("POST", PATH, asked(one, new_password=weak)),  # noqa: B023
            422,
            "staff_password_weak",
            "new_password",
        )
    assert one.call("POST", PATH, asked(one)) == {"ok": True}


def test_the_same_request_once_more_is_done_already(world: World, one: Colleague) -> None:
    body = asked(one)
    assert [one.call("POST", PATH, body) for _ in range(3)] == [{"ok": True}] * 3
    refused(
        lambda: one.call("POST", PATH, body | {"new_password": "qjvxw kzptm bdrfg"}), 422, "staff_password_unproven"
    )
    assert opens(one, NEW)


def test_of_two_at_once_one_is_kept(world: World, one: Colleague) -> None:
    body, news = asked(one), [NEW, "qjvxw kzptm bdrfg", "twelve angry dumplings"]

    def change(new: str) -> Any:
        try:
            wire().staff.passwords.change(who, body["password"], body["code"], new)
        except DomainError as error:
            return error.code
        return "changed"

    who = wire().staff.sessions.who(one.token or "", ip="192.0.2.7")
    with ThreadPoolExecutor(3) as pool:
        said = list(pool.map(change, news))
    assert said.count("changed") == 1
    assert set(said) == {"changed", "staff_password_unproven"}
    assert [new for new in news if opens(one, new)] == [news[said.index("changed")]]


def test_a_code_that_a_login_uses_meanwhile_is_used_up(one: Colleague, monkeypatch: pytest.MonkeyPatch) -> None:
    store, hashed = wire().stores.staff, proofs.hash_password

    def meanwhile(new: str) -> str:
        account, _ = store.load(one.account.staff_id)
        assert account is not None
        store.save(replace(account, last_step=account.last_step + 1_000_000_000))
        return hashed(new)

    monkeypatch.setattr(proofs, "hash_password", meanwhile)
    refused(lambda: one.call("POST", PATH, asked(one)), 422, "staff_password_unproven")
    assert opens(one, PASSWORD)


def test_it_is_at_home_only_where_it_was_changed(world: World, one: Colleague, clock: Clock) -> None:
    who = wire().staff.sessions.who(one.token or "", ip="192.0.2.9")
    kept = wire().stores.staff.get(one.account.staff_id)
    assert kept is not None
    clock.to(clock() + timedelta(seconds=proofs.STEP))
    code = proofs.code_at(staff.secret(kept), proofs.step_of(clock()))
    wire().staff.passwords.change(who, PASSWORD, code, NEW)
    changed = wire().stores.staff.get(one.account.staff_id)
    assert changed is not None
    assert changed.networks == wire().staff.tries.networks("192.0.2.9", kept)[:1]
