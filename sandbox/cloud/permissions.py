"""What a step may do, as its policy says: what IAM would refuse in a deployment is refused here.

The emulator knows whose request it is and no policies, so the check stands on this side: every request a step makes is
compared with `.chalice/policies/<step>.json` before it leaves.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from sandbox.cloud.template import ROOT

POLICIES = ROOT / ".chalice" / "policies"
BUCKET = "arn:${AWS::Partition}:s3:::gradphoto-${AWS::AccountId}-${AWS::Region}-${Stage}"
ANY = "every key"
SERVICES = ("dynamodb", "s3", "sqs")
IN_TRANSACTION = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}
SAME_RIGHT = {"HeadObject": "GetObject", "ListObjectsV2": "ListBucket", "SendMessageBatch": "SendMessage"}
Rights = Mapping[str, Mapping[str, set[str]]]  # resource → keys of it → actions
Need = tuple[str, str, str]  # action, resource, key


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def place(resource: Mapping[str, Any]) -> tuple[str, str]:
    """(what a policy's resource is, which keys of it)"""
    if "Fn::GetAtt" in resource:
        name, attribute = resource["Fn::GetAtt"]
        return name if attribute == "Arn" else f"{name}.{attribute}", ANY
    text = str(resource["Fn::Sub"])
    if text.startswith(BUCKET):
        return "s3", text.removeprefix(BUCKET).removeprefix("/") or ANY
    return text.replace("${OrdersTable.Arn}/index/", "OrdersTable/"), ANY


@cache
def rights(step: str) -> Rights:
    """Everything a step may do but write to its log."""
    found: dict[str, dict[str, set[str]]] = {}
    for statement in json.loads((POLICIES / f"{step}.json").read_text())["Statement"]:
        if statement["Sid"] == "Logs":
            continue
        keys = statement.get("Condition", {}).get("ForAllValues:StringLike", {}).get("dynamodb:LeadingKeys")
        for resource in listed(statement["Resource"]):
            name, part = place(resource)
            for key in keys or [part]:
                actions = {action.partition(":")[2] for action in listed(statement["Action"])}
                found.setdefault(name, {}).setdefault(key, set()).update(actions)
    return found


def allowed(step: str, need: Need) -> bool:
    action, resource, key = need
    given = rights(step).get(resource, {})
    return any(action in actions and (one == ANY or fnmatchcase(key, one)) for one, actions in given.items())


def needs(operation: str, asked: Mapping[str, Any]) -> Iterator[Need]:
    """What one request takes."""
    action = SAME_RIGHT.get(operation, operation)
    if "QueueUrl" in asked:
        yield action, asked["QueueUrl"].rpartition("/")[2], ""
    elif "Bucket" in asked:
        yield action, "s3", asked.get("Key", "")
    else:
        yield from _of_tables(action, asked)


def _of_tables(action: str, asked: Mapping[str, Any]) -> Iterator[Need]:
    if "TransactItems" in asked:
        for one in asked["TransactItems"]:
            for kind, write in one.items():
                yield IN_TRANSACTION[kind], write["TableName"], _leading(write)
    elif "RequestItems" in asked:
        for table, wanted in asked["RequestItems"].items():
            keys = wanted["Keys"] if action == "BatchGetItem" else [next(iter(one.values())) for one in wanted]
            for one in keys:
                yield action, table, _leading(one)
    else:
        index = asked.get("IndexName")
        yield action, f"{asked['TableName']}/{index}" if index else asked["TableName"], _leading(asked)


def _leading(asked: Mapping[str, Any]) -> str:
    """The partition key's value."""
    where = asked.get("Key") or asked.get("Item") or asked
    if "pk" in where:
        return str(where["pk"]["S"])
    values = asked.get("ExpressionAttributeValues") or {}
    return str(values[":0"]["S"]) if ":0" in values else ""


class Permissions:
    """watch: a botocore session whose requests are the steps'; of: whose they are in this thread."""

    def __init__(self) -> None:
        self._here = threading.local()

    def watch(self, session: Any) -> None:
        """Before its first client is made."""
        for service in SERVICES:
            session.register(f"before-parameter-build.{service}", self._check)

    @contextmanager
    def of(self, step: str) -> Iterator[None]:
        before = getattr(self._here, "step", None)
        self._here.step = step
        try:
            yield
        finally:
            self._here.step = before

    def _check(self, params: Mapping[str, Any], model: Any, **_: Any) -> None:
        step = getattr(self._here, "step", None)
        if step is None:
            return
        for need in needs(model.name, params):
            if not allowed(step, need):
                from botocore.exceptions import ClientError

                text = f"the policy of {step} does not allow {need[0]} on {need[1]} {need[2]}"
                print(text)
                raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": text}}, model.name)
