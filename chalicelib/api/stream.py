"""The body of `notify`: events from the orders table's stream, and from a queue ids of orders to remind about and held
events, each handed to one service."""

from __future__ import annotations

from typing import Any

from chalicelib.api.jobs import each
from chalicelib.shared.log import fault
from chalicelib.wire import wire

Event = dict[str, Any]


def notify(event: Event) -> Event:
    """Every event of the stream in its order; the first that fails is named, and the stream continues from it.  Every
    job of a queue's message; those that fail are named, and come again."""
    if any(record["eventSource"] == "aws:sqs" for record in event.get("Records", ())):
        return each(event, _job)
    from chalicelib.orders.store.items import read_event  # here, as every step loads this module

    for record in event.get("Records", ()):
        image = record["dynamodb"].get("NewImage", {})
        if record["eventName"] != "INSERT" or not image.get("sk", {}).get("S", "").startswith("EVT#"):
            continue
        try:
            wire().followups.notify.handle(read_event(image["body"]["S"]))
        except Exception as error:
            fault("not notified", error, order_id=image["pk"]["S"])
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
    return {"batchItemFailures": []}


def _job(job: dict[str, str]) -> bool:
    if seq := job.get("seq"):
        return wire().followups.notify.retry(job["order_id"], int(seq))
    return wire().followups.reminder.remind(job["order_id"])
