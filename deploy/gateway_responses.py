"""The responses of API Gateway's own refusals, in the product's error envelope.

The texts are those of `chalicelib.shared.errors`; `ref` is the request's id, as in the handlers' errors.
"""

from __future__ import annotations

import json
from typing import Any

from chalicelib.api.headers import SAFE
from chalicelib.shared import errors
from chalicelib.shared.errors import DomainError

FIXED = {name: f"'{value}'" for name, value in SAFE.items()}
WAIT = 2  # seconds that a throttled client is told to wait: the burst is over by then
SHUT_OUT = 60  # seconds, of a network that the firewall shuts out until it has asked less for a while

KINDS: dict[str, DomainError] = {
    "ACCESS_DENIED": errors.Forbidden(),
    "BAD_REQUEST_BODY": errors.Malformed(),
    "BAD_REQUEST_PARAMETERS": errors.Malformed(),
    "MISSING_AUTHENTICATION_TOKEN": errors.NotFound(),  # API Gateway's name for a path that does not exist
    "RESOURCE_NOT_FOUND": errors.NotFound(),
    "REQUEST_TOO_LARGE": errors.TooLarge(),
    "UNAUTHORIZED": errors.Unauthenticated(),
    "UNSUPPORTED_MEDIA_TYPE": errors.Unsupported(),
    "THROTTLED": errors.TooMany(retry_after=WAIT),
    "QUOTA_EXCEEDED": errors.TooMany(retry_after=WAIT),
    "WAF_FILTERED": errors.TooMany(retry_after=SHUT_OUT),  # its one rule counts requests
    "DEFAULT_4XX": errors.Malformed(),
    "INTEGRATION_FAILURE": errors.Broken(),
    "INTEGRATION_TIMEOUT": errors.Broken(),
    "DEFAULT_5XX": errors.Broken(),
}


def gateway_responses() -> dict[str, Any]:
    """The GatewayResponses property of an AWS::Serverless::Api."""
    return {kind: _response(error) for kind, error in KINDS.items()}


def _response(error: DomainError) -> dict[str, Any]:
    envelope = {
        "error": {
            "code": error.code, "message": error.text, "action": error.cure, "field": error.field,
            "retry_after": error.retry_after, "ref": "$context.requestId", "data": error.data,
        }
    }  # fmt: skip
    headers = {"Cache-Control": "'no-store'", "Content-Type": "'application/json; charset=utf-8'", **FIXED}
    if error.retry_after:
        headers["Retry-After"] = f"'{error.retry_after}'"
    return {
        "StatusCode": error.status,
        "ResponseParameters": {"Headers": headers},
        "ResponseTemplates": {"application/json": json.dumps(envelope, ensure_ascii=False)},
    }
