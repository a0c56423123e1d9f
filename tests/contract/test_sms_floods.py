"""A flood of SMS from one network: what it gets, and that nobody else is the worse for it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from pynamodb.expressions.operand import Path as Attribute
from pynamodb.expressions.update import Action

from chalicelib.identity.captcha import Captcha, CaptchaAnswer
from chalicelib.identity.errors import CaptchaHarder, CaptchaWrong, CodeWrong, SmsTooOften
from chalicelib.identity.inbox_store import TALLY, InboxItem
from chalicelib.identity.sms_codes import Sent, SmsCodes
from chalicelib.identity.sms_limits.budget import Budget
from chalicelib.identity.sms_limits.errors import SmsBudgetOver, SmsSlow
from chalicelib.identity.sms_limits.networks import (
    DAY_MOST,
    DAY_MOST_KNOWN,
    KNOWN_SECONDS,
    LEVELS,
    QUIET,
    SLOW_FROM,
    SLOW_SECONDS,
    Standing,
)
from chalicelib.shared.ids import random_id
from tests.worlds.identity import IdentityWorld, fresh_phone, rows

ANSWER = CaptchaAnswer("", "", "")


@pytest.fixture
def world(aws: Any, tmp_path: Path) -> Iterator[IdentityWorld]:
    world = IdentityWorld(aws.tables, tmp_path, daily_budget=20)
    world.now = world.now.replace(year=2033)  # whose days' budget no other test uses
    yield world
    world.close()


@pytest.fixture
def ip() -> str:
    return f"ip-{random_id()}"


class Pictures:
    """Captchas whose answers are all like this.  solved: the level of those given, None for wrong ones."""

    def __init__(self, solved: int | None) -> None:
        self.solved = solved

    def issue(self, *, level: int, picture: bool = False) -> Captcha:
        raise NotImplementedError

    def check(self, answer: CaptchaAnswer, *, ip: str) -> int:
        if self.solved is None:
            raise CaptchaWrong(field="captcha")
        return self.solved


def solving(world: IdentityWorld, level: int | None = 2) -> SmsCodes:
    """Codes asked for by somebody who solves pictures of this level, on a day with SMS for all."""
    return replace(
        world.sms_codes, captchas=Pictures(level), budget=Budget(world.inbox, world.keys, world.clock, 100_000)
    )


def ask(codes: SmsCodes, phone: str, ip: str) -> Sent:
    return codes.send("login", phone, answer=ANSWER, ip=ip)


def stands(world: IdentityWorld, ip: str, **counts: int) -> Standing:
    """Has the network's counters be these; how it stands.  s, e: sent and entered today; sh, eh: in this hour."""
    standing = world.networks.count(ip)
    names = {"s": "s", "e": "e", "sh": f"s{standing.hour}", "eh": f"e{standing.hour}"}
    whole = {"s": 0, "e": 0, "sh": 0, "eh": 0} | counts
    actions: list[Action] = [Attribute(f"{TALLY}{names[name]}").set(count) for name, count in whole.items()]
    pk = f"RATE#net#{standing.network}#{standing.day}"
    InboxItem(pk).update(actions=actions, add_version_condition=False)
    return standing


def account(world: IdentityWorld) -> str:
    """The number of somebody who was here before."""
    phone = fresh_phone()
    world.web_login(phone)
    return phone


# ---- one network


def test_wrong_pictures_leave_a_campus_alone(world: IdentityWorld, ip: str) -> None:
    wrong = solving(world, None)
    for _ in range(300):
        with pytest.raises(CaptchaWrong):
            ask(wrong, fresh_phone(), ip)
    assert (world.networks.level(ip), world.networks.count(ip).sent) == (0, 0)


