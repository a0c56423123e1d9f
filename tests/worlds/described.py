"""Puts ids that are really there into requests made from the description, so that they reach more than “not found”.

Loaded by schemathesis in a process of its own.  KNOWN_IDS: JSON of names of parameters and their values.
"""

from __future__ import annotations

import json
import os
import random
from typing import Any

import schemathesis

KNOWN: dict[str, list[Any]] = json.loads(os.environ.get("KNOWN_IDS", "{}"))
OFTEN = 0.6  # of requests; the others keep what was made up
CHOICE = random.Random(0)


def known(values: Any) -> Any:
    """The same with known ids in place of some."""
    if isinstance(values, dict) and CHOICE.random() < OFTEN:
        return {name: CHOICE.choice(KNOWN[name]) if name in KNOWN else value for name, value in values.items()}
    return values


@schemathesis.hook
def map_path_parameters(_: Any, path_parameters: Any) -> Any:
    return known(path_parameters)


@schemathesis.hook
def map_body(_: Any, body: Any) -> Any:
    return known(body)


@schemathesis.hook
def map_query(_: Any, query: Any) -> Any:
    return known(query)
