"""Feeds committed events again to what follows from them: counters, messages, WeChat's shipping record.

    python -m tools.replay --days 2

For use after an outage, when messages were given up, or when the cause of refusals is mended.  What was done is marked
and is not done again; marks are kept for 30 days, so nothing older is fed.  Reads the whole orders table: run it when
it is quiet.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import timedelta

from chalicelib.notify.once import KEPT
from chalicelib.orders.model import EventRecord
from chalicelib.orders.store.items import read_event
from chalicelib.shared import aws
from chalicelib.wire import wire


def events(since: timedelta) -> Iterator[EventRecord]:
    """Appended events that are not older than `since`, in no order."""
    table, oldest = wire().settings.orders_table, wire().clock() - since
    client = aws.client("dynamodb", connect_timeout=2, read_timeout=30)
    values = {":evt": {"S": "EVT#"}}
    pages = client.get_paginator("scan").paginate(
        TableName=table, FilterExpression="begins_with(sk, :evt)", ExpressionAttributeValues=values
    )
    for page in pages:
        for item in page["Items"]:
            record = read_event(item["body"]["S"])
            if record.at >= oldest:
                yield record


def replay(since: timedelta) -> tuple[int, int]:
    """How many were fed, and how many of them failed or were refused again."""
    fed = failed = 0
    for record in sorted(events(since), key=lambda record: (record.at, record.order_id, record.seq)):
        fed += 1
        try:
            refused = wire().followups.notify.handle(record).refused
        except Exception as error:
            refused = (type(error).__name__,)
        if refused:
            failed += 1
            print(f"{record.order_id} {record.event}: {', '.join(refused)}", file=sys.stderr)
    return fed, failed


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.replay", description="Feeds committed events again.")
    parser.add_argument("--days", type=int, default=2, choices=range(1, KEPT.days + 1), metavar="1-30")
    fed, failed = replay(timedelta(days=parser.parse_args().days))
    print(f"{fed} events, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
