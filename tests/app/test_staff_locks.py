"""Wrong logins over HTTP and from many networks: strangers lock themselves out, never the owner, and learn no name."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib.shared.errors import DomainError
from chalicelib.shared.ids import random_id
from chalicelib.staff import proofs
from chalicelib.staff.model import Account, StaffRole
from chalicelib.staff.tries import MOST_OF_ONE, MOST_STRANGE, MOST_TRIES, network_of
from chalicelib.wire import wire
from tests.worlds import staff
from tests.worlds.app import World, refused
from tests.worlds.clock import Clock
from tests.worlds.staff import PASSWORD, colleague

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
HOME = "192.0.2.7"


@pytest.fixture
def clock(world: World, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Of all services."""
    ahead = Clock()
    monkeypatch.setattr(wire().clock, "source", ahead)
    return ahead


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
    assert 800 < error["retry_after"] <= 900
    assert "15 分钟" in error["action"]


def test_strangers_lock_themselves_out_and_not_the_owner(world: World, clock: Clock) -> None:
    account = staff.hire(REVIEWER)
    assert entered(account.username, HOME, code_at(account, clock), PASSWORD) == "in"
    *loud, fresh = strangers(MOST_STRANGE // MOST_TRIES + 1)
    for ip in loud:
        assert {entered(account.username, ip) for _ in range(MOST_TRIES)} == {"staff_login_wrong"}
        assert entered(account.username, ip, code_at(account, clock), PASSWORD) == "staff_locked"
    assert entered(account.username, fresh, code_at(account, clock), PASSWORD) == "staff_locked"  # many are bounded too
    assert entered(account.username, HOME) == "staff_login_wrong"
    assert entered(account.username, HOME, code_at(account, clock), PASSWORD) == "in"
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


def test_ending_her_sessions_lets_her_in_again_from_anywhere(world: World, clock: Clock) -> None:
    place = f"b{random_id(8)}"
    admin, account = staff.who(staff.hire(ADMIN, branch=place)), staff.hire(REVIEWER, branch=place)
    assert entered(account.username, HOME, code_at(account, clock), PASSWORD) == "in"
    for ip in strangers(MOST_STRANGE // MOST_TRIES):
        assert {entered(account.username, ip) for _ in range(MOST_TRIES)} == {"staff_login_wrong"}
    wire().staff.accounts.end_sessions(admin, account.staff_id, "手机丢失")
    assert entered(account.username, HOME, code_at(account, clock), PASSWORD) == "in"


def test_a_name_that_nobody_has_is_refused_in_the_same_way(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = list[str]()

    def matches(password: str, phc: str) -> bool:
        compared.append(phc)
        return False

    monkeypatch.setattr(proofs, "matches", matches)
    left = staff.hire(REVIEWER)
    wire().staff.accounts.disable(staff.who(staff.hire(ADMIN)), left.staff_id, "离职")
    names = [staff.hire(REVIEWER).username, f"nobody-{random_id(8)}", left.username]
    said = [[entered(name, HOME) for _ in range(MOST_TRIES + 2)] for name in names]
    assert said == [["staff_login_wrong"] * MOST_TRIES + ["staff_locked"] * 2] * 3
    assert len(compared) == MOST_TRIES * 3


def test_the_right_login_forgets_the_wrong_ones(world: World, clock: Clock) -> None:
    account = staff.hire(REVIEWER)
    for _ in range(2):
        for _ in range(MOST_TRIES - 1):
            assert entered(account.username, HOME) == "staff_login_wrong"
        assert entered(account.username, HOME, code_at(account, clock), PASSWORD) == "in"
    for _ in range(MOST_TRIES):
        entered(account.username, HOME)
    clock.to(clock() + timedelta(minutes=14))
    assert entered(account.username, HOME, code_at(account, clock), PASSWORD) == "staff_locked"
    clock.to(clock() + timedelta(minutes=1))
    assert entered(account.username, HOME, code_at(account, clock), PASSWORD) == "in"


def test_an_administrator_sees_a_lock_and_opens_it(world: World, clock: Clock) -> None:
    place = f"b{random_id(8)}"
    admin, account = colleague(world.box.console_url, ADMIN, branch=place), staff.hire(REVIEWER, branch=place)
    working = staff.session(account)

    def locked() -> list[bool]:
        rows = admin.call("GET", "/api/staff/accounts")["accounts"]
        return [row["locked_until"] is not None for row in rows if row["staff_id"] == account.staff_id]

    assert locked() == [False]
    while entered(account.username, HOME) != "staff_locked":
        pass
    assert locked() == [True]
    path = f"/api/staff/accounts/{account.staff_id}/unlock"
    refused(lambda: admin.call("POST", path, {"reason": " "}), 422, "invalid", "reason")
    assert admin.call("POST", path, {"reason": "本人来电"})["locked_until"] is None
    assert entered(account.username, HOME, code_at(account, clock), PASSWORD) == "in"
    wire().staff.sessions.who(working, ip=HOME)  # what she had open stays open
    (row,) = admin.call("GET", "/api/staff/audit", subject=f"staff {account.staff_id}", action="unlock")["rows"]
    assert (row["reason"], row["staff_id"]) == ("本人来电", admin.account.staff_id)


@pytest.mark.parametrize(
    ("ip", "network"),
    [("192.0.2.7", "192.0.2.7"), ("2001:db8::1:2:3:4", "2001:db8::/64"), ("", ""), ("unknown", "unknown")],
)
def test_a_network_is_an_address_or_half_of_a_long_one(ip: str, network: str) -> None:
    assert network_of(ip) == network
