"""Feeds committed events and judged photos again to what follows from them: counters, messages, WeChat's shipping
record.

    python -m tools.replay --days 2

For use after an outage, when messages were given up, or when the cause of refusals is mended.  What was done is marked
and is not done again; marks are kept for 30 days, so nothing older is fed.  Reads the whole orders table: run it when
it is quiet.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from operator import itemgetter

from chalicelib.notify.counters import JUDGED
from chalicelib.notify.once import KEPT
from chalicelib.orders.model import EventRecord, Photo
from chalicelib.orders.store.items import read_event, read_photo
from chalicelib.shared import aws
from chalicelib.wire import wire

Part = EventRecord | tuple[str, Photo]  # a photo with its order's id


def parts(since: timedelta) -> Iterator[tuple[datetime, str, int, Part]]:
    """Events and judged photos that are not older than `since`, in no order: when, the order, a number, and the part
    itself."""
    table, oldest = wire().settings.orders_table, wire().clock() - since
    client = aws.client("dynamodb", connect_timeout=2, read_timeout=30)
    pages = client.get_paginator("scan").paginate(
        TableName=table,
        FilterExpression="begins_with(sk, :event) OR begins_with(sk, :photo)",
        ExpressionAttributeValues={":event": {"S": "EVT#"}, ":photo": {"S": "PHOTO#"}},
    )
    for item in (item for page in pages for item in page["Items"]):
        if item["sk"]["S"].startswith("EVT#"):
            record = read_event(item["body"]["S"])
            if record.at >= oldest:
                yield record.at, record.order_id, record.seq, record
        else:
            photo, order_id = read_photo(item["body"]["S"]), item["pk"]["S"]
            if photo.state in JUDGED and photo.asked_at >= oldest:
                yield photo.asked_at, order_id, photo.photo_no, (order_id, photo)


def feed(part: Part) -> tuple[str, ...]:
    """What was refused."""
    if isinstance(part, EventRecord):
        return wire().followups.notify.handle(part).refused
    wire().followups.notify.judged(*part)
    return ()


def replay(since: timedelta) -> tuple[int, int]:
    """How many were fed, and how many of them failed or were refused again."""
    fed = failed = 0
    for _, order_id, number, part in sorted(parts(since), key=itemgetter(0, 1, 2)):
        fed += 1
        try:
            refused = feed(part)
        except Exception as error:
            refused = (type(error).__name__,)
        if refused:
            failed += 1
            what = part.event if isinstance(part, EventRecord) else f"photo {number}"
            print(f"{order_id} {what}: {', '.join(refused)}", file=sys.stderr)
    return fed, failed


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.replay", description="Feeds events and photos again.")
    parser.add_argument("--days", type=int, default=2, choices=range(1, KEPT.days + 1), metavar="1-30")
    fed, failed = replay(timedelta(days=parser.parse_args().days))
    print(f"{fed} events and photos, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
