"""Runs in the emulator's own Python environment: the AWS emulator, with its state saved while it runs.

By itself, the emulator saves its state only when it ends cleanly.  Here a snapshot follows every change within about a
second, so kill -9 loses at most the last two seconds.  The process also ends by itself if its parent ends.
Index queries use sorted lists, see `index_order`; expressions are parsed once, see `expression_cache`; DynamoDB has a
route of its own, see `dynamodb_route`; the clock can be moved, see `emulator_clock`; a deployed API
serves the site, see `gateway_integrations`; a stack holds more, see `stack_resources`.
"""

from __future__ import annotations

import asyncio
import os
import time
from typing import Any

import ministack.app as emulator
import uvicorn
import uvloop
from ministack.core.persistence import save_all

from sandbox.cloud import (
    dynamodb_route,
    emulator_clock,
    expression_cache,
    gateway_integrations,
    index_order,
    stack_resources,
)

SNAPSHOT_SECONDS = 1.0
KEEPS = os.environ["PERSIST_STATE"] == "1"
READS = (b".Get", b".Query", b".Scan", b".List", b".Describe", b".BatchGet", b".TransactGet")


class Watcher:
    """Passes every request on.  changed: whether a request may have changed anything."""

    def __init__(self) -> None:
        self.changed = False
        self._app = dynamodb_route.with_dynamodb_route(emulator.app)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self._app(scope, receive, send)
        if scope["type"] == "http" and not _reads_only(scope):
            self.changed = True


def _reads_only(scope: Any) -> bool:
    target = dict(scope["headers"]).get(b"x-amz-target", b"")
    if target:
        return any(word in target for word in READS)
    return scope["method"] in ("GET", "HEAD", "OPTIONS")


async def _save_changes(watcher: Watcher, server: uvicorn.Server, parent: int) -> None:
    pause = SNAPSHOT_SECONDS
    while not server.should_exit:
        await asyncio.sleep(pause)
        if os.getppid() != parent:
            server.should_exit = True
        if KEEPS and watcher.changed:
            watcher.changed = False
            began = time.monotonic()
            save_all(emulator._build_persistence_save_dict())
            # A large state takes long to write: it is then written less often, so that requests are served in between.
            pause = max(SNAPSHOT_SECONDS, 3 * (time.monotonic() - began))


async def main() -> None:
    emulator_clock.install()
    index_order.install()
    expression_cache.install()
    gateway_integrations.install()
    stack_resources.install()
    watcher = Watcher()
    config = uvicorn.Config(
        emulator_clock.with_clock_route(watcher),
        host=os.environ["BIND_HOST"],
        port=int(os.environ["GATEWAY_PORT"]),
        http="httptools",
        ws="none",
        lifespan="on",
        log_level="warning",
        access_log=False,
        date_header=False,  # the emulator adds its own
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    saving = asyncio.create_task(_save_changes(watcher, server, os.getppid()))
    await server.serve()
    saving.cancel()


def run() -> None:
    """Serves until the process is told to end."""
    # event loop and parser in C: a request costs 1.6 times as much on the emulator's own server, in Python
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())


if __name__ == "__main__":
    run()
