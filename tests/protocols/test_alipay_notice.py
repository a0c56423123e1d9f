"""Alipay's notices: what the channel believes, and what the webhook makes of them and answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import quote_plus, urlencode

import pytest
import requests

from chalicelib.orders.model import Order, State
from chalicelib.orders.money_model import AttemptState, RefundState
from chalicelib.pay.channels.alipay import Alipay
from chalicelib.pay.model import Back, ChannelRefund, NoticeRefused, PaidFact, RefundStatus
from chalicelib.shared.ids import out_refund_no, out_trade_no
from chalicelib.shared.money import Fen, yuan
from sandbox.alipay.notices import trade_form
from sandbox.alipay.seal import signed_form
from sandbox.box import Sandbox
from tests.protocols.alipay_channel import channel, fields, started
from tests.protocols.pay_channel import a_trade, refund_of
from tests.worlds.pay import World, world_of
from tests.worlds.simulators import Outside, Shop, until
from tools.suite.patience import PATIENCE

# -- what the channel believes -----------------------------------------------------------------------------------------


@pytest.fixture
def pay(outside: Outside, shop: Shop) -> Alipay:
    return channel(outside.keys, url=outside.alipay.url, notice_url=shop.url)


@pytest.fixture
def raw(outside: Outside, pay: Alipay, shop: Shop) -> bytes:
    """A good notice of a payment, as it arrives."""
    outside.alipay.user_pays(started(pay).out_trade_no)
    return bytes(until(lambda: shop.seen)[0].body)


def test_a_notice_tells_what_a_query_tells(pay: Alipay, raw: bytes) -> None:
    fact = pay.read_notice({}, raw)
    assert isinstance(fact, PaidFact)
    assert fact == pay.query(fact.out_trade_no)


def test_the_merchants_library_believes_it_too(pay: Alipay, raw: bytes) -> None:
    """A second opinion on the signature, from code that neither the product's opener nor the simulator shares."""
    told = fields(raw)
    signature = told.pop("sign")
    assert pay._client(None).verify(dict(told), signature)
    assert not pay._client(None).verify({**told, "total_amount": "0.01"}, signature)


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "amount": lambda raw: raw.replace(b"total_amount=30.00", b"total_amount=00.01"),
    "another field": lambda raw: raw + b"&extra=1",
    "an empty field": lambda raw: raw + b"&extra=",
    "a field twice": lambda raw: raw + b"&app_id=1",
    "a field less": lambda raw: raw.replace(b"&charset=utf-8", b""),
    "weaker signature": lambda raw: raw.replace(b"sign_type=RSA2", b"sign_type=RSA"),
    "no sign type": lambda raw: raw.replace(b"&sign_type=RSA2", b""),
    "no signature": lambda raw: raw.partition(b"&sign=")[0],
    "signature of nothing": lambda raw: raw.partition(b"&sign=")[0] + b"&sign=AAAA",
    "signature that is no base64": lambda raw: raw.partition(b"&sign=")[0] + b"&sign=%C3%A9",
    "not UTF-8": lambda raw: raw + b"&extra=%FF",
    "no form": lambda raw: b"{}",
    "nothing": lambda raw: b"",
    "too many fields": lambda raw: raw + b"".join(b"&f%d=1" % number for number in range(100)),
}


@pytest.mark.parametrize("name", SPOILT)
def test_what_alipay_did_not_sign_is_refused(pay: Alipay, raw: bytes, name: str) -> None:
    assert SPOILT[name](raw) != raw
    with pytest.raises(NoticeRefused):
        pay.read_notice({}, SPOILT[name](raw))


def test_the_order_and_spelling_of_a_form_do_not_matter(pay: Alipay, raw: bytes) -> None:
    other = "&".join(f"{name}={quote_plus(value)}" for name, value in reversed(fields(raw).items())).encode()
    assert pay.read_notice({}, other) == pay.read_notice({}, raw)


@pytest.mark.parametrize("state", ["WAIT_BUYER_PAY", "TRADE_CLOSED"])
def test_what_brings_no_money_is_no_fact(outside: Outside, pay: Alipay, raw: bytes, state: str) -> None:
    told = {name: value for name, value in fields(raw).items() if name not in ("sign", "sign_type", "gmt_payment")}
    assert pay.read_notice({}, signed_form(outside.keys.alipay, {**told, "trade_status": state})) is None


@pytest.mark.parametrize(
    "changes", [{"total_amount": "3e3"}, {"gmt_payment": "yesterday"}, {"trade_no": None}, {"app_id": None}]
)
def test_signed_nonsense_is_refused(outside: Outside, pay: Alipay, raw: bytes, changes: dict[str, str | None]) -> None:
    told = {**fields(raw), **changes}
    told = {name: value for name, value in told.items() if value is not None and name not in ("sign", "sign_type")}
    with pytest.raises(NoticeRefused):
        pay.read_notice({}, signed_form(outside.keys.alipay, {name: str(value) for name, value in told.items()}))


