"""A row of the trail that does not open hides no other from whoever reads the trail."""

from __future__ import annotations

import json

import pytest

from chalicelib.shared.clock import SHANGHAI
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from tests.worlds.app import World
from tests.worlds.staff import colleague


@pytest.mark.parametrize("body", [{"N": "1"}, {"S": "[]"}])
def test_the_others_of_its_day_are_shown_and_a_person_is_told(
    world: World, body: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    manager = colleague(world.box.console_url, StaffRole.MANAGER)
    now = wire().clock()
    pk, sk = f"AUDIT#{manager.account.branch}#{now.astimezone(SHANGHAI).date()}", f"{now.isoformat()}#spoilt"
    key = {"pk": {"S": pk}, "sk": {"S": sk}}
    spoilt = key | {"body": body, "staff_id": {"S": manager.account.staff_id}, "action": {"S": "login"}}
    world.box.aws_client("dynamodb").put_item(TableName="PeopleTable", Item=spoilt)
    try:
        rows = manager.call("GET", "/api/staff/audit")["rows"]
        assert rows
        told = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"alarm"' in line]
        assert [line["id"] for line in told if line["what"] == "a row of the audit trail does not open"] == [sk]
    finally:
        world.box.aws_client("dynamodb").delete_item(TableName="PeopleTable", Key=key)