def test_strangers_numbers_go_out_one_by_one_from_a_network_whose_codes_nobody_enters(
    world: IdentityWorld, ip: str
) -> None:
    """36 in 19 seconds, before."""
    stands(world, ip, s=SLOW_FROM, sh=SLOW_FROM)
    codes, waits = solving(world), []
    for _ in range(36):
        try:
            ask(codes, fresh_phone(), ip)
        except SmsSlow as slow:
            waits.append(slow.retry_after)
    assert len(world.sms.sent) == 1
    assert waits == [SLOW_SECONDS] * 35
    world.pass_time(seconds=SLOW_SECONDS)
    ask(codes, fresh_phone(), ip)
    with pytest.raises(SmsSlow) as refused:
        ask(codes, fresh_phone(), ip)
    assert "微信小程序" in refused.value.cure
    assert "换一个网络" in refused.value.cure
    assert len(world.sms.sent) == 2


def test_another_network_knows_nothing_of_it(world: IdentityWorld, ip: str) -> None:
    stands(world, ip, s=DAY_MOST_KNOWN, sh=SLOW_FROM)
    ask(solving(world, 0), fresh_phone(), f"ip-{random_id()}")
    assert len(world.sms.sent) == 1


def test_whoever_was_here_before_passes_a_flood_to_strangers(world: IdentityWorld, ip: str) -> None:
    codes, known, other = solving(world), account(world), account(world)
    stands(world, ip, s=SLOW_FROM, sh=SLOW_FROM)
    ask(codes, fresh_phone(), ip)
    with pytest.raises(SmsSlow):
        ask(codes, fresh_phone(), ip)
    ask(codes, known, ip)
    with pytest.raises(SmsSlow) as slow:
        ask(codes, other, ip)
    assert (slow.value.retry_after or 0) >= KNOWN_SECONDS
    world.pass_time(seconds=KNOWN_SECONDS)
    ask(codes, other, ip)
    assert [to for to, _ in world.sms.sent][1:] == [known, other]


def test_a_days_flood_ends_for_strangers_then_for_all_until_midnight(world: IdentityWorld, ip: str) -> None:
    codes, known = solving(world), account(world)
    stands(world, ip, s=DAY_MOST)
    with pytest.raises(SmsSlow) as over:
        ask(codes, fresh_phone(), ip)
    assert (over.value.retry_after or 0) > SLOW_SECONDS
    ask(codes, known, ip)
    stands(world, ip, s=DAY_MOST_KNOWN)
    world.pass_time(minutes=1)
    with pytest.raises(SmsSlow):
        ask(codes, known, ip)
    world.pass_time(days=1)
    ask(codes, fresh_phone(), ip)
    assert len(world.sms.sent) == 2


def test_the_lane_is_not_asked_about_accounts_of_a_quiet_network(world: IdentityWorld, ip: str) -> None:
    with mock.patch.object(world.people, "by_phone") as looked:
        ask(solving(world), fresh_phone(), ip)
    assert looked.call_count == 0


@pytest.mark.parametrize(("over", "level"), [(LEVELS[0] - 1, 0), (LEVELS[0], 1), (LEVELS[1], 2)])
def test_the_captcha_gets_harder_with_the_codes_that_nobody_entered(
    world: IdentityWorld, ip: str, over: int, level: int
) -> None:
    stands(world, ip, sh=over + 500, eh=400)  # 400 entered excuse 100
    assert world.networks.level(ip) == level
    easy = solving(world, max(level - 1, 0))
    if level:
        with pytest.raises(CaptchaHarder):
            ask(easy, fresh_phone(), ip)
        assert world.networks.count(ip).sent == over + 500  # nothing was sent
    else:
        ask(easy, fresh_phone(), ip)
    ask(solving(world, 2), fresh_phone(), ip)


def test_codes_that_are_entered_are_counted_back_once_the_network_is_crowded(world: IdentityWorld, ip: str) -> None:
    codes, phone, late = solving(world), fresh_phone(), fresh_phone()
    quiet = ask(codes, phone, ip)
    codes.check("login", phone, world.sms.last(phone), quiet.asker)
    assert world.networks.count(ip)[3:6] == (1, 1, 1)
    stands(world, ip, s=QUIET, sh=QUIET)
    crowded = ask(codes, late, ip)
    with pytest.raises(CodeWrong):
        codes.check("login", late, f"{(int(world.sms.last(late)) + 1) % 1_000_000:06d}", crowded.asker)
    codes.check("login", late, world.sms.last(late), crowded.asker)
    assert world.networks.count(ip)[3:6] == (QUIET + 1, QUIET, QUIET)


