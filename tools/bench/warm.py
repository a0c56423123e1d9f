"""How long a warm request takes through app and router, without the database."""

from __future__ import annotations

import contextlib
import io
import os
import statistics
import time
from dataclasses import dataclass
from typing import Any

LIMIT_MS = 1.0


@dataclass(frozen=True, kw_only=True)
class Warm:
    """Milliseconds of one request in this process."""

    p50: float
    p99: float


def measure(requests: int = 5000) -> Warm:
    """A request without a session: routed, refused, answered in the envelope."""
    import app

    event: dict[str, Any] = {
        "resource": "/api/orders", "path": "/api/orders", "httpMethod": "GET", "headers": {}, "multiValueHeaders": {},
        "queryStringParameters": None, "multiValueQueryStringParameters": None, "pathParameters": None,
        "stageVariables": None, "body": None, "isBase64Encoded": False,
        "requestContext": {"resourcePath": "/api/orders", "httpMethod": "GET", "requestId": "warm",
                           "identity": {"sourceIp": "127.0.0.1"}},
    }  # fmt: skip
    times = []
    with contextlib.redirect_stdout(io.StringIO()):
        for _ in range(requests):
            began = time.perf_counter()
            answer = app.orders(event, None)
            times.append((time.perf_counter() - began) * 1000)
            assert answer["statusCode"] == 401
    times.sort()
    return Warm(p50=statistics.median(times), p99=times[int(len(times) * 0.99)])


if __name__ == "__main__":
    os.environ.setdefault("TZ", "Asia/Shanghai")
    print(measure())
