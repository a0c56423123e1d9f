"""The code that answers: each function's alias `live` names the version of it that is called."""

from __future__ import annotations

from collections.abc import Mapping

from botocore.exceptions import ClientError

from deploy.rollout import ALIAS
from tools.deployed.stack import code_of
from tools.stack.stack import Stack


def published(stack: Stack) -> dict[str, str]:
    """The version of each function that the stack's template made; empty for a template without versions."""
    arns = stack.resources("AWS::Lambda::Version").values()
    return dict(arn.rsplit(":", 2)[1:] for arn in arns)  # …:function:<name>:<version>


def point(stack: Stack, versions: Mapping[str, str]) -> int:
    """Lets the aliases name these versions; returns how many were changed.  A version that is gone is left alone:
    the template that made it makes it again."""
    client, changed = stack.cloud.client("lambda"), 0
    for function, version in versions.items():
        try:
            if client.get_alias(FunctionName=function, Name=ALIAS)["FunctionVersion"] != version:
                nothing_else = {"AdditionalVersionWeights": dict[str, float]()}  # nor a share of a rollout
                client.update_alias(
                    FunctionName=function, Name=ALIAS, FunctionVersion=version, RoutingConfig=nothing_else
                )
                changed += 1
        except ClientError as error:
            if code_of(error) != "ResourceNotFoundException":
                raise
    return changed
