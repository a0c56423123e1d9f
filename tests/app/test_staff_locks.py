"""Wrong logins over HTTP and from many networks: strangers lock themselves out, never the owner, and learn no name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import cache
from itertools import count
from typing import Any
from unittest import mock

import pytest

from chalicelib.identity.network import network_of
from chalicelib.shared.db import connection
from chalicelib.shared.errors import DomainError
from chalicelib.shared.ids import random_id
from chalicelib.staff import proofs
from chalicelib.staff.errors import StaffLocked
from chalicelib.staff.model import Account, StaffRole
from chalicelib.staff.tries import (
    LONGEST_WAIT,
    MOST_OF_DAY,
    MOST_OF_MINUTE,
    MOST_OF_ONE,
    MOST_STRANGE,
    MOST_TRIES,
    wait_after,
)
from chalicelib.wire import wire
from tests.worlds import staff
from tests.worlds.app import World, refused
from tests.worlds.clock import Clock, of_services
from tests.worlds.staff import PASSWORD, colleague

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
DOORS = count(1)


@pytest.fixture(autouse=True)
def _hashed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of logins bring the same few passwords: each is compared with each hash once."""
    monkeypatch.setattr(proofs, "matches", cache(proofs.matches))


@pytest.fixture
def home() -> str:
    """A network of the test's own: attempts of one are counted over all names."""
    return f"192.0.2.{next(DOORS)}"


@pytest.fixture
def clock(world: World, monkeypatch: pytest.MonkeyPatch) -> Clock:
    return of_services(monkeypatch)


def entered(username: str, ip: str, code: str = "000000", password: str = "wrong password") -> str:
    """What came of a login from there."""
    try:
        wire().staff.login.login(username, password, code, ip=ip)
    except DomainError as error:
        return error.code
    return "in"


def code_at(account: Account, clock: Clock) -> str:
    """The next code the authenticator shows."""
    clock.to(clock() + timedelta(seconds=proofs.STEP))
    return code_now(account, clock)


def code_now(account: Account, clock: Clock) -> str:
    return proofs.code_at(staff.secret(account), proofs.step_of(clock()))


def strangers(count: int) -> Iterator[str]:
    return (f"198.51.{number // 200}.{number % 200}" for number in range(count))


def test_five_wrong_logins_lock_a_network_out_for_a_while(world: World) -> None:
    account = staff.hire(REVIEWER)

    def guess(number: int) -> str:
        return entered(account.username, "203.0.113.9", f"{number:06}")

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(guess, range(12)))
    assert sorted(answers) == ["staff_locked"] * 7 + ["staff_login_wrong"] * 5


def test_a_refusal_says_when_and_how_to_come_in(world: World) -> None:
    account, client = staff.hire(REVIEWER), world.guest_at_console()
    body = {"username": account.username, "password": "wrong password", "code": "000000"}
    for _ in range(MOST_TRIES):
        refused(lambda: client.call("POST", "/api/staff/login", body), 422, "staff_login_wrong")
    error = refused(lambda: client.call("POST", "/api/staff/login", body), 429, "staff_locked")
    assert 0 < error["retry_after"] <= 30
    assert "秒" in error["action"]


