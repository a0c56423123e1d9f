"""Bodies of the steps that nobody calls by HTTP: read the event, call one service."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus

from chalicelib.api.jobs import each, seconds_left
from chalicelib.shared.log import continue_under, fault
from chalicelib.wire import wire


def _stored(event: dict[str, Any]) -> Iterator[tuple[str, datetime | None]]:
    """Object keys of an S3 event (they arrive URL-encoded) and when each was stored; a test event of the bucket has
    none."""
    for record in event.get("Records", ()):
        at = record.get("eventTime")
        yield unquote_plus(record["s3"]["object"]["key"]), datetime.fromisoformat(at) if at else None


def arrived(event: dict[str, Any]) -> dict[str, Any]:
    """Judge every object of an S3 ObjectCreated event, or every overdue photo of an SQS event.  Raises what fails on an
    S3 event, so that Lambda retries it; SQS redelivers the messages that failed."""
    if any(record.get("eventSource") == "aws:sqs" for record in event.get("Records", ())):
        return each(event, lambda job: wire().student.photo_judge.judge_overdue(job["order_id"], job["part"]))
    return {key: wire().student.photo_judge.arrived(key, at) for key, at in _stored(event)}


def settle(event: dict[str, Any]) -> dict[str, Any]:
    """Every id of an SQS event; the ids that failed are named, so that only those come again."""
    failed = []
    for record in event.get("Records", ()):
        slot = json.loads(record["body"])
        continue_under(slot.get("ref"))
        try:
            wire().money.settler.settle(slot["order_id"], slot["part"])
        except Exception as error:
            fault("not settled", error, order_id=slot["order_id"], kind=slot["part"])
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def expire(context: Any) -> int:
    """How many slots were queued."""
    return wire().money.sweeper.expire(seconds_left(context))


def remind(context: Any) -> int:
    """How many reminders were queued.  Bulk requests come first: each is queued once, the others every hour."""
    left = seconds_left(context)
    queued = wire().followups.bulk_reminders.run(left)
    queued += wire().followups.reminder_queue.run(left)
    wire().followups.late_reviews.run()
    return queued


def reconcile(context: Any) -> int:
    """How many slots were queued."""
    return wire().money.sweeper.reconcile(seconds_left(context))
