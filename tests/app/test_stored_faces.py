"""How many students' photos are stored is a metric, with which an alarm tells before the law asks for a filing."""

from __future__ import annotations

import json

import pytest

from chalicelib.wire import wire
from tests.worlds.app import World
from tests.worlds.faces import count_faces


def test_a_count_tells_the_orders_whose_photo_is_stored_of_all_branches_together(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    for branch in ("分社甲", "分社乙"):
        world.photographed(world.student(), world.plain_task(branch=branch, price=0))
    capsys.readouterr()
    count_faces()
    *_, line = [json.loads(one) for one in capsys.readouterr().out.splitlines() if '"faces counted"' in one]
    found = {name: wire().stores.faces.newest(name, 1)[0].sums for name in wire().stores.tasks.branches()}
    assert [found[name]["people"] for name in ("分社甲", "分社乙")] == [1, 1]
    assert line["StoredFaces"] == sum(sums.get("people", 0) for sums in found.values())
    assert line["_aws"]["CloudWatchMetrics"][0]["Metrics"] == [{"Name": "StoredFaces", "Unit": "None"}]
