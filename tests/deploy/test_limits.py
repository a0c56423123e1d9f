"""What AWS takes at most, read back from the stack that stands."""

from __future__ import annotations

import json

from tests.worlds.deployed import Deployed

KIB = 1024


def test_a_functions_resource_policy_and_environment_fit(stack: Deployed) -> None:
    policies = {name: len(json.dumps(json.loads(text), separators=(",", ":"))) for name, text in stack.policies()}
    assert policies
    assert {name: size for name, size in policies.items() if size > 20 * KIB} == {}
    sizes = {step: sum(len(name) + len(value) for name, value in stack.deployed_for(step)) for step in stack.steps}
    assert {step: size for step, size in sizes.items() if size > 4 * KIB} == {}


def test_the_template_fits(stack: Deployed) -> None:
    text = stack.template()
    assert len(text.encode()) <= KIB * KIB
    assert text.count("{{resolve:") <= 60
    resources = json.loads(text)["Resources"]
    assert len(resources) <= 500
    paths = [path for one in resources.values() for path in one["Properties"].get("Body", {}).get("paths", ())]
    assert 0 < len(paths) <= 300
