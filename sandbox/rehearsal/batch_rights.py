"""Runs in the emulator's own Python environment: who may send, delete or put off one message may do so with several.

AWS knows no right of its own for a batch; the emulator asks for one, which no role has.
"""

from __future__ import annotations

import ministack.core.iam_actions as rights

OF_ONE = {name + "Batch": name for name in ("SendMessage", "DeleteMessage", "ChangeMessageVisibility")}


def install() -> None:
    """Patches the emulator: from now on, for every role."""
    other = rights._action_from_target
    rights._action_from_target = lambda headers: _of_one(other(headers))


def _of_one(action: str | None) -> str | None:
    return OF_ONE.get(action, action) if action else None
