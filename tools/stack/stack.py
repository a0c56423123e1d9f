"""One CloudFormation stack: looked at, changed by a change set, waited for; what failed is told in words."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from tools.deployed.stack import StackError, code_of
from tools.stack.cloud import Cloud

PAUSE, PATIENCE = 2.0, 3600.0  # seconds between two looks, and until we stop looking
NOT_THERE = "REVIEW_IN_PROGRESS"  # a change set was made and never executed
DEAD = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED")
HALF_DELETED = "DELETE_FAILED"
NO_CHANGES = ("didn't contain changes", "No updates are to be performed")
FIRST_TRY_FAILED = (
    "堆栈 {name} 的第一次创建没有成功（{status}），CloudFormation 不再接受对它的更改：请按下面的原因改正，"
    "再加上 ANEW=1（tools.stack 则是 --anew）运行一次，它会先删除这个空堆栈"
)
STUCK = "堆栈 {name} 停在 {status}：请在 AWS 控制台的 CloudFormation 中选“继续更新回滚”，完成后再运行一次"
NOT_DELETED = (
    "堆栈 {name} 有人删除过，没有删完（{status}），不能再更改：请在 AWS 控制台的 CloudFormation 中再删除一次，"
    "没有删掉的选“保留”；删完后再部署，会接管留下的存储桶。没有删掉的是："
)


class NotChanged(StackError):
    """CloudFormation refused the change or took it back: nothing of it stands."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """A stack as it is.  outputs, parameters: values by name."""

    status: str
    outputs: dict[str, str]
    parameters: dict[str, str]


class Stack:
    """name: such as gradphoto-prod; pause: seconds between two looks."""

    def __init__(self, cloud: Cloud, name: str, *, pause: float = PAUSE) -> None:
        self.cloud, self.name, self._pause = cloud, name, pause
        self._api = cloud.client("cloudformation")

    def found(self) -> Found | None:
        """The stack, or None if there is none."""
        try:
            (stack,) = self._api.describe_stacks(StackName=self.name)["Stacks"]
        except ClientError as error:
            if code_of(error) != "ValidationError":
                raise
            return None
        return Found(
            status=stack["StackStatus"],
            outputs={each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", [])},
            parameters={each["ParameterKey"]: each["ParameterValue"] for each in stack.get("Parameters", [])},
        )

    def standing(self) -> Found:
        """The stack.  Raises StackError if there is none."""
        found = self.found()
        if found is not None and found.status in DEAD:
            raise StackError(FIRST_TRY_FAILED.format(name=self.name, status=found.status) + self._reasons())
        if found is None or found.status == NOT_THERE:
            raise StackError(f"{self.cloud.region} 没有堆栈 {self.name}：请核对 STAGE 和 REGION，或先运行 make deploy")
        return found

    def resources(self, kind: str) -> dict[str, str]:
        """Physical ids of the stack's resources of one type, by logical id."""
        pages = self._api.get_paginator("list_stack_resources").paginate(StackName=self.name)
        listed = (each for page in pages for each in page["StackResourceSummaries"])
        return {
            each["LogicalResourceId"]: each["PhysicalResourceId"]
            for each in listed
            if each["ResourceType"] == kind and not each["ResourceStatus"].startswith("DELETE")
        }

    def ready(self, *, anew: bool = False) -> Found | None:
        """The stack when it can be changed: what another run began is waited for.

        anew: deletes what a first try left, and nothing else.  Raises StackError.
        """
        found = self._settled()
        if found is not None and found.status in DEAD:
            if not anew:
                raise StackError(FIRST_TRY_FAILED.format(name=self.name, status=found.status) + self._reasons())
            self._api.delete_stack(StackName=self.name)
            found = self._settled()
        if found is not None and found.status == HALF_DELETED:
            raise StackError(NOT_DELETED.format(name=self.name, status=found.status) + self._reasons())
        if found is not None and found.status.endswith("_FAILED"):
            raise StackError(STUCK.format(name=self.name, status=found.status))
        return found if found is None or found.status != NOT_THERE else None

    def protect(self) -> None:
        """Protect the stack from deletion, until the protection is taken off by hand."""
        self._api.update_termination_protection(StackName=self.name, EnableTerminationProtection=True)

    def change(self, template_url: str, parameters: Mapping[str, str]) -> bool:
        """Makes the stack what the template says; False if it is that already.

        Raises NotChanged, or StackError as long as nobody knows what becomes of it.
        """
        before, newest = self.ready(), next(self._events(), {"EventId": ""})
        name = f"deploy-{secrets.token_hex(6)}"
        self._api.create_change_set(
            StackName=self.name,
            ChangeSetName=name,
            ChangeSetType="CREATE" if before is None else "UPDATE",
            TemplateURL=template_url,
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            ImportExistingResources=True,  # buckets have names of their own, and stay when a stack is deleted
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
        )
        if not self._made(name):
            return False
        self._api.execute_change_set(StackName=self.name, ChangeSetName=name)
        after = self._settled(begun=True)
        if after is None or after.status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            status = after.status if after else "DELETE_COMPLETE"
            raise NotChanged(f"堆栈 {self.name} 没有改成（{status}）：" + self._reasons(newest["EventId"]))
        return True

    def _made(self, change_set: str) -> bool:
        """Whether the change set holds a change.  Raises NotChanged if CloudFormation cannot make it."""
        which = {"StackName": self.name, "ChangeSetName": change_set}
        made = self._wait(
            lambda: self._api.describe_change_set(**which),
            lambda answer: answer["Status"] in ("CREATE_COMPLETE", "FAILED"),
        )
        if made["Status"] == "CREATE_COMPLETE":
            return True
        reason = made.get("StatusReason", "")
        self._api.delete_change_set(**which)
        if any(words in reason for words in NO_CHANGES):
            return False
        raise NotChanged(f"CloudFormation 不接受这个模板：{reason}")

    def _settled(self, *, begun: bool = False) -> Found | None:
        """The stack once nothing is at work on it.  begun: a change set was just executed, so something is."""
        return self._wait(
            self.found,
            lambda found: (
                found is None or (found.status == NOT_THERE and not begun) or not found.status.endswith("_IN_PROGRESS")
            ),
        )

    def _wait[T](self, look: Callable[[], T], until: Callable[[T], bool]) -> T:
        give_up = time.monotonic() + PATIENCE
        while not until(seen := look()):
            if time.monotonic() > give_up:
                raise StackError(f"堆栈 {self.name} 一个小时还没有改完：过一会儿再运行一次，会接着等")
            time.sleep(self._pause)
        return seen

    def _events(self, after: str = "") -> Iterator[dict[str, Any]]:
        """The stack's events, newest first, that came after the one with this id; none without a stack."""
        try:
            for page in self._api.get_paginator("describe_stack_events").paginate(StackName=self.name):
                for event in page["StackEvents"]:
                    if event["EventId"] == after:
                        return
                    yield event
        except ClientError:
            return

    def _reasons(self, after: str = "") -> str:
        """Which resources failed since that event and why, oldest first; without those that only followed."""
        lines = [
            f"\n  {event['LogicalResourceId']}（{event['ResourceType']}）：{event.get('ResourceStatusReason', '')}"
            for event in self._events(after)
            if event["ResourceStatus"].endswith("_FAILED")
            and "cancelled" not in event.get("ResourceStatusReason", "").lower()
        ]
        return "".join(reversed(lines)) or "\n  CloudFormation 没有说明原因，请看控制台中这个堆栈的“事件”"
