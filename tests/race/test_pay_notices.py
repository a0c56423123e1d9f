"""Hundreds of notices at once, nearly a third of them twice; and strangers who knock without a signature."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

import alipay
import pytest
import requests
from botocore.client import BaseClient

from chalicelib.orders.model import State
from chalicelib.orders.money_model import AttemptState
from chalicelib.pay.channels import wechat_notice
from chalicelib.shared.clock import SHANGHAI
from sandbox.alipay.seal import signed_form
from tests.race.rush import NOTICES, at_once, rush
from tests.worlds.pay import World
from tests.worlds.pay_making import PRICE
from tests.worlds.pay_notice import Notice


@pytest.mark.parametrize("count", [100, pytest.param(NOTICES, marks=pytest.mark.slow)])
def test_many_notices_settle_every_order_once(world: World, count: int) -> None:
    made, notices = rush(world, count)
    answers = at_once(world, "wechat", notices)
    assert [status for status, _ in answers] == [204] * count
    for order_id, _ in made:
        order = world.load(order_id)
        assert (order.head.state, order.attempts[0].state) == (State.IN_REVIEW, AttemptState.OK)
        assert [one.event for one in world.store.history(order_id)].count("paid") == 1
        assert world.held(order) == {1: PRICE}
    ours, today = {number for _, number in made}, datetime.now(SHANGHAI).date()
    days = (today - timedelta(days=1), today)  # it may just have become midnight
    booked = [one for day in days for one in world.stores.ledger.of_day("wechat", day) if one.number in ours]
    assert (len(booked), sum(one.amount for one in booked)) == (len(made), len(made) * PRICE)


@pytest.mark.parametrize("channel", ["wechat", "alipay"])
def test_a_flood_of_strangers_costs_no_call_and_no_write(
    world: World, channel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def forbidden(*args: object, **more: object) -> None:
        raise AssertionError("read before it was verified")

    real = BaseClient._make_api_call  # type: ignore[attr-defined]

    def count(self: BaseClient, operation: str, told: object) -> object:
        if self.meta.service_model.service_name == "dynamodb":
            asked.append(operation)
        return real(self, operation, told)

    monkeypatch.setattr(BaseClient, "_make_api_call", count)
    monkeypatch.setattr(requests.Session, "request", forbidden)
    monkeypatch.setattr(alipay, "urlopen", forbidden)
    monkeypatch.setattr(wechat_notice, "unpack", forbidden)
    flood = list(strangers(world)) * 10
    assert {status for status, _ in at_once(world, channel, flood)} == {401}
    large = [Notice(flood[0].headers, b"x" * size) for size in (64 * 1024 + 1, 5 << 20)] * 5
    assert {status for status, _ in at_once(world, channel, large)} == {413}
    assert asked == []


def strangers(world: World) -> Iterator[Notice]:
    """What nobody of the channels signed: junk and good forms, under serials we know and do not know."""
    keys, now = world.box.keys, world.clock()
    refund = Notice.of(world.box, {"mchid": keys.mchid, "out_refund_no": f"{'A' * 22}_01R1"}, now, "REFUND.SUCCESS").raw
    form = signed_form(keys.alipay, {"out_trade_no": f"{'A' * 22}_01", "trade_status": "TRADE_SUCCESS"})
    bodies = [b"", b"{}", b"[" * 60_000, b"&".join(b"a%d=1" % n for n in range(7000)), refund, form[:-8] + b"AAAAAAAA"]
    for serial in (keys.platform_key_id, f"PUB_KEY_ID_{secrets.token_hex(16)}", secrets.token_hex(20).upper()):
        for signature in ("A" * 344, "WECHATPAY/SIGNTEST/" + "A" * 325):
            headers = {"wechatpay-timestamp": str(int(now.timestamp())), "wechatpay-nonce": "n",
                       "wechatpay-signature": signature, "wechatpay-serial": serial}  # fmt: skip
            yield from (Notice(headers, body) for body in bodies)
