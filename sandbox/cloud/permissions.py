"""Checks the steps' AWS requests against their policies, as IAM would in a deployment.

The emulator has no policies, so the check is made on this side: every request of a step is compared with
`.chalice/policies/<step>.json` before it is sent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, NamedTuple

from sandbox.cloud.template import ROOT

POLICIES = ROOT / ".chalice" / "policies"
BUCKET = "arn:${AWS::Partition}:s3:::gradphoto-${AWS::AccountId}-${AWS::Region}-${Stage}"
AUDIT_BUCKET = f"{BUCKET}-audit"
SECRET = re.compile(r"arn:.*:secret:gradphoto/\$\{Stage\}/(\w+)-\?{6}")  # AWS ends a secret's ARN with six letters
ANY = "every key"
SERVICES = ("dynamodb", "s3", "secretsmanager", "sqs")
IN_TRANSACTION = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}
SAME_RIGHT = {"HeadObject": "GetObject", "ListObjectsV2": "ListBucket", "SendMessageBatch": "SendMessage"}
Rights = Mapping[str, Mapping[str, set[str]]]  # resource → keys of it → actions
Need = tuple[str, str, tuple[str, ...]]  # action, resource, keys


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def resource_and_keys(resource: Mapping[str, Any]) -> tuple[str, str]:
    """(resource, pattern of its keys) of a resource in a policy."""
    if "Fn::GetAtt" in resource:
        name, attribute = resource["Fn::GetAtt"]
        return name if attribute == "Arn" else f"{name}.{attribute}", ANY
    text = str(resource["Fn::Sub"])
    if text.startswith(AUDIT_BUCKET):
        return "s3 audit", text.removeprefix(AUDIT_BUCKET).removeprefix("/") or ANY
    if text.startswith(BUCKET):
        return "s3", text.removeprefix(BUCKET).removeprefix("/") or ANY
    if secret := SECRET.fullmatch(text):
        return "secrets", secret[1]
    return text.replace("${OrdersTable.Arn}/index/", "OrdersTable/"), ANY


class Statement(NamedTuple):
    """What a policy allows on one resource.  keys: patterns of its keys."""

    resource: str
    keys: tuple[str, ...]
    actions: frozenset[str]


@cache
def statements(step: str) -> list[Statement]:
    """Everything that a step may do, except write to its log."""
    found = []
    for statement in json.loads((POLICIES / f"{step}.json").read_text())["Statement"]:
        if statement["Sid"] == "Logs":
            continue
        keys = statement.get("Condition", {}).get("ForAllValues:StringLike", {}).get("dynamodb:LeadingKeys")
        actions = frozenset(action.partition(":")[2] for action in as_list(statement["Action"]))
        for resource in as_list(statement["Resource"]):
            name, pattern = resource_and_keys(resource)
            found.append(Statement(name, tuple(keys or [pattern]), actions))
    return found


def rights(step: str) -> Rights:
    """The same by resource and key."""
    rights_by_resource: dict[str, dict[str, set[str]]] = {}
    for statement in statements(step):
        for key in statement.keys:
            rights_by_resource.setdefault(statement.resource, {}).setdefault(key, set()).update(statement.actions)
    return rights_by_resource


def is_allowed(step: str, need: Need) -> bool:
    """Whether one statement allows the action on all the keys of one request: where a condition is about several keys
    at once, IAM does not put statements together."""
    action, resource, keys = need
    return any(
        action in statement.actions
        and statement.resource == resource
        and all(any(pattern == ANY or fnmatchcase(key, pattern) for pattern in statement.keys) for key in keys)
        for statement in statements(step)
    )


def needs(operation: str, params: Mapping[str, Any]) -> Iterator[Need]:
    """The rights that a request needs.  params: its parameters."""
    action = SAME_RIGHT.get(operation, operation)
    if "QueueUrl" in params:
        yield action, params["QueueUrl"].rpartition("/")[2], ("",)
    elif "Bucket" in params:
        yield action, "s3 audit" if params["Bucket"].endswith("-audit") else "s3", (params.get("Key", ""),)
    elif "SecretId" in params:
        yield action, "secrets", (params["SecretId"].rpartition("/")[2],)
    else:
        together: dict[tuple[str, str], tuple[str, ...]] = {}
        for done, resource, key in _of_tables(action, params):
            together[done, resource] = (*together.get((done, resource), ()), key)
        yield from ((done, resource, keys) for (done, resource), keys in together.items())


def _of_tables(action: str, params: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    if "TransactItems" in params:
        for item in params["TransactItems"]:
            for kind, write in item.items():
                yield IN_TRANSACTION[kind], write["TableName"], _leading(write)
    elif "RequestItems" in params:
        for table, requests in params["RequestItems"].items():
            keys = requests["Keys"] if action == "BatchGetItem" else [next(iter(put.values())) for put in requests]
            for key in keys:
                yield action, table, _leading(key)
    else:
        index = params.get("IndexName")
        yield action, f"{params['TableName']}/{index}" if index else params["TableName"], _leading(params)


def _leading(params: Mapping[str, Any]) -> str:
    """The partition key's value."""
    fields = params.get("Key") or params.get("Item") or params
    if "pk" in fields:
        return str(fields["pk"]["S"])
    values = params.get("ExpressionAttributeValues") or {}
    return str(values[":0"]["S"]) if ":0" in values else ""


def _is_of_another_step(step: str, need: Need) -> bool:
    """Whether a secret is read that the step's settings have no field for: the sandbox's one process serves every step,
    and whichever of them runs when the secrets are due reads them all."""
    from chalicelib.shared.settings import STEPS, group_of

    return need[1] == "secrets" and need[2][0] not in {group_of(field) for field in fields(STEPS[step])}


class Permissions:
    """Checks the requests of the watched sessions by the policy of the step that they are made for."""

    def __init__(self) -> None:
        self._step: ContextVar[str | None] = ContextVar("step", default=None)  # also in threads that work for a step
        self.keys_used: set[tuple[str, str]] = set()  # (step, group of secrets)

    def watch(self, session: Any) -> None:
        """Checks every request of a botocore session from now on; call it before the session creates a client."""
        for service in SERVICES:
            session.register(f"before-parameter-build.{service}", self._check)

    @contextmanager
    def of(self, step: str) -> Iterator[None]:
        """Requests made within, and in threads that work for it, are the step's."""
        before = self._step.set(step)
        try:
            yield
        finally:
            self._step.reset(before)

    def step(self) -> str | None:
        """Whose work this is; None if it is no step's."""
        return self._step.get()

    def _check(self, params: Mapping[str, Any], model: Any, **_: Any) -> None:
        step = self._step.get()
        if step is None:
            return
        for need in needs(model.name, params):
            if not is_allowed(step, need) and not _is_of_another_step(step, need):
                from botocore.exceptions import ClientError

                text = f"the policy of {step} does not allow {need[0]} on {need[1]} {' '.join(need[2])}"
                print(text)
                raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": text}}, model.name)
