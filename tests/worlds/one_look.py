"""The photo engine for whoever is not testing it: dozens of tests hand in one and the same portrait."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.wire import wire

if TYPE_CHECKING:
    from chalicelib.photo.engine import Engine, Judged
    from chalicelib.photo.model import Spec


class OneLook:
    """Judges the same bytes once; what it answers is immutable, and tests/unit/photo shows that it never differs."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, Spec], Judged] = {}

    @cached_property
    def _engine(self) -> Engine:
        from chalicelib.photo.engine import Engine  # loads the networks' libraries: most workers begin without

        return Engine(Path(wire().settings.models_dir))

    def judge(self, data: bytes, spec: Spec) -> Judged:
        key = (hashlib.sha256(data).hexdigest(), spec)
        if key not in self._known:
            self._known[key] = self._engine.judge(data, spec)
        return self._known[key]