def test_a_code_of_before_midnight_is_counted_back_where_it_was_sent(world: IdentityWorld, ip: str) -> None:
    world.now = world.now.replace(hour=15, minute=59)  # 23:59 in Shanghai
    before = stands(world, ip, s=QUIET, sh=QUIET)
    codes, phone = solving(world), fresh_phone()
    sent = ask(codes, phone, ip)
    world.pass_time(minutes=3)
    codes.check("login", phone, world.sms.last(phone), sent.asker)
    pk = f"RATE#net#{before.network}#{before.day}"
    assert world.inbox.tallied(pk, now=world.now)[f"e{before.hour}"] == 1
    assert world.networks.count(ip).sent == 0


def test_addresses_of_one_customer_are_one_network(world: IdentityWorld) -> None:
    block = f"2001:db8:1:{secrets.token_hex(2)}"
    world.networks.count(f"{block}::1")
    assert world.networks.count(f"{block}:ffff::2").sent == 1
    assert world.networks.count(f"2001:db8:2:{secrets.token_hex(2)}::1").sent == 0


# ---- one number


def test_one_network_alone_silences_no_number(world: IdentityWorld, ip: str) -> None:
    codes, phone, home = solving(world), fresh_phone(), f"ip-{random_id()}"
    for _ in range(5):
        ask(codes, phone, ip)
        world.pass_time(minutes=13)
    with pytest.raises(SmsTooOften):
        ask(codes, phone, ip)
    sent = [ask(codes, phone, home)]
    world.pass_time(minutes=1)
    assert len(world.sms.sent) == 6
    codes.check("login", phone, world.sms.last(phone), sent[0].asker)


def test_no_networks_address_is_readable_in_the_table(world: IdentityWorld, aws: Any, ip: str) -> None:
    ask(solving(world), fresh_phone(), ip)
    assert ip not in str(rows(aws.tables["inbox"]))


# ---- everybody's day


def test_the_budget_that_strangers_used_up_leaves_a_part_for_whoever_was_here_before(
    world: IdentityWorld, ip: str, capsys: pytest.CaptureFixture[str]
) -> None:
    world.now = world.now.replace(year=2034, month=1, day=1)
    codes = replace(world.sms_codes, captchas=Pictures(2))
    for _ in range(12):  # of 20
        ask(codes, fresh_phone(), f"ip-{random_id()}")
    nearly = capsys.readouterr().out
    for _ in range(2):
        with pytest.raises(SmsBudgetOver) as over:
            ask(codes, fresh_phone(), f"ip-{random_id()}")
    assert "微信小程序" in over.value.cure
    assert 0 < (over.value.retry_after or 0) <= 86400
    assert nearly.count("sms_budget_nearly_over") == 1
    assert capsys.readouterr().out.count('"sms_budget_over"') == 1
    stands(world, ip, s=60, e=40)
    ask(codes, fresh_phone(), ip)  # of a campus where codes are entered
    for _ in range(7):
        ask(codes, account(world), f"ip-{random_id()}")
    assert capsys.readouterr().out.count("sms_budget_nearly_over") == 1
    with pytest.raises(SmsBudgetOver):
        ask(codes, account(world), f"ip-{random_id()}")
    assert len(world.sms.sent) == 20
    world.pass_time(days=1)
    ask(codes, fresh_phone(), ip)


def test_a_refusal_by_the_budget_uses_nothing_up(world: IdentityWorld, ip: str) -> None:
    world.now = world.now.replace(year=2034, month=2, day=1)
    codes, phone = replace(world.sms_codes, captchas=Pictures(2)), fresh_phone()
    for _ in range(12):
        ask(codes, fresh_phone(), f"ip-{random_id()}")
    for _ in range(4):
        with pytest.raises(SmsBudgetOver):
            ask(codes, phone, ip)
    assert world.networks.count(ip).sent == 0
    world.web_login(phone)
    ask(codes, phone, ip)
