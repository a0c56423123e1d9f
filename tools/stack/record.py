"""What was deployed, kept in the artifact bucket so that any machine can go back to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec
from botocore.exceptions import ClientError

from tools.deployed.stack import StackError, code_of
from tools.stack.artifacts import Artifacts

KEPT = 30  # deployments of a stack
TRIES = 5  # to add a line, when somebody else does at the same moment
OVERTAKEN = ("PreconditionFailed", "ConditionalRequestConflict")
State = Literal["begun", "live", "undone"]


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """at: when it began, in UTC; template: its key in the artifact bucket; site: version ids by key.

    begun: as long as nobody has seen it work; undone: we went back to one before it.
    """

    at: str
    commit: str
    template: str
    parameters: dict[str, str]
    state: State = "begun"
    versions: dict[str, str] = field(default_factory=dict)  # by function
    site: dict[str, str] = field(default_factory=dict)


class Record:
    """The deployments of one stack, oldest first."""

    def __init__(self, at: Artifacts, stack: str) -> None:
        self._s3: Any = at.cloud.client("s3")
        self._place = {"Bucket": at.bucket, "Key": f"{stack}/deployments.json"}

    def all(self) -> list[Deployment]:
        return self._read()[0]

    def put(self, deployment: Deployment) -> Deployment:
        """Adds a deployment, or replaces the one that began at the same moment.  Raises StackError."""
        for _ in range(TRIES):
            found, unchanged = self._read()
            others = [each for each in found if each.at != deployment.at]
            kept = sorted([*others, deployment], key=lambda each: each.at)[-KEPT:]
            text = msgspec.json.format(msgspec.json.encode(kept))
            try:
                self._s3.put_object(**self._place, Body=text, **unchanged)
            except ClientError as error:
                if code_of(error) not in OVERTAKEN:
                    raise
            else:
                return deployment
        raise StackError("部署记录一直在被别人更改：请确认没有别人正在部署这个阶段，再运行一次")

    def _read(self) -> tuple[list[Deployment], dict[str, str]]:
        """The deployments, and the condition under which a record is written that knows all of them."""
        try:
            found = self._s3.get_object(**self._place)
        except ClientError as error:
            if code_of(error) not in ("NoSuchKey", "NoSuchBucket"):
                raise
            return [], {"IfNoneMatch": "*"}
        return msgspec.json.decode(found["Body"].read(), type=list[Deployment]), {"IfMatch": found["ETag"]}


def before(deployments: list[Deployment]) -> tuple[Deployment, Deployment] | None:
    """What stands, and the newest before it that was seen to work; None if there are not both."""
    standing = [each for each in deployments if each.state != "undone"]
    good = [each for each in standing[:-1] if each.state == "live"]
    return (standing[-1], good[-1]) if good else None


def may_answer(deployments: list[Deployment]) -> list[Deployment]:
    """Those whose code is called now or after a way back: the newest seen to work, and what was begun since."""
    standing = [each for each in deployments if each.state != "undone"]
    live = [at for at, each in enumerate(standing) if each.state == "live"]
    return standing[live[-1] :] if live else standing