def test_strangers_lock_themselves_out_and_not_the_owner(world: World, home: str, clock: Clock) -> None:
    account = staff.hire(REVIEWER)
    assert entered(account.username, home, code_at(account, clock), PASSWORD) == "in"
    *loud, fresh = strangers(MOST_STRANGE // MOST_TRIES + 1)
    for ip in loud:
        assert {entered(account.username, ip) for _ in range(MOST_TRIES)} == {"staff_login_wrong"}
        assert entered(account.username, ip, code_now(account, clock), PASSWORD) == "staff_locked"
    assert entered(account.username, fresh, code_at(account, clock), PASSWORD) == "staff_locked"  # many are bounded too
    assert entered(account.username, home) == "staff_login_wrong"
    assert entered(account.username, home, code_at(account, clock), PASSWORD) == "in"
    clock.to(clock() + timedelta(days=1))
    assert entered(account.username, fresh, code_at(account, clock), PASSWORD) == "in"


def test_one_stranger_all_day_keeps_nobody_out_of_another_network(world: World, clock: Clock) -> None:
    account, (loud, fresh) = staff.hire(REVIEWER), strangers(2)
    said = []
    for _ in range(20):
        said += [entered(account.username, loud) for _ in range(MOST_TRIES)]
        clock.to(clock() + timedelta(minutes=15))
    assert said.count("staff_login_wrong") == MOST_OF_ONE
    assert entered(account.username, fresh, code_at(account, clock), PASSWORD) == "in"


def test_whoever_comes_in_rightly_from_many_networks_uses_nothing_up(world: World, clock: Clock) -> None:
    account = staff.hire(REVIEWER)
    for ip in [*strangers(MOST_STRANGE // MOST_TRIES), *strangers(MOST_STRANGE // MOST_TRIES)]:
        assert {entered(account.username, ip) for _ in range(2)} == {"staff_login_wrong"}
        assert entered(account.username, ip, code_at(account, clock), PASSWORD) == "in"


def test_ending_her_sessions_lets_her_in_again_from_anywhere(world: World, home: str, clock: Clock) -> None:
    place = f"b{random_id(8)}"
    admin, account = staff.who(staff.hire(ADMIN, branch=place)), staff.hire(REVIEWER, branch=place)
    assert entered(account.username, home, code_at(account, clock), PASSWORD) == "in"
    for ip in strangers(MOST_STRANGE // MOST_TRIES):
        assert {entered(account.username, ip) for _ in range(MOST_TRIES)} == {"staff_login_wrong"}
    wire().staff.accounts.end_sessions(admin, account.staff_id, "手机丢失")
    assert entered(account.username, home, code_at(account, clock), PASSWORD) == "in"


def asked_of_the_database(work: Callable[[], object]) -> list[str]:
    """The operations in their order."""
    client, seen = connection().client, list[str]()
    call = client._make_api_call

    def note(operation: str, asked: dict[str, Any]) -> object:
        seen.append(operation)
        return call(operation, asked)

    with mock.patch.object(client, "_make_api_call", note):
        work()
    return seen


def test_a_name_that_nobody_has_costs_the_same_and_is_refused_in_the_same_way(
    world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = list[str]()

    def matches(password: str, phc: str) -> bool:
        compared.append(phc)
        return False

    monkeypatch.setattr(proofs, "matches", matches)
    boss = staff.who(staff.hire(ADMIN))
    left = staff.hire(REVIEWER)
    wire().staff.grants.disable(boss, left.staff_id, "离职")
    invited = wire().staff.invitations.invite(boss, f"user-{random_id(8)}", "新人", [REVIEWER], staff.a_phone())
    names = [staff.hire(REVIEWER).username, f"nobody-{random_id(8)}", left.username, invited.username]
    seen = []
    for name in names:
        place = f"192.0.2.{next(DOORS)}"
        compared.clear()
        said, asked = list[str](), list[list[str]]()
        for _ in range(12):
            asked.append(asked_of_the_database(lambda: said.append(entered(name, place))))  # noqa: B023
            clock.to(clock() + timedelta(seconds=20))
        seen.append((said, asked, len(compared), {phc.rpartition("$")[0].rpartition("$")[0] for phc in compared}))
    assert seen[0][0].count("staff_locked") >= 3
    assert all(one == seen[0] for one in seen)


def test_no_password_is_the_one_of_nobody() -> None:
    assert not proofs.matches("", proofs.NOBODY)
    assert not proofs.matches("nobody", proofs.NOBODY)
    assert proofs.NOBODY.startswith(proofs.hash_password("any").rsplit("$", 2)[0])


def test_each_wrong_try_waits_longer_than_the_last(world: World, home: str, clock: Clock) -> None:
    account = staff.hire(REVIEWER)
    assert entered(account.username, home, code_at(account, clock), PASSWORD) == "in"
    tries, known = wire().staff.tries, wire().stores.staff.get(account.staff_id)
    for _ in range(MOST_TRIES - 1):
        assert entered(account.username, home) == "staff_login_wrong"
    said = []
    for _ in range(8):
        assert entered(account.username, home) == "staff_login_wrong"
        with pytest.raises(StaffLocked) as refusal:
            tries.claim(account.username, home, known)
        said.append(refusal.value.retry_after)
        clock.to(clock() + timedelta(seconds=refusal.value.retry_after or 0))
    assert said == [30, 60, 120, 240, 480, 900, 900, LONGEST_WAIT.total_seconds()]
    assert entered(account.username, home, code_at(account, clock), PASSWORD) == "in"
    assert entered(account.username, home) == "staff_login_wrong"  # counted from the first again


def test_knocking_does_not_make_the_wait_longer(world: World, home: str, clock: Clock) -> None:
    account = staff.hire(REVIEWER)
    for _ in range(MOST_TRIES + 20):
        entered(account.username, home)
    clock.to(clock() + wait_after(MOST_TRIES))
    assert entered(account.username, home, code_at(account, clock), PASSWORD) == "in"


def test_of_many_at_once_after_the_wait_one_is_heard(world: World, home: str, clock: Clock) -> None:
    account = staff.hire(REVIEWER)
    for _ in range(MOST_TRIES):
        entered(account.username, home)
    clock.to(clock() + wait_after(MOST_TRIES))
    with ThreadPoolExecutor(6) as pool:
        said = list(pool.map(lambda _: entered(account.username, home), range(6)))
    assert sorted(said) == ["staff_locked"] * 5 + ["staff_login_wrong"]


def test_one_network_tries_only_so_many_names(world: World, home: str, clock: Clock) -> None:
    account, somebody = staff.hire(REVIEWER), staff.hire(REVIEWER)
    assert entered(account.username, home, code_at(account, clock), PASSWORD) == "in"
    said = []
    for number in range(MOST_OF_DAY + 10):
        said.append(entered(f"nobody-{random_id(8)}", home))
        if number % 40 == 39:
            clock.to(clock() + timedelta(minutes=1))
    assert said == ["staff_login_wrong"] * MOST_OF_DAY + ["staff_locked"] * 10
    assert entered(somebody.username, home, code_at(somebody, clock), PASSWORD) == "staff_locked"
    assert entered(account.username, home, code_at(account, clock), PASSWORD) == "in"  # who is at home there
    clock.to(clock() + timedelta(days=1))
    assert entered(somebody.username, home, code_at(somebody, clock), PASSWORD) == "in"


def test_a_flood_of_one_network_costs_so_many_hashes_a_minute(
    world: World, home: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = list[str]()
    monkeypatch.setattr(proofs, "matches", lambda password, phc: compared.append(phc))
    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(lambda _: entered(f"nobody-{random_id(8)}", home), range(MOST_OF_MINUTE + 20)))
    assert (len(compared), said.count("staff_locked")) == (MOST_OF_MINUTE, 20)
    clock.to(clock() + timedelta(minutes=1))
    assert entered(f"nobody-{random_id(8)}", home) == "staff_login_wrong"


def test_the_right_login_forgets_the_wrong_ones(world: World, home: str, clock: Clock) -> None:
    account = staff.hire(REVIEWER)
    for _ in range(2):
        for _ in range(MOST_TRIES - 1):
            assert entered(account.username, home) == "staff_login_wrong"
        assert entered(account.username, home, code_at(account, clock), PASSWORD) == "in"
    for _ in range(MOST_TRIES):
        entered(account.username, home)
    assert entered(account.username, home, staff.code(account), PASSWORD) == "staff_locked"
    clock.to(clock() + wait_after(MOST_TRIES))
    assert entered(account.username, home, code_at(account, clock), PASSWORD) == "in"


def test_an_administrator_sees_a_lock_and_opens_it(world: World, home: str, clock: Clock) -> None:
    place = f"b{random_id(8)}"
    admin, account = colleague(world.box.console_url, ADMIN, branch=place), staff.hire(REVIEWER, branch=place)
    working = staff.session(account)

    def locked() -> list[bool]:
        rows = admin.call("GET", "/api/staff/accounts")["accounts"]
        return [row["locked_until"] is not None for row in rows if row["staff_id"] == account.staff_id]

    assert locked() == [False]
    while entered(account.username, home) != "staff_locked":
        pass
    assert locked() == [True]
    own = f"/api/staff/accounts/{admin.account.staff_id}/unlock"
    refused(lambda: admin.call("POST", own, {"reason": "本人"}), 409, "staff_own_lock")
    path = f"/api/staff/accounts/{account.staff_id}/unlock"
    refused(lambda: admin.call("POST", path, {"reason": " "}), 422, "invalid", "reason")
    assert admin.call("POST", path, {"reason": "本人来电"})["locked_until"] is None
    assert entered(account.username, home, code_at(account, clock), PASSWORD) == "in"
    wire().staff.sessions.who(working, ip=home)  # what she had open stays open
    (row,) = admin.call("GET", "/api/staff/audit", subject=f"staff {account.staff_id}", action="unlock")["rows"]
    assert (row["reason"], row["staff_id"]) == ("本人来电", admin.account.staff_id)


@pytest.mark.parametrize(
    ("ip", "network"),
    [("192.0.2.7", "192.0.2.7"), ("2001:db8::1:2:3:4", "2001:db8::/64"), ("", ""), ("unknown", "unknown")],
)
def test_a_network_is_an_address_or_half_of_a_long_one(ip: str, network: str) -> None:
    assert network_of(ip) == network