def test_a_refund_is_told_under_its_number(outside: Outside, pay: Alipay, raw: bytes, shop: Shop) -> None:
    paid = pay.read_notice({}, raw)
    assert isinstance(paid, PaidFact)
    (trade,) = outside.alipay.books.trades()
    number = out_refund_no(paid.out_trade_no[:22], 1, 1)
    pay.refund(refund_of(a_trade(out_trade_no=paid.out_trade_no)))
    told = until(lambda: len(shop.seen) > 1 and shop.seen[1])
    fact = pay.read_notice({}, told.body)
    assert isinstance(fact, ChannelRefund)
    assert fact.done_at is not None
    assert replace(fact, done_at=None) == ChannelRefund(
        out_refund_no=number, status=RefundStatus.SUCCESS, amount=paid.amount, refund_id=trade["trade_no"]
    )


def test_a_refund_is_told_with_its_own_amount_where_a_part_went_back_before(
    outside: Outside, pay: Alipay, raw: bytes, shop: Shop
) -> None:
    """The notice has the sum of both."""
    trade = a_trade(out_trade_no=fields(raw)["out_trade_no"])
    outside.alipay.refund_outside(trade.out_trade_no, 1000)
    rest = refund_of(trade)
    pay.refund(replace(rest, amount=Fen(rest.amount - 1000)))
    told = until(lambda: len(shop.seen) > 2 and shop.seen[2]).body
    assert fields(told)["refund_fee"] == yuan(rest.amount)
    fact = pay.read_notice({}, told)
    assert isinstance(fact, ChannelRefund)
    assert fact.amount == rest.amount - 1000


def test_a_refund_by_somebody_else_shows_on_the_trade(outside: Outside, pay: Alipay, raw: bytes, shop: Shop) -> None:
    outside.alipay.refund_outside(fields(raw)["out_trade_no"])
    fact = pay.read_notice({}, until(lambda: len(shop.seen) > 1 and shop.seen[1]).body)
    assert isinstance(fact, PaidFact)
    assert fact.back is Back.ALL
    assert fact.back_at is not None


def test_a_part_returned_by_somebody_else_shows_as_a_part(
    outside: Outside, pay: Alipay, raw: bytes, shop: Shop
) -> None:
    outside.alipay.refund_outside(fields(raw)["out_trade_no"], 1000)
    fact = pay.read_notice({}, until(lambda: len(shop.seen) > 1 and shop.seen[1]).body)
    paid = pay.read_notice({}, raw)
    assert isinstance(paid, PaidFact)
    assert fact == replace(paid, back=Back.SOME)


@pytest.mark.parametrize("changes", [{"app_id": "2021000000000000"}, {"seller_id": "2088000000000000"}])
def test_a_refund_of_another_merchant_is_none_of_ours(
    outside: Outside, pay: Alipay, raw: bytes, shop: Shop, capsys: pytest.CaptureFixture[str], changes: dict[str, str]
) -> None:
    pay.refund(refund_of(a_trade(out_trade_no=fields(raw)["out_trade_no"])))
    told = fields(until(lambda: len(shop.seen) > 1 and shop.seen[1]).body)
    form = {name: value for name, value in (told | changes).items() if name not in ("sign", "sign_type")}
    assert pay.read_notice({}, signed_form(outside.keys.alipay, form)) is None
    assert "refund of another merchant" in capsys.readouterr().out


# -- what the webhook makes of them ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def world(box: Sandbox) -> Iterator[World]:
    with world_of(box) as running:
        yield running


@pytest.fixture
def order_id(world: World) -> str:
    """An order whose Alipay code can be scanned now."""
    world.begin()
    order_id = world.awaiting(world.task(), world.who).head.order_id
    world.pay.start(world.who, order_id, "ALIPAY_NATIVE", "first-tap")
    return order_id


def deliver(world: World, body: bytes) -> requests.Response:
    kind = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    return requests.post(f"{world.box.api_url}/api/pay/notices/alipay", data=body, headers=kind, timeout=PATIENCE)


def notice(world: World, order_id: str, **changes: str) -> bytes:
    """The notice of the first attempt's trade, which is paid; changes: what it tells differently, signed."""
    form = trade_form(world.box.keys, world.box.alipay.books.trade(out_trade_no(order_id, 1)))
    return signed_form(world.box.keys.alipay, {**form, **changes})


def pays(world: World, order_id: str) -> None:
    world.box.alipay.books.pay(out_trade_no(order_id, 1))


def whole(world: World, order_id: str) -> tuple[Order, int]:
    return world.load(order_id), len(world.store.history(order_id))


