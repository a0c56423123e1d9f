"""The photo engine for tests, dozens of which hand in one and the same portrait."""

from __future__ import annotations

import hashlib
from pathlib import Path

from chalicelib.photo.engine import Engine, Judged
from chalicelib.photo.model import Spec


class Remembering(Engine):
    """Judges the same bytes once; what it answers is immutable, and tests/unit/photo shows that it never differs."""

    def __init__(self, models_dir: Path) -> None:
        super().__init__(models_dir)
        self._known: dict[tuple[bytes, Spec], Judged] = {}

    def judge(self, data: bytes, spec: Spec) -> Judged:
        key = hashlib.sha256(data).digest(), spec
        if key not in self._known:
            self._known[key] = super().judge(data, spec)
        return self._known[key]
