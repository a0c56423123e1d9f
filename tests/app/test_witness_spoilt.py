"""A row of the trail that is no row any more stops nobody from finding it, nor the rows beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.ids import random_id
from chalicelib.staff.audit_store import AuditItem
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from tests.worlds.app import World
from tests.worlds.staff import hire, who
from tools import witness

SPOILT = [{"body": {"N": "1"}}, {"body": None}, {"action": {"L": []}}, {"body": {"S": "[]"}}]


def day() -> date:
    return wire().clock().astimezone(SHANGHAI).date()


@pytest.mark.parametrize("spoilt", SPOILT)
@pytest.mark.parametrize("kind", ["AUDIT", "AUDITOF"])
def test_a_row_that_is_no_row_any_more_is_named(
    world: World, kind: str, spoilt: dict[str, dict[str, Any] | None]
) -> None:
    branch = f"b{random_id(8)}"
    account, streams = hire(StaffRole.MANAGER, branch=branch), world.box.streams.by_step["witness"]
    for number in range(2):
        wire().staff.audit.note(who(account), "view_orders", f"task {number}", reason="学生来电")
    streams.drain()
    pk = f"AUDIT#{branch}#{day()}" if kind == "AUDIT" else f"AUDITOF#{branch}#task 0"
    row = next(iter(AuditItem.query(pk)))
    raw = {"pk": {"S": row.pk}, "sk": {"S": row.sk}} | {
        name: {"S": getattr(row, name)} for name in ("body", "staff_id", "action")
    }
    changed = {name: value for name, value in (raw | spoilt).items() if value is not None}
    world.box.aws_client("dynamodb").put_item(TableName="PeopleTable", Item=changed)
    streams.drain()
    faults = [line for line in witness.check(day())[0] if f"#{branch}#" in line]
    assert f"AUDIT#{branch}#{day()} {row.sk}：" + ("被改动" if kind == "AUDIT" else "按对象查到的不一样") in faults
    assert {line.split("：")[0] for line in faults} == {f"AUDIT#{branch}#{day()} {row.sk}"}
    world.box.aws_client("dynamodb").put_item(TableName="PeopleTable", Item=raw)
