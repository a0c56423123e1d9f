"""What the product writes into its log, read along with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any


def watch(line: Callable[[dict[str, Any]], object]) -> Callable[[], None]:
    """Tells `line` of everything that is written from now on; call the answer to stop."""
    from chalicelib.shared import log

    write = log.write

    def written(told: dict[str, Any]) -> None:
        write(told)
        line(told)

    log.write = written
    return partial(setattr, log, "write", write)
