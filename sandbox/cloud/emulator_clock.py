"""Runs inside the emulator's own environment: its time moves with the sandbox's.

Storage and the check of signatures move.  The database, its streams and the queues stay at the real time: nobody waits
shorter for a message, no place in a stream is lost, and what the tables may forget they forget no sooner.

PUT /_sandbox/clock {"ahead": seconds}; AHEAD_SECONDS is where it starts.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from ministack.core import sigv4
from ministack.services import dynamodb, dynamodb_streams, s3, sqs

from sandbox import travel

PATH = "/_sandbox/clock"
App = Callable[[Any, Any, Any], Awaitable[None]]

_time_failure = sigv4.request_time_failure
_furthest = 0.0  # ahead, ever


def install() -> None:
    for service in (dynamodb, dynamodb_streams, sqs, s3):  # s3 dates its messages so; forms and links by datetime
        service.time = SimpleNamespace(**{**vars(time), "time": travel.real})
    dynamodb.now_iso = _now_iso  # names a stream: the newest of a table must be the last one made
    sigv4.request_time_failure = _request_time_failure
    _go(float(os.environ.get("AHEAD_SECONDS", "0")))


def _now_iso() -> str:
    return datetime.fromtimestamp(travel.real(), UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


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


def movable(app: App) -> App:
    """The app, with the address above."""

    async def serve(scope: Any, receive: Any, send: Any) -> None:
        if scope.get("path") != PATH or scope.get("method") != "PUT":  # no other site's form gets in
            await app(scope, receive, send)
            return
        _go(json.loads((await receive())["body"])["ahead"])
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    return serve
