"""Runs in the emulator's own Python environment: the two integrations by which a deployed API serves the site.

Of an API's definition the emulator keeps where an operation leads, not how its answer is made, and it knows no objects
in S3 as a target.  Here the whole integration is kept, and the object is read with the headers that it passes on.
"""

from __future__ import annotations

import re
from typing import Any

import ministack.services.apigateway_v1 as emulator
from ministack.core.responses import request_scope
from ministack.services import s3

OBJECT = re.compile(r"arn:[^:]+:apigateway:(?P<region>[^:]+):s3:path/(?P<bucket>[^/]+)/(?P<key>.+)")
ANSWER, FROM_OBJECT, CONDITION = "method.response.header.", "integration.response.header.", "if-none-match"
Answer = tuple[int, dict[str, str], bytes]

_import_operation, _invoke = emulator._import_operation, emulator._invoke_lambda_custom_v1


def install() -> None:
    """From now on, definitions are imported and objects are served in this way."""
    emulator._import_operation = _import_whole_operation
    emulator._invoke_lambda_custom_v1 = _invoke_or_read


def _import_whole_operation(api_id: str, resource_id: str, method: str, operation: Any, *security: Any) -> None:
    _import_operation(api_id, resource_id, method, operation, *security)
    declared = (operation or {}).get("x-amazon-apigateway-integration", {})
    if "responses" in declared:
        kept = emulator._resources[api_id][resource_id]["resourceMethods"][method]["methodIntegration"]
        kept["requestTemplates"] = declared.get("requestTemplates", {})
        kept["integrationResponses"] = {
            response["statusCode"]: {"selectionPattern": pattern, **response}
            for pattern, response in declared["responses"].items()
        }


async def _invoke_or_read(integration: Any, api_id: str, *rest: Any, **scope: Any) -> Any:
    target = OBJECT.fullmatch(integration.get("uri") or "")
    if target is None:
        return await _invoke(integration, api_id, *rest, **scope)
    headers, path_params = rest[5], rest[8]
    key = target["key"].replace("{file}", (path_params or {}).get("file", ""))
    condition = {name: value for name, value in (headers or {}).items() if name.lower() == CONDITION}
    with request_scope(scope["owner_account_id"], target["region"]):
        status, found, body = s3._get_object(target["bucket"], key, condition, {})
    return _mapped(integration["integrationResponses"].values(), status, found, body)


def _mapped(responses: Any, status: int, found: dict[str, Any], body: bytes) -> Answer:
    """The answer to the browser, as the integration's response for this status makes it of S3's."""
    known = {name.lower(): str(value) for name, value in found.items()}
    for response in responses:
        if re.fullmatch(response["selectionPattern"], str(status)):
            sent = {
                name.removeprefix(ANSWER): value.strip("'")
                if value.startswith("'")
                else known.get(value.removeprefix(FROM_OBJECT).lower(), "")
                for name, value in response.get("responseParameters", {}).items()
            }
            templates = response.get("responseTemplates", {}).values()
            return int(response["statusCode"]), sent, next(iter(templates)).encode() if templates else body
    return 500, {}, b""