def test_a_good_notice_pays_and_so_does_its_repetition(world: World, order_id: str) -> None:
    pays(world, order_id)
    body = notice(world, order_id)
    answer = deliver(world, body)
    assert (answer.status_code, answer.content) == (200, b"success")
    after = whole(world, order_id)
    assert (after[0].head.state, after[0].attempts[0].state) == (State.IN_REVIEW, AttemptState.OK)
    assert (after[0].attempts[0].mchid, after[0].attempts[0].channel) == (world.box.keys.alipay_seller_id, "alipay")
    for again in (body, notice(world, order_id)):
        assert deliver(world, again).content == b"success"
    assert whole(world, order_id) == after


@pytest.mark.parametrize("name", SPOILT)
def test_a_bad_notice_changes_nothing_and_comes_again(world: World, order_id: str, name: str) -> None:
    pays(world, order_id)
    before, body = whole(world, order_id), notice(world, order_id)
    answer = deliver(world, SPOILT[name](body))
    assert (answer.status_code, answer.content) == (401, b"failure")
    assert whole(world, order_id) == before
    assert deliver(world, body).content == b"success"


@pytest.mark.parametrize(
    "changes",
    [{"total_amount": "29.99"}, {"seller_id": "2088000000000000"}, {"app_id": "2021000000000000"}],
    ids=lambda changes: next(iter(changes)),
)
def test_money_that_does_not_match_is_suspect(
    world: World, order_id: str, changes: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    pays(world, order_id)
    assert deliver(world, notice(world, order_id, **changes)).content == b"success"
    order = world.load(order_id)
    assert (order.head.state, order.attempts[0].state) == (State.AWAITING_PAYMENT, AttemptState.SUSPECT)
    assert '"alarm"' in capsys.readouterr().out


def test_a_notice_that_cannot_be_kept_comes_again(world: World, order_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pays(world, order_id)
    with monkeypatch.context() as patch:
        patch.setattr("chalicelib.orders.service.OrderService.apply", lambda *_: 1 / 0)
        answer = deliver(world, notice(world, order_id))
    assert (answer.status_code, answer.content) == (500, b"failure")
    assert deliver(world, notice(world, order_id)).content == b"success"


def test_the_simulators_own_notice_settles_the_order(world: World, order_id: str) -> None:
    world.box.faults.set("notice_lost", times=0)
    world.box.faults.set("notice_tampered")
    world.box.alipay.notices.speed = 2000.0
    world.box.alipay.user_pays(out_trade_no(order_id, 1))
    until(lambda: world.load(order_id).head.state is State.IN_REVIEW)
    (told,) = until(lambda: [one for one in world.box.alipay.notices.of(out_trade_no(order_id, 1)) if one["tries"][1:]])
    assert [one["status"] for one in told["tries"]] == [401, 200]
    world.box.faults.set("notice_lost", times=10**6)


def test_a_refund_ends_by_its_answer_and_again_by_its_notice(world: World, order_id: str) -> None:
    pays(world, order_id)
    deliver(world, notice(world, order_id))
    world.orders.refund(world.who, order_id)
    world.settle(order_id, "REFUND#01#1")
    after = whole(world, order_id)
    assert (after[0].head.state, after[0].refunds[0].state) == (State.REFUNDED, RefundState.DONE)
    (told,) = world.box.alipay.notices.of(out_refund_no(order_id, 1, 1))
    assert deliver(world, told["body"].encode()).content == b"success"
    assert whole(world, order_id) == after


def test_whoever_switches_to_wechat_and_pays_both_gets_one_back(world: World, order_id: str) -> None:
    """Nobody has scanned the first code, so nobody can close it: it stays good, and the second money goes back."""
    world.pay.start(world.who, order_id, "WECHAT_NATIVE", "second-tap")
    assert world.attempts(order_id) == [AttemptState.ABANDONED, AttemptState.PENDING]
    world.deliver(world.paid(out_trade_no(order_id, 2)))
    pays(world, order_id)
    assert deliver(world, notice(world, order_id)).content == b"success"
    order = world.rest(order_id)
    assert (order.head.state, [one.state for one in order.attempts]) == (
        State.IN_REVIEW,
        [AttemptState.RETURNED, AttemptState.OK],
    )
    assert world.box.alipay.books.trade(out_trade_no(order_id, 1))["state"] == "TRADE_CLOSED"


def test_a_stranger_hears_the_same_words(world: World) -> None:
    for body in (b"", b"x=1", json.dumps({"sign": "x"}).encode(), urlencode({"sign": "é"}).encode()):
        answer = deliver(world, body)
        assert (answer.status_code, answer.content) == (401, b"failure")
    assert deliver(world, b"x" * 70_000).status_code == 413
