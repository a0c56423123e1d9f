"""Versions that nothing calls and no way back needs are told, and deleted only when somebody says so."""

from __future__ import annotations

from tests.worlds.deployed import STAGE, Deployed
from tools.deployed.stack import function_name
from tools.stack.deploy import rollback
from tools.stack.prune import prune

STEP = function_name(STAGE, "remind")


def versions(stack: Deployed) -> list[str]:
    listed = stack.client("lambda").list_versions_by_function(FunctionName=STEP)["Versions"]
    return [one["Version"] for one in listed if one["Version"] != "$LATEST"]


def test_old_versions_go_when_asked_and_the_way_back_stays(stack: Deployed) -> None:
    for hours in ("41", "42", "43"):
        stack.deploy(stack.packages(), ReviewHours=hours)
    before = versions(stack)
    stack.said.clear()
    prune(stack.target, delete=False)
    assert versions(stack) == before
    assert f"{STEP} 的版本 {before[0]}" in stack.said

    prune(stack.target, delete=True)
    assert versions(stack) == before[-2:]
    stack.said.clear()
    prune(stack.target, delete=False)
    assert [line for line in stack.said if STEP in line] == []
    rollback(stack.target)
    stack.lead()
    assert stack.environment("remind")["REVIEW_HOURS"] == "42"
