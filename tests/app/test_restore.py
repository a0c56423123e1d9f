"""An order that is lost comes back from an export, and its money agrees with the ledger."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import boto3
import pytest

from chalicelib.orders import events as ev
from chalicelib.orders.model import State
from chalicelib.orders.store.items import RESTORED, head_item
from chalicelib.pay.bills import proof
from chalicelib.privacy.purge import PURGE
from chalicelib.shared.db import Put, transact
from chalicelib.shared.ids import random_id
from chalicelib.wire import wire
from tests.worlds.app import World
from tests.worlds.branch import Desk, decide
from tests.worlds.staff_orders import order_of
from tools import restore
from tools.replay import replay

Items = list[dict[str, Any]]


@pytest.fixture(autouse=True)
def _no_export_stays(world: World) -> Iterator[None]:
    yield
    for key in world.objects("backup/"):
        world.drop(key)


def items_of(order_id: str) -> Items:
    asked = {"KeyConditionExpression": "pk = :pk", "ExpressionAttributeValues": {":pk": {"S": order_id}}}
    found: Items = boto3.client("dynamodb").query(TableName=wire().settings.orders_table, **asked)["Items"]
    return [{name: value for name, value in item.items() if name != RESTORED} for item in found]


def lose(items: Items) -> None:
    for item in items:
        key = {"pk": item["pk"], "sk": item["sk"]}
        boto3.client("dynamodb").delete_item(TableName=wire().settings.orders_table, Key=key)


def _in_export(data: bytes) -> str:
    return base64.b64encode(data).decode()


def exported(items: Items) -> str:
    """As DynamoDB leaves an export in a bucket."""
    bucket, prefix = wire().settings.photo_bucket, f"backup/AWSDynamoDB/{random_id(8)}"
    lines = "\n".join(json.dumps({"Item": item}, default=_in_export) for item in items)
    s3 = boto3.client("s3")
    s3.put_object(Bucket=bucket, Key=f"{prefix}/data/a.json.gz", Body=gzip.compress(lines.encode()))
    manifest = json.dumps({"itemCount": len(items), "dataFileS3Key": f"{prefix}/data/a.json.gz"})
    s3.put_object(Bucket=bucket, Key=f"{prefix}/manifest-files.json", Body=manifest.encode())
    return f"s3://{bucket}/{prefix}"


def test_a_lost_order_comes_back_whole_and_its_money_is_proven(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    order_id = world.paid(world.student(), world.plain_task(price=2000))
    world.box.stream.drain()
    items, other = items_of(order_id), items_of(world.draft(world.student(), world.plain_task()))
    export = exported(items + other)
    lose(items)
    assert wire().stores.orders.load(order_id) is None
    command = ["orders", export, "--key", order_id]
    assert restore.main(command) == 0
    assert f"{len(items)} missing (nothing was written: add --write)" in capsys.readouterr().out
    assert items_of(order_id) == []
    lose(other)  # what is not named stays lost
    assert restore.main([*command, "--write"]) == 0
    assert restore.main([*command, "--write"]) == 0
    assert capsys.readouterr().out.splitlines() == [f"{len(items)} missing", f"{len(items)} same"]
    assert items_of(order_id) == items
    assert items_of(other[0]["pk"]["S"]) == []
    world.box.stream.drain()
    assert replay(timedelta(days=2), [order_id])[1] == 0
    days = {wire().clock().date() + timedelta(days=step) for step in (-1, 0, 1)}
    entries = [entry for day in days for entry in wire().stores.ledger.of_day("wechat", day)]
    mine = [entry for entry in entries if entry.order_id == order_id]
    assert [entry.amount for entry in mine] == [2000]
    assert proof.unproven(mine, {order_id: wire().stores.orders.history(order_id)}, days) == []


def test_what_comes_back_is_counted_and_told_no_second_time(world: World) -> None:
    """As in another region, where no mark says what was done."""
    task = world.plain_task(price=0)
    order_id = world.draft(world.student(), task)
    world.box.stream.drain()
    counters = wire().stores.counters
    export = exported(items_of(order_id))
    lose(items_of(order_id))
    world.box.stream.drain()
    world.box.forget("InboxTable")
    assert counters.in_state([task.task_id], State.DRAFT) == {task.task_id: 1}
    assert restore.main(["orders", export, "--all", "--write"]) == 0
    world.box.stream.drain()
    assert counters.in_state([task.task_id], State.DRAFT) == {task.task_id: 1}


def test_what_has_changed_since_stays_unless_it_is_named_to_be_replaced(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    student = world.student()
    order_id = world.draft(student, world.plain_task(price=0))
    before = items_of(order_id)
    export = exported(before)
    student.act(order_id, "cancel")
    assert restore.main(["orders", export, "--key", order_id, "--write"]) == 0
    assert "1 changed since" in capsys.readouterr().out
    assert student.order(order_id)["state"] == "CANCELLED"
    assert restore.main(["orders", export, "--key", order_id, "--replace", "--write"]) == 0
    assert student.order(order_id)["state"] == "DRAFT"


def test_what_was_erased_stays_so(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    order_id = world.draft(world.student(), world.plain_task(price=0))
    items = items_of(order_id)
    export = exported(items)
    order = order_of(order_id)
    lose(items)
    transact([Put(item=head_item(replace(order.head, erased_at=order.head.opened_at), {}), new=True)])
    erased = items_of(order_id)
    assert restore.main(["orders", export, "--all", "--write"]) == 0
    assert f"{len(items)} erased" in capsys.readouterr().out
    assert items_of(order_id) == erased


def test_no_order_is_listed_again_under_a_name_it_has_no_longer(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing would lead to the entry when the order's time is over."""
    stores, student, ids = wire().stores, world.student(), list[str]()
    listed, before = list[Items](), [f"名{random_id(6)}" for _ in range(3)]
    for name in before:
        ids.append(student.open(world.plain_task(price=0).task_id, **world.form(name=name))["order_id"])
        order = stores.orders.load(ids[-1])
        place = stores.names.place(order.head) if order else None
        assert place is not None
        listed.append(items_of(place[0]))
    lost, renamed, erased = ids
    decide(Desk(world).manager, renamed, "edit", fields={"name": f"新{random_id(6)}"})
    student.act(erased, "cancel")
    wire().student.orders.apply(erased, ev.Erase(actor=PURGE))
    lose(listed[0])
    assert restore.main(["orders", exported([item for items in listed for item in items]), "--all", "--write"]) == 0
    assert "1 erased, 1 missing, 1 renamed" in capsys.readouterr().out
    assert [stores.names.of("hunan", name, limit=9)[0] for name in before] == [[lost], [], []]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["s3://nowhere-at-all/AWSDynamoDB/1", "--all"], 1),
        (["here", "--all"], 2),
        (["s3://b/x", "--all", "--replace"], 2),
    ],
)
def test_what_is_no_export_is_told(
    world: World, arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        found = restore.main(["orders", *arguments])
    except SystemExit as ended:
        found = int(str(ended.code))
    assert found == code
    assert capsys.readouterr().err
