"""Runs in the emulator's own Python environment: sends requests for DynamoDB straight to it.

The emulator's router compares each request with some hundred services and evaluates policies that nobody has set: more
than half of the cost of a read.  A request that names the sandbox's key is let in without a check of its signature;
S3, SQS and the streams still take the emulator's router, which checks it.
"""

from __future__ import annotations

import os
import secrets
from typing import Any

from ministack.core.responses import set_request_account_id, set_request_region
from ministack.services import dynamodb

from sandbox.cloud.emulator_clock import App

TARGET = b"DynamoDB_20120810."


def with_dynamodb_route(app: App) -> App:
    """The app, with a route of its own for DynamoDB."""
    key, region = os.environ["AWS_ACCESS_KEY_ID"], os.environ["MINISTACK_REGION"]
    credential = f"Credential={key}/".encode()

    async def serve(scope: Any, receive: Any, send: Any) -> None:
        headers = dict(scope.get("headers", ()))
        target, authorization = headers.get(b"x-amz-target", b""), headers.get(b"authorization", b"")
        if not target.startswith(TARGET) or credential not in authorization:
            await app(scope, receive, send)
            return
        set_request_account_id(key)
        set_request_region(region)
        operation = {"x-amz-target": target.decode()}
        status, answer_headers, answer = await dynamodb.handle_request("POST", "/", operation, await _body(receive), {})
        body = answer if isinstance(answer, bytes) else answer.encode()
        answer_headers |= {"content-length": str(len(body)), "x-amzn-requestid": secrets.token_hex(16)}
        raw = [(name.lower().encode(), str(value).encode()) for name, value in answer_headers.items()]
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
