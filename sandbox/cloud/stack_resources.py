"""Runs in the emulator's own Python environment: what a stack may hold here besides what the emulator knows.

A new stack takes over buckets that a deleted one has left.  CloudFormation does so for a change set that imports
existing resources; the emulator does, too, but only after a check that refuses every name that is taken.

CodeDeploy's resources and alarms of a computed metric are only named: nothing here rolls out by steps or computes.
"""

from __future__ import annotations

from typing import Any

import ministack.services.cloudformation.provisioners as emulator

Properties = dict[str, Any]
ALARM = "AWS::CloudWatch::Alarm"


def install() -> None:
    """From now on the check lets every bucket's name pass, and such resources can be in a stack."""
    emulator.s3_bucket_name_conflict = lambda name: None
    handlers = emulator._RESOURCE_HANDLERS
    for kind in ("Application", "DeploymentGroup"):
        handlers[f"AWS::CodeDeploy::{kind}"] = {"create": _name, "delete": _nothing}
    known = dict(handlers[ALARM])

    def create(name: str, properties: Properties, stack: str) -> Any:
        make = _name if "Metrics" in properties else known["create"]
        return make(name, properties, stack)

    def update(identity: str, old: Properties, new: Properties, stack: str, *more: Any) -> Any:
        computed = "Metrics" in old, "Metrics" in new
        if computed == (False, False):
            return known["update"](identity, old, new, stack, *more)
        return (identity, {}) if all(computed) else create(identity, new, stack)

    handlers[ALARM] = known | {"create": create, "update": update}


def _name(name: str, properties: Properties, stack: str) -> tuple[str, Properties]:
    return f"{stack}-{name}", {}


def _nothing(*resource: object) -> None:
    """What was only named needs no end."""
