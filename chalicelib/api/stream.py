"""The body of `notify`: events of the orders table's stream, each handed to one service."""

from __future__ import annotations

from typing import Any

import msgspec

from chalicelib.orders.model import EventRecord
from chalicelib.shared.log import fault
from chalicelib.wire import wire

Event = dict[str, Any]
# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_RECORD = msgspec.json.Decoder(EventRecord)


def notify(event: Event) -> Event:
    """Every appended event in its order; the first that fails is named, and the stream goes on from it."""
    for record in event.get("Records", ()):
        image = record["dynamodb"].get("NewImage", {})
        if record["eventName"] != "INSERT" or not image.get("sk", {}).get("S", "").startswith("EVT#"):
            continue
        try:
            wire().branch.notify.handle(_RECORD.decode(image["body"]["S"]))
        except Exception as error:
            fault("not notified", error, order_id=image["pk"]["S"])
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
    return {"batchItemFailures": []}
