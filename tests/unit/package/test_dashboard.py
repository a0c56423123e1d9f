"""The dashboard draws what is counted: every metric of the product, and nothing that nobody counts."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from chalice.utils import to_cfn_resource_name

from chalicelib.shared.metrics import UNITS
from chalicelib.shared.settings import STEPS
from deploy.alarms import DEAD_LETTERS, QUEUES, TABLES
from deploy.dashboard import OWN, add_dashboard, graphs


@pytest.fixture(scope="module")
def body() -> dict[str, Any]:
    template: dict[str, Any] = {"Resources": {}}
    add_dashboard(template)
    found: dict[str, Any] = json.loads(template["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"])
    return found


def test_eight_graphs_stand_side_by_side(body: dict[str, Any]) -> None:
    places = [(one["x"], one["y"]) for one in body["widgets"]]
    assert places == [(x, y) for y in (0, 6, 12, 18) for x in (0, 12)]


def test_what_the_product_counts_is_drawn_and_nothing_else() -> None:
    drawn = {line[1] for _, lines in graphs() for line in lines if line[0] == OWN}
    lines_of_log = {"AlarmLines", *(f"{to_cfn_resource_name(step)}ErrorLines" for step in STEPS)}
    assert drawn | {"PhotosPassed"} == UNITS.keys() | lines_of_log


def test_it_names_only_what_the_template_has(body: dict[str, Any]) -> None:
    named = set(re.findall(r"\$\{([^}]+)\}", json.dumps(body)))
    queues = {f"{name}Queue.QueueName" for name in QUEUES} | {f"{one}.QueueName" for one, _ in DEAD_LETTERS.values()}
    assert named == {"Stage", "AWS::Region", *TABLES} | queues
