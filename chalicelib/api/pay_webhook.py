"""The route of the `pay_webhook` step: strangers knock here, so it answers in the channel's own words only."""

from __future__ import annotations

import json

from chalice.app import Response

from chalicelib.api.endpoint import HEADERS, MOST_BODY, body_of, request_id, routes
from chalicelib.pay.notice import NoticeRefused
from chalicelib.shared.errors import NotFound
from chalicelib.shared.log import fault, log, ref
from chalicelib.wire import wire


def _fail(status: int, reason: str) -> Response:
    return Response(json.dumps({"code": "FAIL", "message": reason}), headers=dict(HEADERS), status_code=status)


@routes.route("/api/pay/notices/{channel}", methods=["POST"], name="pay_webhook", content_types=["application/json"])
def take_notice(channel: str) -> Response:
    """204 when the fact is safe with us; 4xx for what is not the channel's; 5xx asks the channel to come again."""
    request = routes.current_request
    ref.set(request_id(request))
    try:
        raw = body_of(request)
        if len(raw) > MOST_BODY:
            return _fail(413, "too large")
        wire().pay.notice(channel, dict(request.headers), raw)
    except NoticeRefused as refusal:
        log("notice refused", level="warning", channel=channel, reason=refusal.reason)
        return _fail(401, "not verified")
    except NotFound:
        return _fail(404, "no such channel")
    except Exception as error:
        fault("notice not taken", error, channel=channel)
        return _fail(500, "try again")
    return Response("", headers={"Cache-Control": "no-store"}, status_code=204)
