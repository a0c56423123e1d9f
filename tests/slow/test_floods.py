"""What one network can make a deployment spend, as fast as it can, in an hour and in a day: under what the threat model
says, and a student on another network goes through meanwhile.

Whoever floods here is better than most: pictures are read without fail and the work is done at once.  What is counted
is what the product did for it, times the prices of tools/cost.
"""

from __future__ import annotations

import secrets
from collections import Counter
from datetime import datetime, timedelta
from functools import partial

import pytest

from chalicelib.identity.captcha import picture
from chalicelib.identity.limits import PHOTOS_PER_DAY
from chalicelib.identity.sms_limits import networks
from chalicelib.orders.claims.ownership import NEW_ORDERS
from chalicelib.wire import wire
from clients.outside import new_phone
from deploy.api.web_acl import ADVISED
from sandbox.box import Sandbox
from sandbox.clock import SandboxClock
from tests.worlds.app import World, portrait
from tests.worlds.clock import at
from tests.worlds.flood import ELSEWHERE, Bill, bounds, goes_through, member, refusal, visitor
from tools.cost import journey
from tools.cost.bill import price_list

pytestmark = pytest.mark.slow

BOUNDS = bounds()
HOUR = timedelta(hours=1)
MOST_SMS = 2_500  # a flood that nothing bounds ends here
AT_THE_FIREWALL = ADVISED * 12  # requests an hour
SMS_OF_A_NUMBER = 10  # a day, by the vendor: docs/notices.md
JUNK = 500  # requests that are refused, whose price stands for all of their kind


def told(name: str, hour: float, day: float, *facts: object) -> None:
    """Prints what it costs, and holds it to the threat model."""
    print(f"\n{name}: {hour:,.1f} fen an hour, {day:,.1f} fen a day;", *facts)
    assert hour <= BOUNDS[name].hour
    assert day <= BOUNDS[name].day


@pytest.fixture
def world(box: Sandbox, clock: SandboxClock) -> World:
    """At nine in the morning of the next day, which does not end meanwhile."""
    clock.to(at(9, days=1), schedules=False)
    return World(box)


