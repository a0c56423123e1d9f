"""The photo engine for whoever is not testing it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.wire import wire

if TYPE_CHECKING:
    from chalicelib.photo.engine import Engine, Judged
    from chalicelib.photo.model import Spec


class OneLook:
    """Loaded when the first picture comes; looks at each once."""

    @cached_property
    def _engine(self) -> Engine:
        from tests.worlds.remembering import Remembering  # loads the networks' libraries: most workers begin without

        return Remembering(Path(wire().settings.models_dir))

    def judge(self, data: bytes, spec: Spec) -> Judged:
        return self._engine.judge(data, spec)
