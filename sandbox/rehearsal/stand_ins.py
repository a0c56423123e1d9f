"""Runs the emulator, in its own Python environment, so that a deployed stack finds the simulators as its outside.

Nothing is changed in a package or a template.  The emulator has neither names of hosts, nor TLS, nor /opt; so each
function gets the addresses of the simulators and the folders of the layers, a bucket lets in what comes from the pages'
local addresses, and no bucket refuses a connection without TLS.
"""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable, Mapping
from typing import Any

import ministack.services.cloudformation.provisioners as emulator

from sandbox.cloud import ministack_host
from sandbox.rehearsal import batch_rights, operators_calls, unpacking

Properties = dict[str, Any]
ENCRYPTED = "aws:SecureTransport"


def install(settings: Mapping[str, str]) -> None:
    """From now on stacks get this.  settings: of every function, by name; SITE_URL and CONSOLE_URL are the pages'."""
    pages = [settings["SITE_URL"], settings["CONSOLE_URL"]]
    _change("AWS::Lambda::Function", lambda made: _with_settings(made, settings))
    _change("AWS::S3::Bucket", lambda made: _with_pages(made, pages))
    _change("AWS::S3::BucketPolicy", _without_encryption)


def _change(kind: str, change: Callable[[Properties], None]) -> None:
    """Resources of one type are made and updated with changed properties."""
    handler = emulator._RESOURCE_HANDLERS[kind]
    create, update = handler["create"], handler["update"]

    def changed(properties: Properties) -> Properties:
        made = copy.deepcopy(properties)
        change(made)
        return made

    handler["create"] = lambda name, properties, stack: create(name, changed(properties), stack)
    handler["update"] = lambda name, old, new, stack, *more: update(name, changed(old), changed(new), stack, *more)


def _with_settings(made: Properties, settings: Mapping[str, str]) -> None:
    variables = made.setdefault("Environment", {}).setdefault("Variables", {})
    variables |= settings


def _with_pages(made: Properties, pages: list[str]) -> None:
    for rule in made.get("CorsConfiguration", {}).get("CorsRules", ()):
        rule["AllowedOrigins"] = [*rule["AllowedOrigins"], *pages]


def _without_encryption(made: Properties) -> None:
    document = made["PolicyDocument"]
    document["Statement"] = [one for one in document["Statement"] if ENCRYPTED not in str(one.get("Condition"))]


if __name__ == "__main__":
    install(json.loads(os.environ["STAND_INS"]))
    operators_calls.install()
    batch_rights.install()
    unpacking.install()
    ministack_host.run()
