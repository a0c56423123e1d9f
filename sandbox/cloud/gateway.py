"""Does what API Gateway does: finds the step of a path, makes the proxy event, turns the answer into HTTP."""

from __future__ import annotations

import base64
import re
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from sandbox.cloud.steps import Event
from sandbox.server import Reply, Request

STAGE = "api"


@dataclass(frozen=True, kw_only=True)
class Match:
    """The route of a request.  resource: the path with the names of its variables."""

    step: str
    resource: str
    variables: dict[str, str]


class Map:
    """The routes of the app: (path, method) → step."""

    def __init__(self, routes: Mapping[str, Mapping[str, Any]]) -> None:
        self._routes = [(_pattern(path), path, methods) for path, methods in sorted(routes.items())]

    def find(self, method: str, path: str) -> Match | None:
        """The step for this method and path; a path without variables wins over one with."""
        first_match = None
        for pattern, resource, methods in self._routes:
            path_match = pattern.fullmatch(path)
            if path_match and method in methods:
                match = Match(step=methods[method].view_name, resource=resource, variables=path_match.groupdict())
                if not match.variables:
                    return match
                first_match = first_match or match
        return first_match


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(path)) + "/?")


def _by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    return grouped


def _is_binary(request: Request, binary_types: Iterable[str]) -> bool:
    kind = request.header("Content-Type").split(";")[0].strip().lower()
    return any(kind == type_ or (type_.endswith("/*") and kind.startswith(type_[:-1])) for type_ in binary_types)


def proxy_event(request: Request, match: Match, request_id: str, binary_types: Iterable[str]) -> Event:
    """The event a REST API (v1) sends to a Lambda proxy integration."""
    forwarded = (*request.headers, ("X-Forwarded-For", request.source_ip), ("X-Forwarded-Proto", "https"))
    headers, query = _by_name(forwarded), _by_name(request.query_pairs)
    binary = _is_binary(request, binary_types)
    text = base64.b64encode(request.body).decode() if binary else request.body.decode("utf-8", "replace")
    path = urlsplit(request.target).path
    now = time.time()
    return {
        "resource": match.resource,
        "path": path,
        "httpMethod": request.method,
        "headers": {name: values[-1] for name, values in headers.items()},
        "multiValueHeaders": headers,
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": match.variables or None,
        "stageVariables": None,
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "sandbox",
            "resourceId": "sandbox",
            "resourcePath": match.resource,
            "path": f"/{STAGE}{path}",
            "httpMethod": request.method,
            "protocol": "HTTP/1.1",
            "stage": STAGE,
            "domainName": request.header("Host"),
            "requestId": request_id,
            "extendedRequestId": request_id[:16],
            "requestTime": datetime.fromtimestamp(now, UTC).strftime("%d/%b/%Y:%H:%M:%S %z"),
            "requestTimeEpoch": round(now * 1000),
            "identity": {"sourceIp": request.source_ip, "userAgent": request.header("User-Agent")},
        },
        "body": text if request.body else None,
        "isBase64Encoded": binary and bool(request.body),
    }


def to_reply(answer: Mapping[str, Any]) -> Reply:
    """A step's answer as HTTP.  Raises KeyError, TypeError or ValueError if API Gateway would call it malformed."""
    headers = list((answer.get("headers") or {}).items())
    for name, values in (answer.get("multiValueHeaders") or {}).items():
        headers += [(name, value) for value in values]
    text = answer.get("body") or ""
    body = base64.b64decode(text) if answer.get("isBase64Encoded") else text.encode()
    if not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", "application/json"))
    texts = tuple((name, str(value)) for name, value in headers)
    return Reply(status=int(answer["statusCode"]), body=body, headers=texts)


def refusal(kind: str, request_id: str) -> Reply:
    """A refusal by API Gateway itself, with the text of the deployed template.  kind: such as "REQUEST_TOO_LARGE"."""
    from deploy.gateway_responses import gateway_responses

    response = gateway_responses()[kind]
    body = response["ResponseTemplates"]["application/json"].replace("$context.requestId", request_id)
    headers = {name: value.strip("'") for name, value in response["ResponseParameters"]["Headers"].items()}
    return Reply(status=response["StatusCode"], body=body.encode(), headers=tuple(headers.items()))


def new_request_id() -> str:
    return str(uuid.uuid4())
