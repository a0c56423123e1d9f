"""The route of the `pay_webhook` step: strangers call it, so it answers in the channel's own words only."""

from __future__ import annotations

import json

from chalice.app import Response

from chalicelib.api.endpoint import HEADERS, MOST_BODY, body_of, request_id, routes
from chalicelib.api.headers import SAFE
from chalicelib.pay.model import CONTENT, NoticeRefused
from chalicelib.shared.errors import NotFound, OutsideBusy, OutsideFailed
from chalicelib.shared.log import alarm, fault, log, ref
from chalicelib.wire import wire

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
PLAIN: dict[str, str | list[str]] = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store", **SAFE}


def _taken(channel: str) -> Response:
    """The answer to a notice that was taken: Alipay wants the plain word, WeChat Pay nothing."""
    if channel == "alipay":
        return Response("success", headers=dict(PLAIN), status_code=200)
    return Response("", headers={"Cache-Control": "no-store", **SAFE}, status_code=204)


def _fail(channel: str, status: int, reason: str) -> Response:
    if channel == "alipay":
        return Response("failure", headers=dict(PLAIN), status_code=status)
    return Response(json.dumps({"code": "FAIL", "message": reason}), headers=dict(HEADERS), status_code=status)


@routes.route("/api/pay/notices/{channel}", methods=["POST"], name="pay_webhook", content_types=[JSON, FORM])
def take_notice(channel: str) -> Response:
    """Take a payment channel's notice.  Taken when the fact is safe with us; 4xx for what is not the channel's; 5xx
    asks the channel to come again."""
    request = routes.current_request
    ref.set(request_id(request))
    try:
        raw = body_of(request)
        if len(raw) > MOST_BODY:
            return _fail(channel, 413, "too large")
        wire().money.pay.notice(channel, dict(request.headers), raw)
    except NoticeRefused as refusal:
        log("notice refused", level="warning", channel=channel, reason=refusal.reason)
        if refusal.reason == CONTENT:
            alarm("a notice that is signed is not understood: ask the channel what it means", channel=channel)
            return _fail(channel, 400, "not understood")
        return _fail(channel, 401, "not verified")
    except NotFound:
        return _fail(channel, 404, "no such channel")
    except (OutsideBusy, OutsideFailed):
        log("notice waits for its channel", level="warning", channel=channel)
        return _fail(channel, 503, "try again")
    except Exception as error:
        fault("notice not taken", error, channel=channel)
        return _fail(channel, 500, "try again")
    return _taken(channel)
