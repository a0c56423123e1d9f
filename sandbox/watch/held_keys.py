"""Checks that a step uses the keys of its own settings only.

In a deployment it has no others; the sandbox's one process holds the keys of all steps.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import fields
from functools import cache
from typing import Any

from sandbox.cloud.permissions import Permissions

USES = {"digest": "master", "order": "master", "contact": "contact", "staff": "staff"}  # what of Keys needs which group


@cache
def held(step: str) -> frozenset[str]:
    """The groups of secrets that the step's settings name."""
    from chalicelib.shared.settings import STEPS, group_of

    return frozenset(group_of(one) for one in fields(STEPS[step]))


def watch(permissions: Permissions) -> Callable[[], None]:
    """Checks every use of a key until what is returned is called; a tool's or a test's is not looked at.

    A use of what the step does not hold raises KeyNotHeld, as it would in a deployment.
    """
    from chalicelib.shared.crypto import KeyNotHeld, Keys

    def check(group: str) -> None:
        if (whose := permissions.step()) is None:
            return
        if group not in held(whose):
            text = f"the settings of {whose} give it no key of {group}"
            print(text)
            raise KeyNotHeld(text)
        permissions.keys_used.add((whose, group))

    ended = ExitStack()
    for name, group in USES.items():
        original = vars(Keys)[name]
        ended.callback(setattr, Keys, name, original)
        setattr(
            Keys, name, _method(original, group, check) if callable(original) else _part(name, original, group, check)
        )
    return ended.close


def _method(original: Callable[..., Any], group: str, check: Callable[[str], None]) -> Callable[..., Any]:
    def checked(keys: Any, *args: Any, **named: Any) -> Any:
        check(group)
        return original(keys, *args, **named)

    return checked


def _part(name: str, original: Any, group: str, check: Callable[[str], None]) -> property:
    def checked(keys: Any) -> Any:
        check(group)
        made = vars(keys)
        if name not in made:
            made[name] = original.func(keys)
        return made[name]

    return property(checked)
