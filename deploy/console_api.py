"""Gives the console an API of its own, so that it can stand at a domain of its own (see deploy/origins.py)."""

from __future__ import annotations

import copy
from typing import Any

from deploy.origins import CONSOLE, SITE

Template = dict[str, Any]

_APART = {
    "Assert": {"Fn::Not": [{"Fn::Equals": [{"Ref": "ConsoleOrigin"}, {"Ref": "WebOrigin"}]}]},
    "AssertDescription": "ConsoleOrigin must be another domain than WebOrigin: a browser keeps sessions by origin.",
}


def add_console_api(template: Template) -> None:
    """Moves the console's routes from Chalice's API to a second one that is like it in all else."""
    site = template["Resources"][SITE.api]
    paths = site["Properties"]["DefinitionBody"].pop("paths")
    console = copy.deepcopy(site)
    for origin, api in ((SITE, site), (CONSOLE, console)):
        own = {path: operations for path, operations in paths.items() if origin.has_route(path)}
        api["Properties"]["DefinitionBody"]["paths"] = own
    template["Resources"][CONSOLE.api] = console
    template.setdefault("Rules", {})["TwoOrigins"] = {"Assertions": [_APART]}
    template["Outputs"][f"{CONSOLE.api}Id"] = {"Value": {"Ref": CONSOLE.api}}
