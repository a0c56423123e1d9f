"""Old code: versions of functions that nothing calls and no way back needs; they fill Lambda's room for code.

Versions of layers stay: they are few, and the stages of an account share their names.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from deploy.rollout import ALIAS
from tools.deployed.stack import StackError
from tools.stack.deploy import Target
from tools.stack.record import Record, before

Version = tuple[str, int]  # of a function, by its name


def prune(to: Target, *, delete: bool) -> None:
    """Says what is old, and deletes it if asked.  Raises StackError if nobody knows what a way back needs."""
    to.stack.standing()
    found = before(Record(to.artifacts(), to.stack.name).all())
    if found is None:
        raise StackError("没有删除任何版本：第一次部署或退回以后，还没有可以退回的部署。下一次更新成功以后再运行")
    client, old = to.cloud.client("lambda"), list[Version]()
    for function in to.stack.resources("AWS::Lambda::Function").values():
        oldest = min(*_called(client, function), int(found[1].versions.get(function, 0)))
        old += [one for one in _versions(client, function) if one[1] < oldest]
    for function, version in old:
        to.say(f"{function} 的版本 {version}")
        if delete:
            client.delete_function(FunctionName=function, Qualifier=str(version))
    count = len(old)
    to.say(f"删除了 {count} 个旧版本" if delete else f"有 {count} 个旧版本可以删除；要删除，加上 --delete 再运行一次")


def _called(client: Any, function: str) -> list[int]:
    """The versions that the alias names now, also during a rollout."""
    alias = client.get_alias(FunctionName=function, Name=ALIAS)
    more = alias.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})
    return [int(version) for version in (alias["FunctionVersion"], *more)]


def _versions(client: Any, function: str) -> Iterator[Version]:
    """Those that were published, and not the one that is worked on."""
    for page in client.get_paginator("list_versions_by_function").paginate(FunctionName=function):
        yield from ((function, int(one["Version"])) for one in page["Versions"] if one["Version"].isdigit())
