"""Feeds committed events, judged photos and entries of the ledger again to what follows from them: counters and sums,
messages, WeChat's shipping record.

    python -m tools.replay --days 2               what was refused or failed since then, and what moved since then
    python -m tools.replay --order ORDER-ID …     these orders

For use after an outage, when messages were given up, or when the cause of refusals is mended.  What was done is marked
and is not done again; marks are kept for 30 days, so nothing older is fed.

No table is read as a whole.  The orders are those that `notify` noted as unfinished, those in students' hands, and
those that came into their state, were paid or had a refund asked for since then, by index.  What happened within a
state while nothing consumed the stream, such as a waybill added to a finished order, is fed by naming the order.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from chalicelib.notify.counters import JUDGED
from chalicelib.notify.counting.batches import Part
from chalicelib.notify.once import KEPT
from chalicelib.orders.labels import CHANNELS
from chalicelib.orders.ledger import LedgerEntry
from chalicelib.orders.model import EventRecord, State
from chalicelib.orders.store.index_keys import PaymentGroup, RefundGroup
from chalicelib.orders.store.payments import Span
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.db import Conflict
from chalicelib.shared.errors import DomainError
from chalicelib.wire import wire

# A photo is judged, and a form changed, while the order stays where it is: few are there, and not for long.
IN_HANDS = frozenset({State.DRAFT, State.WITHDRAWN, State.REJECTED, State.CORRECTION})
PAGE = 500


def orders_since(oldest: datetime) -> set[str]:
    """Ids of the orders about which something may be left to do."""
    parts = wire()
    found, now = set(parts.followups.unfinished.since(oldest)), parts.clock()
    for task_id in parts.student.tasks.ids():
        for state in State:
            lists = parts.stores.lists
            in_hands = state in IN_HANDS
            found |= set(
                lists.all_in_state(task_id, state) if in_hands else lists.moved_between(task_id, state, oldest, now)
            )
    for branch in parts.stores.tasks.branches():
        found |= set(_with_money(branch, oldest))
    return found


def _with_money(branch: str, oldest: datetime) -> Iterator[str]:
    """Orders of payments and refunds since then: they may come while the order itself stays as it is."""
    stores, before, full = wire().stores, None, True
    while full:
        span = Span(first=oldest, before=before)
        page = stores.payments.of_branch(branch, PaymentGroup, span, limit=PAGE)
        yield from (key.order_id for key in page)
        before, full = (page[-1].place if page else None), len(page) == PAGE
    for group in RefundGroup:
        after, more = None, True
        while more:
            keys, after = stores.lists.refunds(branch, group, limit=PAGE, after=after, span=(oldest, None))
            yield from (key.order_id for key in keys)
            more = after is not None


def parts_of(order_id: str, oldest: datetime) -> Iterator[tuple[int, Part]]:
    """An order's events and then its judged photos that are not older, each with its number."""
    stores = wire().stores
    yield from ((record.seq, record) for record in stores.orders.history(order_id) if record.at >= oldest)
    order = stores.orders.load(order_id)
    for photo in order.photos if order else ():
        if photo.state in JUDGED and photo.asked_at >= oldest:
            yield photo.photo_no, (order_id, photo)


def entries_since(oldest: datetime) -> Iterator[LedgerEntry]:
    """The ledger's entries that are not older, by channel and day.  An entry is of the day on which the money moved,
    which may be before the day on which it was written: so a day more is read."""
    now = wire().clock()
    day, last = (oldest - timedelta(days=1)).astimezone(SHANGHAI).date(), now.astimezone(SHANGHAI).date()
    while day <= last:
        for channel in CHANNELS:
            yield from wire().stores.ledger.of_day(channel, day)
        day += timedelta(days=1)


def feed(part: Part) -> tuple[str, ...]:
    """What was refused."""
    if isinstance(part, EventRecord):
        return wire().followups.notify.handle(part).refused
    if isinstance(part, LedgerEntry):
        wire().followups.money_totals.add(part)
    else:
        wire().followups.notify.judged(*part)
    return ()


def _feed_all(parts: Iterable[tuple[int, Part]], order_id: str) -> Iterator[bool]:
    """Feeds each; whether it was done, now or before."""
    for number, part in parts:
        try:
            refused = feed(part)
        except Exception as error:
            refused = (type(error).__name__,)
        if refused:
            print(f"{order_id} {_said(part, number)}: {', '.join(refused)}", file=sys.stderr)
        yield not refused


def _of_order(order_id: str, oldest: datetime) -> Iterator[bool]:
    try:
        wire().stores.names.note(order_id)
        parts = list(parts_of(order_id, oldest))
    except (DomainError, Conflict) as error:
        print(f"{order_id}: {type(error).__name__}", file=sys.stderr)
        yield False
        return
    yield from _feed_all(parts, order_id)


def replay(since: timedelta, order_ids: Iterable[str] = ()) -> tuple[int, int]:
    """How many were fed, and how many of them failed or were refused again.  order_ids: these alone, if any."""
    oldest, named = wire().clock() - since, sorted(set(order_ids))
    done = [ok for order_id in named or sorted(orders_since(oldest)) for ok in _of_order(order_id, oldest)]
    if not named:
        done += [ok for entry in entries_since(oldest) for ok in _feed_all([(entry.seq, entry)], entry.order_id)]
    return len(done), done.count(False)


def _said(part: Part, number: int) -> str:
    if isinstance(part, EventRecord):
        return part.event
    return f"entry {part.kind}" if isinstance(part, LedgerEntry) else f"photo {number}"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.replay", description="Feeds events, photos and the ledger again."
    )
    parser.add_argument("--days", type=int, default=2, choices=range(1, KEPT.days + 1), metavar="1-30")
    parser.add_argument("--order", nargs="+", default=[], metavar="ORDER-ID", help="these orders alone, 30 days back")
    arguments = parser.parse_args()
    since = KEPT if arguments.order else timedelta(days=arguments.days)
    fed, failed = replay(since, arguments.order)
    print(f"{fed} events, photos and entries, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
