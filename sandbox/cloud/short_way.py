"""Runs inside the emulator's own environment: what is for DynamoDB goes straight to it.

The emulator's front door compares each request with some hundred services, and judges policies that nobody has set:
more than half of what a read costs there.  Who names the sandbox's key gets in; signatures are checked on the long way
only, which storage, queues and streams still take.
"""

from __future__ import annotations

import os
import secrets
from typing import Any

from ministack.core.responses import set_request_account_id, set_request_region
from ministack.services import dynamodb

from sandbox.cloud.emulator_clock import App

TARGET = b"DynamoDB_20120810."


def first(app: App) -> App:
    """The app, with a door of its own for DynamoDB."""
    key, region = os.environ["AWS_ACCESS_KEY_ID"], os.environ["MINISTACK_REGION"]
    named = f"Credential={key}/".encode()

    async def serve(scope: Any, receive: Any, send: Any) -> None:
        headers = dict(scope.get("headers", ()))
        if not headers.get(b"x-amz-target", b"").startswith(TARGET) or named not in headers.get(b"authorization", b""):
            await app(scope, receive, send)
            return
        set_request_account_id(key)
        set_request_region(region)
        target = {"x-amz-target": headers[b"x-amz-target"].decode()}
        status, said, answer = await dynamodb.handle_request("POST", "/", target, await _body(receive), {})
        body = answer if isinstance(answer, bytes) else answer.encode()
        said |= {"content-length": str(len(body)), "x-amzn-requestid": secrets.token_hex(16)}
        raw = [(name.lower().encode(), str(value).encode()) for name, value in said.items()]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        await send({"type": "http.response.body", "body": body})

    return serve


async def _body(receive: Any) -> bytes:
    pieces, more = [], True
    while more:
        message = await receive()
        pieces.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(pieces)