def test_codes_by_sms(world: World, clock: SandboxClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """To strangers' numbers, another each time, of which none is entered.  Its machines are so many that the work takes
    no time; where it is told to wait it does, as it gets nothing else."""
    monkeypatch.setattr(picture, "BITS", (1, 1, 1))
    attacker, began, sent = visitor(world.box, "127.0.0.60"), wire().clock(), list[datetime]()
    bill, refused = Bill(world.box), Counter[str]()

    def ask() -> None:
        attacker.ask_code(new_phone(), world.outside.solved(attacker.captcha()))

    while wire().clock() < began + timedelta(hours=14) and len(sent) < MOST_SMS:
        with bill.meter.running():
            error = refusal(ask)
        if error is None:
            sent.append(wire().clock())
            continue
        if not refused:
            goes_through(world)
        refused[error.code] += 1
        clock.move(seconds=max(1, int(error.error["retry_after"] or 1)), schedules=False)
    goes_through(world)
    in_an_hour = max(sum(first <= one < first + HOUR for one in sent) for first in sent)
    each, facts = bill.fen() / len(sent), f"{in_an_hour} SMS in an hour, {len(sent)} a day, {dict(refused)}"
    told("sms", in_an_hour * each, len(sent) * each, facts)


def test_logins_by_wechat(world: World) -> None:
    """Codes that nobody was given, without a pause: those refused without WeChat are as many as one asks for, so what
    is priced is what the firewall lets pass."""
    attacker, bill, refused = visitor(world.box, "127.0.0.61"), Bill(world.box), Counter[str]()
    with bill.meter.running():
        for _ in range(JUNK):
            error = refusal(partial(attacker.login_by_wechat, secrets.token_hex(16)))
            assert error is not None
            refused[error.code] += 1
    goes_through(world)
    member(world.box, ELSEWHERE)  # nor does WeChat's login elsewhere wait
    assert refused["wechat_code_used"] < 350, "WeChat is asked for few of them"
    each = bill.fen() / JUNK
    told("refused", AT_THE_FIREWALL * each, 24 * AT_THE_FIREWALL * each, f"{each:.5f} fen each, {dict(refused)}")


def test_captchas(world: World) -> None:
    """Pictures of the hardest kind, which nobody looks at: each is drawn, and nothing is written."""
    attacker, bill, before = visitor(world.box, "127.0.0.66"), Bill(world.box), world.tables()
    with bill.meter.running(), pytest.MonkeyPatch.context() as patched:
        patched.setattr(networks, "LEVELS", (0, 0))
        for _ in range(JUNK):
            attacker.captcha()
    assert world.tables() == before
    goes_through(world)
    each = bill.fen() / JUNK
    told("refused", AT_THE_FIREWALL * each, 24 * AT_THE_FIREWALL * each, f"captchas, {each:.5f} fen each")


def test_orders(world: World, clock: SandboxClock) -> None:
    """Of one account, each of another student number, and cancelled at once, so that its place is free again.  What she
    leaves lying is told to her own number, as often as the vendor lets one have an SMS."""
    attacker, task = member(world.box, "127.0.0.62"), world.plain_task()
    bill, opened, ends = Bill(world.box), list[datetime](), wire().clock() + 2 * HOUR

    def open_and_cancel() -> None:
        attacker.act(world.draft(attacker, task), "cancel")

    with bill.meter.running():
        while wire().clock() < ends:
            error = refusal(open_and_cancel)
            if error is None:
                opened.append(wire().clock())
                continue
            assert error.code == "too_many_openings"
            clock.move(seconds=max(1, int(error.error["retry_after"] or 1)), schedules=False)
        world.box.stream.drain()
    each = bill.fen() / len(opened)
    goes_through(world)
    in_an_hour = max(sum(first <= one < first + HOUR for one in opened) for first in opened)
    assert in_an_hour <= 2 * NEW_ORDERS  # the turn of an hour lies between
    prices = price_list()
    day = each * NEW_ORDERS * 24 + prices.fen(prices.prices["sms"], SMS_OF_A_NUMBER)
    told("orders", each * in_an_hour, day, f"{len(opened)} orders of one account, {in_an_hour} in an hour")


def test_uploads(world: World, clock: SandboxClock) -> None:
    """Every form that an account gets.  What its picture costs is what a whole journey costs of processors, and all
    the objects that are kept of it: a test's engine knows its pictures, and would cost too little."""
    attacker, task = member(world.box, "127.0.0.63"), world.plain_task(price=0)
    bill, forms, refused = Bill(world.box), 0, Counter[str]()
    wanted = {"purpose": "PHOTO", "type": "image/jpeg", "size": 10 * 1024 * 1024}
    with bill.meter.running():
        orders = [world.draft(attacker, task) for _ in range(8)]
        for _ in range(12):  # an order takes 60 an hour
            for order_id in orders:
                ask = partial(attacker.call, "POST", "/api/uploads", wanted | {"order_id": order_id})
                while (error := refusal(ask)) is None:
                    forms += 1
                refused[error.code] += 1
            if "too_many_uploads" in refused:
                break
            clock.move(seconds=3600, schedules=False)
    each = bill.fen(lambda_gb_seconds=forms * journey.kept().calls["lambda_gb_seconds"], s3_puts=6 * forms)
    assert forms <= PHOTOS_PER_DAY
    goes_through(world)
    facts = f"{forms} forms of one account, {dict(refused)}"
    told("uploads", each, each, facts)


def test_a_form_that_is_posted_again_is_judged_no_more(world: World) -> None:
    attacker = member(world.box, "127.0.0.64")
    order_id = world.draft(attacker)
    form = attacker.upload("PHOTO", portrait(), "image/jpeg", order_id)
    attacker.verdict(order_id, form["photo_no"])
    bill, key = Bill(world.box), form["fields"]["key"]
    judge, judged = wire().student.photo_judge, 0
    with bill.meter.running():
        for _ in range(20):
            attacker.post_form(form, portrait(), "image/jpeg")
            judged += judge.arrived(key) != "nothing to do"
    assert judged == 0


def test_forged_notices(world: World) -> None:
    """Anybody may post one: nothing is written, and the step has a hundred processes at most, whoever calls."""
    attacker, bill, before = visitor(world.box, "127.0.0.65"), Bill(world.box), world.tables()
    with bill.meter.running():
        for number in range(JUNK):
            channel = ("wechat", "alipay")[number % 2]
            body = {"id": secrets.token_hex(8), "resource": {"ciphertext": "x" * 400}}
            answer = attacker._http.post(f"{attacker._url}/api/pay/notices/{channel}", json=body, timeout=60)
            assert 400 <= answer.status_code < 500
    assert world.tables() == before
    goes_through(world)
    each = bill.fen() / JUNK
    told("refused", AT_THE_FIREWALL * each, 24 * AT_THE_FIREWALL * each, f"notices, {each:.5f} fen each")
