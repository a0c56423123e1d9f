"""How a change of the stack ends, as CloudFormation tells it: late, page by page, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tools.deployed.stack import StackError
from tools.stack import stack as stack_module
from tools.stack.cloud import Cloud
from tools.stack.stack import NotChanged, Stack

NAME = "gradphoto-test"
PAGE = 100  # events in one answer


class CloudFormation:
    """Answers with these statuses of the stack, one after another and the last for ever; "" is no stack."""

    def __init__(self, *statuses: str) -> None:
        self._statuses, self.deleted = list(statuses), 0
        self.events: list[dict[str, str]] = []  # newest first
        self.coming: list[dict[str, str]] = []  # while a change is made

    def describe_stacks(self, StackName: str) -> dict[str, Any]:
        status = self._statuses.pop(0) if len(self._statuses) > 1 else self._statuses[0]
        return {"Stacks": [{"StackStatus": status}]}

    def create_change_set(self, **_: object) -> None:
        """Takes it."""

    def describe_change_set(self, **_: object) -> dict[str, str]:
        return {"Status": "CREATE_COMPLETE"}

    def execute_change_set(self, **_: object) -> None:
        self.events = self.coming + self.events

    def delete_stack(self, StackName: str) -> None:
        self.deleted += 1

    def get_paginator(self, operation: str) -> CloudFormation:
        assert operation == "describe_stack_events"
        return self

    def paginate(self, StackName: str) -> Iterator[dict[str, Any]]:
        for start in range(0, len(self.events), PAGE):
            yield {"StackEvents": self.events[start : start + PAGE]}


class Session:
    def __init__(self, api: CloudFormation) -> None:
        self._api = api

    def client(self, service: str) -> CloudFormation:
        assert service == "cloudformation"
        return self._api


def stack(api: CloudFormation) -> Stack:
    cloud = Cloud(region="cn-north-1", partition="aws-cn", account="1" * 12, session=Session(api))
    return Stack(cloud, NAME, pause=0)


def events(*names: str, status: str = "UPDATE_FAILED", reason: str = "") -> list[dict[str, str]]:
    return [
        {"EventId": name, "LogicalResourceId": name, "ResourceType": "AWS::X", "ResourceStatus": status}
        | {"ResourceStatusReason": reason}
        for name in names
    ]


def test_the_cause_is_told_though_the_way_back_made_many_events() -> None:
    api = CloudFormation("UPDATE_COMPLETE", "UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE")
    api.events = events("Earlier", reason="of another deployment")
    way_back = events(*(f"Back{number}" for number in range(2 * PAGE)), status="UPDATE_COMPLETE")
    followed = events("Followed", reason="Resource update cancelled")
    api.coming = way_back + followed + events("Cause", reason="no such key")
    with pytest.raises(NotChanged) as caught:
        stack(api).change("https://bucket/template", {})
    assert str(caught.value).splitlines()[1:] == ["  Cause（AWS::X）：no such key"]


def test_a_first_creation_that_has_not_begun_is_waited_for() -> None:
    late = ("REVIEW_IN_PROGRESS", "REVIEW_IN_PROGRESS", "REVIEW_IN_PROGRESS", "CREATE_IN_PROGRESS", "CREATE_COMPLETE")
    assert stack(CloudFormation(*late)).change("https://bucket/template", {})


def test_a_change_that_takes_too_long_is_not_one_that_was_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stack_module, "PATIENCE", 0.0)
    with pytest.raises(StackError, match="接着等") as caught:
        stack(CloudFormation("UPDATE_COMPLETE", "UPDATE_IN_PROGRESS")).change("https://bucket/template", {})
    assert not isinstance(caught.value, NotChanged)


@pytest.mark.parametrize("anew", [False, True])
def test_a_stack_that_was_not_quite_deleted_is_no_failed_first_try(anew: bool) -> None:
    api = CloudFormation("DELETE_FAILED")
    api.events = events("PhotoBucket", status="DELETE_FAILED", reason="not empty")
    with pytest.raises(StackError, match=r"(?s)没有删完.*PhotoBucket") as caught:
        stack(api).ready(anew=anew)
    assert "--anew" not in str(caught.value)
    assert "ANEW" not in str(caught.value)
    assert api.deleted == 0


def test_a_failed_first_try_is_deleted_when_that_is_asked_for() -> None:
    api = CloudFormation("ROLLBACK_COMPLETE", "REVIEW_IN_PROGRESS")
    assert stack(api).ready(anew=True) is None
    assert api.deleted == 1
