"""The body of `notify`: events, judged photos and entries of the ledger from the orders table's stream, and from a
queue ids of orders to remind about, messages of staff and held events, each handed to one service."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from chalicelib.api.jobs import each
from chalicelib.shared.log import continue_under, fault
from chalicelib.wire import wire

if TYPE_CHECKING:
    from chalicelib.notify.counting.batches import Part

Event = dict[str, Any]


def notify(event: Event) -> Event:
    """Every record of the stream in its order; the first that fails is named, and the stream continues from it.  Every
    job of a queue's message; those that fail are named, and come again."""
    if any(record["eventSource"] == "aws:sqs" for record in event.get("Records", ())):
        return each(event, _job)
    continue_under(None)  # a process keeps the ref of what it did last
    records, batch = event.get("Records", ()), wire().followups.batch()
    batch.count(list(_readable(records)))
    for record in records:
        image = record["dynamodb"].get("NewImage", {})
        continue_under(image.get("ref", {}).get("S"))
        try:
            if (part := _part(record)) is not None:
                batch.follow(part)
            elif moved_id := _moved(record):
                wire().followups.moved_numbers.tell(moved_id)
        except Exception as error:
            order_id = _order_of(image)
            fault("not notified", error, order_id=order_id)
            _note(order_id)
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
    return {"batchItemFailures": []}


def _note(order_id: str) -> None:
    """For `tools.replay`: when the record is given up, the queue of failures holds a pointer that dies in a day."""
    try:
        wire().followups.unfinished.add(order_id)
    except Exception as error:  # the record comes again, and with it the note
        fault("not noted", error, order_id=order_id)


def _readable(records: Iterable[Event]) -> Iterator[Part]:
    """What cannot be read is left out: it fails when its turn comes, and what was before it is followed up."""
    for record in records:
        try:
            part = _part(record)
        except Exception as error:
            fault("not counted with its batch", error)
            continue
        if part is not None:
            yield part


def _part(record: Event) -> Part | None:
    """None for most records: they are other parts of orders, or came back from a backup."""
    from chalicelib.orders.store.items import RESTORED, read_event, read_photo  # here, as every step loads this module
    from chalicelib.orders.store.ledger_entries import read_entry

    change, image = record["eventName"], record["dynamodb"].get("NewImage", {})
    if change == "INSERT" and RESTORED in image:
        return None
    if change == "INSERT" and image.get("pk", {}).get("S", "").startswith("LEDGER#"):
        return read_entry(image["body"]["S"])
    match change, image.get("sk", {}).get("S", "").partition("#")[0]:
        case "INSERT", "EVT":
            return read_event(image["body"]["S"])
        case "MODIFY", "PHOTO" if image.get("state", {}).get("S") in ("PASSED", "FAILED", "UNREADABLE"):
            return image["pk"]["S"], read_photo(image["body"]["S"])
    return None


def _moved(record: Event) -> str | None:
    """Of a number that an account left, which is to be told."""
    image = record["dynamodb"].get("NewImage", {})
    kind, _, moved_id = image.get("pk", {}).get("S", "").partition("#")
    new = record["eventName"] == "INSERT" and kind == "MOVED" and "restored" not in image
    return moved_id if new else None


def _order_of(image: dict[str, dict[str, str]]) -> str:
    """Whose it is.  An entry of the ledger lies by its day; its sk begins with the id, as each number of an order."""
    pk = image["pk"]["S"]
    return image["sk"]["S"].partition("_")[0] if pk.startswith("LEDGER#") else pk


def _job(job: dict[str, str]) -> bool:
    if job["order_id"].startswith("MOVED-"):
        return wire().followups.moved_numbers.retry(job["order_id"])
    if mark := job.get("by_hand"):
        return wire().followups.by_hand.tell(job["order_id"], mark, job.get("only", ""))
    if seq := job.get("seq"):
        return wire().followups.notify.retry(job["order_id"], int(seq))
    return wire().followups.reminder.remind(job["order_id"])
