"""Feeds committed events, judged photos and entries of the ledger again to what follows from them: counters and sums,
messages, WeChat's shipping record.

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
from chalicelib.orders.ledger import LedgerEntry
from chalicelib.orders.model import EventRecord, Photo
from chalicelib.orders.store.items import read_event, read_photo
from chalicelib.orders.store.ledger_entries import read_entry
from chalicelib.shared import aws
from chalicelib.wire import wire

Part = EventRecord | LedgerEntry | tuple[str, Photo]  # a photo with its order's id


def parts(since: timedelta) -> Iterator[tuple[datetime, str, int, Part]]:
    """Events, judged photos and entries that are not older than `since`, in no order: when, the order, a number, and
    the part itself."""
    table, oldest = wire().settings.orders_table, wire().clock() - since
    client = aws.client("dynamodb", connect_timeout=2, read_timeout=30)
    pages = client.get_paginator("scan").paginate(
        TableName=table,
        FilterExpression="begins_with(sk, :event) OR begins_with(sk, :photo) OR begins_with(pk, :ledger)",
        ExpressionAttributeValues={":event": {"S": "EVT#"}, ":photo": {"S": "PHOTO#"}, ":ledger": {"S": "LEDGER#"}},
    )
    for item in (item for page in pages for item in page["Items"]):
        if item["pk"]["S"].startswith("LEDGER#"):
            entry = read_entry(item["body"]["S"])
            if entry.at >= oldest:
                yield entry.at, entry.order_id, entry.seq, entry
        elif item["sk"]["S"].startswith("EVT#"):
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
    if isinstance(part, LedgerEntry):
        wire().followups.money_totals.add(part)
    else:
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
            print(f"{order_id} {_said(part, number)}: {', '.join(refused)}", file=sys.stderr)
    return fed, failed


def _said(part: Part, number: int) -> str:
    if isinstance(part, EventRecord):
        return part.event
    return f"entry {part.kind}" if isinstance(part, LedgerEntry) else f"photo {number}"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.replay", description="Feeds events, photos and the ledger again."
    )
    parser.add_argument("--days", type=int, default=2, choices=range(1, KEPT.days + 1), metavar="1-30")
    fed, failed = replay(timedelta(days=parser.parse_args().days))
    print(f"{fed} events, photos and entries, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
