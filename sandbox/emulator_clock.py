"""Runs inside the emulator's own environment: its time moves with the sandbox's.

PUT /_sandbox/clock {"ahead": seconds}; AHEAD_SECONDS is where it starts.
"""

from __future__ import annotations

import asyncio
import json
import math
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import ministack.services.dynamodb as dynamodb
import ministack.services.dynamodb_streams as streams
from ministack.core import sigv4

from sandbox import travel

PATH = "/_sandbox/clock"
LONGEST = 60.0  # seconds of a long poll, which is over when so much time went by
NOTICED = 5.0  # seconds until every one has noticed; they look ten times a second
App = Callable[[Any, Any, Any], Awaitable[None]]

_time_failure = sigv4.request_time_failure
_furthest = 0.0  # ahead, ever


def install() -> None:
    streams._ITERATOR_TTL_SECONDS = math.inf  # its reader was not slow: the clock was fast
    dynamodb._STREAM_RETENTION_SECONDS = math.inf
    sigv4.request_time_failure = _request_time_failure
    _go(float(os.environ.get("AHEAD_SECONDS", "0")))


def _request_time_failure(signature: Any) -> Any:
    """Any moment this clock has shown will do: a request may have left before the clock moved, or come from a program
    that is at the real time."""
    signed, real = sigv4._amz_datetime(signature.amz_date), travel.real()
    if signed is None:
        return _time_failure(signature)
    nearest = min(max(signed.timestamp(), real), real + _furthest)
    return _time_failure(signature, now=datetime.fromtimestamp(nearest, UTC))


def _go(ahead: float) -> None:
    global _furthest
    _furthest = max(_furthest, ahead)
    travel.go(ahead)


class Door:
    """Passes requests on to `app`, and keeps them waiting while the clock goes back: a request that began later than it
    ends might wait for days."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._open = asyncio.Event()
        self._open.set()
        self._inside = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope.get("path") == PATH and scope.get("method") == "PUT":  # no other site's form gets in
            await self._move(json.loads((await receive())["body"])["ahead"])
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body"})
            return
        if scope["type"] != "http":  # the server's own life
            await self._app(scope, receive, send)
            return
        await self._open.wait()
        self._inside += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._inside -= 1

    async def _move(self, ahead: float) -> None:
        if ahead < travel.ahead():
            self._open.clear()
            _go(travel.ahead() + LONGEST)
            give_up = asyncio.get_running_loop().time() + NOTICED
            while self._inside and asyncio.get_running_loop().time() < give_up:
                await asyncio.sleep(0.01)
        _go(ahead)
        self._open.set()
