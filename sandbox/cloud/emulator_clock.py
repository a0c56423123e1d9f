"""Runs in the emulator's own Python environment: moves the emulator's clock with the sandbox's.

S3 and the check of signatures use the moved clock.  DynamoDB, its streams and SQS stay at the real time: messages
arrive no sooner, positions in a stream stay valid, and items do not expire early.

PUT /_sandbox/clock {"ahead": seconds} moves the clock; it starts at AHEAD_SECONDS.
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
_furthest = 0.0  # the most that the clock was ever ahead, in seconds


def install() -> None:
    for service in (dynamodb, dynamodb_streams, sqs, s3):  # of s3, only the messages; its forms and links use datetime
        service.time = SimpleNamespace(**{**vars(time), "time": travel.real})
    dynamodb.now_iso = _now_iso  # part of a stream's name: a table's newest stream must be the last one created
    sigv4.request_time_failure = _request_time_failure
    _set_ahead(float(os.environ.get("AHEAD_SECONDS", "0")))


def _now_iso() -> str:
    return datetime.fromtimestamp(travel.real(), UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _request_time_failure(signature: Any) -> Any:
    """Accepts any time that this clock has shown: a request may have left before the clock moved, or come from a
    program at the real time."""
    signed, real = sigv4._amz_datetime(signature.amz_date), travel.real()
    if signed is None:
        return _time_failure(signature)
    nearest = min(max(signed.timestamp(), real), real + _furthest)
    return _time_failure(signature, now=datetime.fromtimestamp(nearest, UTC))


def _set_ahead(ahead: float) -> None:
    global _furthest
    _furthest = max(_furthest, ahead)
    travel.go(ahead)


def with_clock_route(app: App) -> App:
    """The app, with the route above."""

    async def serve(scope: Any, receive: Any, send: Any) -> None:
        if scope.get("path") != PATH or scope.get("method") != "PUT":  # PUT: no web page's form can send it
            await app(scope, receive, send)
            return
        _set_ahead(json.loads((await receive())["body"])["ahead"])
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    return serve
