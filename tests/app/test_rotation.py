"""Each secret changes while requests that need it go on: none fails, and the new one is used.

`master` is not among them: people and orders are found by its digests, so it never changes.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import fields
from itertools import count

import pytest

from chalicelib.pay.model import Kind, Trade
from chalicelib.shared import settings_reader
from chalicelib.shared.clock import add_days, system_clock
from chalicelib.shared.ids import out_trade_no, random_id
from chalicelib.shared.money import fen
from chalicelib.shared.settings import AllSettings, group_of
from chalicelib.wire import wire
from chalicelib.wire.root import Wire
from clients.outside import new_phone
from drawings import qr_card
from drawings.qr_card import chsi_like_text
from sandbox.keys import new_private_key, new_ring, new_secret_key
from tests.worlds.app import World
from tests.worlds.rotation import Rotation, rotating, under_load
from tools.suite.patience import wait_for

_seeds = count(7_000_000)


@pytest.fixture
def rotation(world: World) -> Iterator[Rotation]:
    with rotating(world.box) as made:
        yield made


def test_the_sandbox_keeps_secrets_where_a_deployment_does(world: World) -> None:
    """Tools are given them in the environment; the process of the steps reads them at run time."""
    secret = {one.name.upper(): group_of(one) for one in fields(AllSettings) if group_of(one)}
    assert not secret.keys() & os.environ.keys()
    client = world.box.aws_client("secretsmanager")
    for group in set(secret.values()):
        kept = json.loads(client.get_secret_value(SecretId=f"gradphoto/dev/{group}")["SecretString"])
        assert kept == {name: world.box.env[name] for name, own in secret.items() if own == group}


def merchant() -> dict[str, str]:
    return {"merchant_pem": new_private_key(), "merchant_serial": random_id().upper()}


def trade(kind: Kind = Kind.NATIVE) -> Trade:
    number = out_trade_no(random_id(), 1)
    return Trade(out_trade_no=number, amount=fen(3000), kind=kind, description="毕业生图像采集")


def asks_channel(name: str) -> object:
    """A payment is started and asked for, which the channel answers only to who signs well."""
    channel, started = wire().outside.channels[name], trade()
    channel.start(started, add_days(system_clock(), 1))
    return channel.query(started.out_trade_no)


def asks_wechat_pay() -> object:
    return asks_channel("wechat")


def asks_alipay() -> object:
    return asks_channel("alipay")


def sends_code() -> None:
    wire().outside.code_sms.send(new_phone(), "123456")


CHANGES = {
    "wxpay": (asks_wechat_pay, merchant),
    "alipay": (asks_alipay, lambda: {"alipay_app_pem": new_private_key()}),
    "sms": (
        sends_code,
        lambda: {"sms_secret_id": f"AKIDSANDBOX{random_id()}", "sms_secret_key": f"SANDBOX{random_id()}"},
    ),
}


@pytest.mark.parametrize("group", CHANGES)
def test_a_secret_changes_while_the_old_one_still_works(rotation: Rotation, group: str) -> None:
    """As one should: the new one is written, and the old one is ended after five minutes."""
    request, new = CHANGES[group]
    with under_load(*[request] * 4) as load:
        before = wire()
        rotation.box.rotate(group, new())
        load.go_on()
        assert wire() is before
        rotation.five_minutes_pass()
        load.go_on()
        assert wire() is not before
        rotation.box.keys.retire()
        load.go_on()


@pytest.mark.parametrize("group", CHANGES)
def test_a_secret_changes_and_the_old_one_ends_at_once(rotation: Rotation, group: str) -> None:
    request, new = CHANGES[group]
    with under_load(*[request] * 4) as load:
        before = wire()
        rotation.box.rotate(group, new(), overlap=False)
        load.go_on()
        assert wire() is not before


def test_the_app_secret_of_wechat_is_reset(world: World, rotation: Rotation) -> None:
    """WeChat ends the old one at once; logins go on, each with a code that can be used once."""

    def logs_in() -> None:
        user = world.outside.control("POST", "/users", phone=new_phone())
        world.guest().login_by_wechat(user["login_code"], user["phone_code"])

    with under_load(*[logs_in] * 4) as load:
        rotation.box.rotate("wechat", {"wechat_secret": f"SANDBOX{random_id()}"}, overlap=False)
        load.go_on()
        assert wire().settings.wechat_secret == rotation.box.keys.wechat_secret
        wire().outside.open_api._shared.get(wire().outside.open_api._fetch, bad="")  # the token is asked for by it too


def test_the_agencys_key_changes_and_codes_of_both_are_read(world: World, rotation: Rotation) -> None:
    old, new = new_secret_key(), new_secret_key()
    rotation.box.rotate("codes", {"agency_code_key": old})
    task = world.task()

    def reads(key: str) -> None:
        card = qr_card.png(qr_card.encrypted(chsi_like_text(seed=next(_seeds), school_code="10532"), key))
        assert world.student().read_code(task.task_id, card)["source"] == "picture"

    with under_load(lambda: reads(old), lambda: reads(old)) as load:
        rotation.box.rotate("codes", {"agency_code_key": f"{new} {old}"})
        rotation.five_minutes_pass()
        load.go_on(2)
    with under_load(lambda: reads(old), lambda: reads(new)) as load:
        load.go_on(2)


@pytest.mark.parametrize("group", ["contact", "staff"])
def test_a_ring_gets_a_new_key_while_old_and_new_processes_work(world: World, rotation: Rotation, group: str) -> None:
    """One that began before seals with the older key for five minutes, and opens what the other sealed at once."""
    old = wire()
    keys = rotation.box.keys
    rotation.box.rotate(group, {f"{group}_keys": new_ring(*getattr(keys, f"{group}_keys").split())})
    new = Wire(settings_reader.rotating(AllSettings, os.environ).current())
    ours, theirs = (getattr(parts.stores.keys, group) for parts in (old, new))
    before, after = ours.seal("13800000000", about="this"), theirs.seal("13800000000", about="this")
    assert (before[:2], after[:2]) == ("1.", "2.")
    assert theirs.unseal(before, about="this") == ours.unseal(after, about="this") == "13800000000"
    assert not theirs.is_current(before)
    assert wire() is not old, "the secret was read anew"
    assert getattr(wire().stores.keys, group).is_current(after)


def test_a_ring_changes_under_requests_and_is_sealed_anew_by_them(world: World, rotation: Rotation) -> None:
    def names_herself() -> None:
        student, phone = world.phoned()
        assert student.call("PATCH", "/api/me", {"nickname": "小张"})["nickname"] == "小张"
        assert student.call("GET", "/api/me")["phone"].endswith(phone[-4:])

    with under_load(*[names_herself] * 3) as load:
        for _ in range(2):
            rotation.box.rotate("contact", {"contact_keys": new_ring(*rotation.box.keys.contact_keys.split())})
            load.go_on()
            rotation.five_minutes_pass()
            load.go_on()
    sealed = wire().stores.keys.seal("13800000000", about="this")
    assert sealed.startswith("3."), "the third key"


def test_a_step_that_began_before_the_first_ring_opens_what_it_seals(world: World, rotation: Rotation) -> None:
    """The deployment's first ring: until then everything had the key derived from the master."""
    rotation.box.rotate("contact", {"contact_keys": ""})
    rotation.five_minutes_pass()
    old, phone = wire(), new_phone()
    sealed = old.stores.keys.seal(phone, about="this")
    assert "." not in sealed
    rotation.box.rotate("contact", {"contact_keys": new_ring()})
    new = Wire(settings_reader.rotating(AllSettings, os.environ).current())
    assert new.stores.keys.unseal(sealed, about="this") == phone
    assert old.stores.keys.unseal(new.stores.keys.seal(phone, about="this"), about="this") == phone


def test_the_key_of_wechat_pays_notices_changes(world: World, rotation: Rotation) -> None:
    """Only the notice needs it: whoever opens it in vain looks for a newer one."""
    student = world.student()
    order_id = world.submitted(student)
    rotation.box.rotate("wxpay", {"apiv3_key": "SANDBOX".ljust(32, "n")}, overlap=False)
    world.outside.scan(student.pay(order_id)["params"]["code_url"])
    student.wait_for(order_id, "IN_REVIEW")
    wait_for(lambda: wire().settings.wxpay_apiv3_key == "SANDBOX".ljust(32, "n"), "the newer key")
