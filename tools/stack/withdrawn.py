"""Rights to secrets that a template takes away while what it replaces still uses them.

A rollout gives the version before nine tenths of the requests for five minutes, and a way back all of them, under the
roles of the new template.  So a step first stops using a right, whose statement is then named `…ForTheVersionBefore`,
and the release after that takes it away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

Rights = set[tuple[str, str]]  # a role, a group of secrets

ROLE = "AWS::IAM::Role"
KEPT_FOR_THE_VERSION_BEFORE = "ForTheVersionBefore"
_GROUP = re.compile(r"secret:gradphoto/[^/]+/(\w+)-\?")


def withdrawn(standing: Mapping[str, Any], template: Mapping[str, Any]) -> Rights:
    """What the roles of `standing` use, and those of `template` lack.  A role that is gone misses nothing."""
    stays, used = template["Resources"], {one for one, kept in _rights(standing) if not kept}
    return {(role, group) for role, group in used - {one for one, _ in _rights(template)} if role in stays}


def _rights(template: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], bool]]:
    """The rights of all roles, and whether each is there for the version before alone."""
    roles = {name: one for name, one in template["Resources"].items() if one["Type"] == ROLE}
    for name, role in roles.items():
        for policy in role["Properties"].get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                kept = statement.get("Sid", "").endswith(KEPT_FOR_THE_VERSION_BEFORE)
                for group in _GROUP.findall(str(statement.get("Resource", ""))):
                    yield (name, group), kept
