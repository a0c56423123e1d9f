"""Runs inside the emulator's own environment: the AWS emulator, with its state saved while it runs.

The emulator alone writes its state only at a clean end.  Here a snapshot follows every change within about a
second, so kill -9 loses at most the last two.  The process also ends by itself when its parent is gone.
Its index queries are answered from lists in order, see `index_order`.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from typing import Any

import ministack.app as emulator
from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack.core.persistence import save_all

from sandbox import index_order

SNAPSHOT_SECONDS = 1.0
KEEPS = os.environ["PERSIST_STATE"] == "1"
READS = (b".Get", b".Query", b".Scan", b".List", b".Describe", b".BatchGet", b".TransactGet")


class Watcher:
    """Passes every request on and remembers whether anything may have changed."""

    def __init__(self) -> None:
        self.changed = False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await emulator.app(scope, receive, send)
        if scope["type"] == "http" and not _reads_only(scope):
            self.changed = True


def _reads_only(scope: Any) -> bool:
    target = dict(scope["headers"]).get(b"x-amz-target", b"")
    if target:
        return any(word in target for word in READS)
    return scope["method"] in ("GET", "HEAD", "OPTIONS")


async def _save_changes(watcher: Watcher, over: asyncio.Event, parent: int) -> None:
    pause = SNAPSHOT_SECONDS
    while not over.is_set():
        await asyncio.sleep(pause)
        if os.getppid() != parent:
            over.set()
        if KEEPS and watcher.changed:
            watcher.changed = False
            began = time.monotonic()
            save_all(emulator._build_persistence_save_dict())
            # A big state takes long to write: then write less often, and keep serving most of the time.
            pause = max(SNAPSHOT_SECONDS, 3 * (time.monotonic() - began))


async def main() -> None:
    index_order.install()
    over = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, over.set)
    config = Config()
    config.bind = [f"{os.environ['BIND_HOST']}:{os.environ['GATEWAY_PORT']}"]
    config.loglevel = "WARNING"
    config.keep_alive_timeout = 75
    config.graceful_timeout = 1
    watcher = Watcher()
    saving = asyncio.create_task(_save_changes(watcher, over, os.getppid()))
    await serve(watcher, config, shutdown_trigger=over.wait)
    saving.cancel()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
