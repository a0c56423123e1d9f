"""The items of an order in its table, and the order they make up.

pk order id; sk HEAD, PAY#nn, PHOTO#nnnn, REFUND#nn#n, EVT#nnnnnnnn (EVT sorts before HEAD, so one query from HEAD on
loads an order without its history).  Beside the first event lies what is in code_texts.  A claim is pk
CLAIM#<task>#<enrolment>, sk CLAIM; a number is pk NUMBER#<digits>, sk NUMBER; a channel's transaction is pk
TRANSACTION#<id>, sk TRANSACTION; BRANCH# is in branch_lists.

A query does not see a transaction as a whole: it may read the head from after one and a payment from before it.  So the
head's item names, for every attempt and refund, the seq at which it was last written, and so does the part itself.  By
comparing them `order_of` knows whether the items read belong to one moment.
"""

from __future__ import annotations

import heapq
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from msgspec.json import Decoder
from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.orders.model import EventRecord, Head, Order, Photo, PhotoState
from chalicelib.orders.money_model import Attempt, Refund
from chalicelib.orders.store.index_keys import attempt_keys, queue_keys, refund_keys, task_keys
from chalicelib.orders.store.packed import pack, unpack
from chalicelib.shared.clock import iso
from chalicelib.shared.db import BaseMeta, Conflict, TwoKeys, as_json
from chalicelib.shared.log import carried
from chalicelib.shared.short_json import as_short_json

SHARDS = 4  # a busy minute writes 280 due slots and removes as many; a partition takes 1,000 writes a second
FIRST_EVENT = "EVT#"
RESTORED = "restored"  # an attribute that `tools.restore` gives to what it puts back: it is told and counted already
FIRST_PART, MONEY, PHOTOS = "HEAD", ("PAY#", "REFUND#"), "PHOTO#"
JUDGED_WITHIN = timedelta(minutes=2)  # a verdict takes seconds; after this the clock looks for the picture


class ByPerson(GlobalSecondaryIndex["OrderItem"]):  # type: ignore[no-untyped-call]
    """A person's orders, newest first."""

    class Meta:
        index_name = "by_person"
        projection = KeysOnlyProjection()

    person_id = UnicodeAttribute(hash_key=True)
    opened_at = UnicodeAttribute(range_key=True)


class Due(GlobalSecondaryIndex["OrderItem"]):  # type: ignore[no-untyped-call]
    """What is due.  Sparse: DUE#<shard> for heads and photos without a verdict, POLL#<shard> for attempts and
    refunds."""

    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    due_shard = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class OrderItem(TwoKeys):
    """One item; `body` is the JSON of its dataclass (a head's is `packed`), the other attributes are keys for
    indexes and conditions."""

    class Meta(BaseMeta):
        pass

    body = UnicodeAttribute(null=True)
    packed = BinaryAttribute(null=True, legacy_encoding=False)
    state = UnicodeAttribute(null=True)
    seq = NumberAttribute(null=True)
    person_id = UnicodeAttribute(null=True)
    opened_at = UnicodeAttribute(null=True)
    task_state = UnicodeAttribute(null=True)
    state_at = UnicodeAttribute(null=True)
    queue_key = UnicodeAttribute(null=True)
    task_queue = UnicodeAttribute(null=True)
    queue_at = UnicodeAttribute(null=True)
    due_shard = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    order_id = UnicodeAttribute(null=True)
    round = NumberAttribute(null=True)
    event_id = UnicodeAttribute(null=True)
    revs = UnicodeAttribute(null=True)
    ref = UnicodeAttribute(null=True)  # of the request that wrote an event or a photo; the stream goes on under it
    code_text = UnicodeAttribute(null=True)  # of the first event alone: see code_texts

    by_person = ByPerson()
    due = Due()


def claim_key(task_id: str, enrolment: str) -> str:
    return f"CLAIM#{task_id}#{enrolment}"


def number_item(number: str, order_id: str) -> OrderItem:
    """The item that leads from an order's number to its id."""
    return OrderItem(f"NUMBER#{number}", "NUMBER", order_id=order_id)


def transaction_key(transaction_id: str) -> str:
    return f"TRANSACTION#{transaction_id}"


def transaction_items(before: Order, after: Order) -> list[OrderItem]:
    """Those that lead from the channel's transactions which a change gave to payments to the order."""
    known = {attempt.transaction_id for attempt in before.attempts}
    new = {attempt.transaction_id for attempt in after.attempts} - known - {""}
    return [OrderItem(transaction_key(one), "TRANSACTION", order_id=after.head.order_id) for one in new]


def due_place(order_id: str, part: str, at: datetime) -> str:
    """Where a part is in the index of what is due."""
    return f"{iso(at)}#{order_id}#{part}"


def _slot(kind: str, order_id: str, part: str, due_at: datetime | None) -> dict[str, Any]:
    if due_at is None:
        return {}
    shard = zlib.crc32(order_id.encode()) % SHARDS
    return {"due_shard": f"{kind}#{shard}", "due_at": due_place(order_id, part, due_at)}


def part_of(part: Attempt | Refund) -> str:
    """The part's sort key."""
    if isinstance(part, Refund):
        return f"REFUND#{part.attempt_no:02d}#{part.try_no}"
    return f"PAY#{part.attempt_no:02d}"


def _known(item: OrderItem) -> str:
    """What a head is packed with (see packed.py): nothing that is ever written without the head, as the keys of what is
    due and of the task's states are."""
    places = (item.queue_key, item.task_queue, item.queue_at)
    return "".join((item.pk, item.person_id, item.opened_at, *filter(None, places)))


def head_item(head: Head, revs: Mapping[str, int]) -> OrderItem:
    """revs: the seq at which each attempt and refund was last written, by sort key."""
    keys: dict[str, Any] = _slot("DUE", head.order_id, FIRST_PART, head.due_at)
    keys |= queue_keys(head) | task_keys(head)
    item = OrderItem(
        head.order_id,
        FIRST_PART,
        state=head.state.value,
        seq=head.seq,
        person_id=head.person_id,
        opened_at=iso(head.opened_at),
        revs=json.dumps(revs),
        **keys,
    )
    item.packed = pack(as_short_json(head), _known(item))
    return item


def attempt_item(head: Head, attempt: Attempt) -> OrderItem:
    part = part_of(attempt)
    keys = _slot("POLL", head.order_id, part, attempt.due_at) | attempt_keys(head, attempt)
    body = as_json(attempt)
    return OrderItem(head.order_id, part, body=body, state=attempt.state.value, seq=head.seq, **keys)


def refund_item(order: Order, refund: Refund) -> OrderItem:
    part, order_id = part_of(refund), order.head.order_id
    keys = _slot("POLL", order_id, part, refund.due_at) | refund_keys(order, refund)
    return OrderItem(order_id, part, body=as_json(refund), state=refund.state.value, seq=order.head.seq, **keys)


@dataclass(frozen=True, kw_only=True)
class DueSlot:
    """One thing that is due: the order, and which part of it (HEAD, PAY#…, REFUND#…, PHOTO#…).  place: its key in the
    index, as it was read."""

    order_id: str
    part: str
    place: str


def photo_part(photo_no: int) -> str:
    """The photo's sort key."""
    return f"{PHOTOS}{photo_no:04d}"


def photo_no_of(part: str) -> int:
    """The photo's number, by its sort key."""
    return int(part.removeprefix(PHOTOS))


def photo_item(order_id: str, photo: Photo) -> OrderItem:
    """A photo without a verdict is due JUDGED_WITHIN after it was asked for; the verdict ends that."""
    part, body = photo_part(photo.photo_no), as_json(photo)
    due_at = photo.asked_at + JUDGED_WITHIN if photo.state is PhotoState.WAITING else None
    keys = _slot("DUE", order_id, part, due_at)
    return OrderItem(order_id, part, body=body, state=photo.state.value, ref=carried(), **keys)


def event_part(seq: int) -> str:
    """The event's sort key."""
    return f"{FIRST_EVENT}{seq:08d}"


def event_item(record: EventRecord, code_text: str | None = None) -> OrderItem:
    """code_text: of the event that opens an order (see code_texts)."""
    event_id = f"{record.order_id}#{record.seq}"
    part, body = event_part(record.seq), as_json(record)
    keys: dict[str, Any] = {"event_id": event_id, "seq": record.seq, "ref": carried(), "code_text": code_text}
    return OrderItem(record.order_id, part, body=body, **keys)


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_HEAD, _ATTEMPT, _PHOTO, _REFUND = Decoder(Head), Decoder(Attempt), Decoder(Photo), Decoder(Refund)
read_event, read_photo = Decoder(EventRecord).decode, _PHOTO.decode


def head_text(item: OrderItem) -> bytes | str:
    """The head's JSON: packed, or plain as an earlier version wrote it."""
    return str(item.body) if item.packed is None else unpack(item.packed, _known(item))


def packed_as(item: OrderItem, text: str) -> bytes:
    """Another JSON of the head, packed as in this item."""
    return pack(text, _known(item))


def read_head(item: OrderItem) -> Head:
    return _HEAD.decode(head_text(item))


def _parts[T](items: Iterable[OrderItem], prefix: str, decoder: Decoder[T]) -> tuple[T, ...]:
    return tuple(decoder.decode(str(item.body)) for item in items if item.sk.startswith(prefix))


def money_keys(head: OrderItem) -> list[tuple[str, str]]:
    """(pk, sk) of the payments and refunds that a head's item names, in their order."""
    return [(head.pk, sk) for sk in sorted(json.loads(head.revs or "{}"))]


def order_of(items: Sequence[OrderItem]) -> Order | None:
    """The order that these items make up, without its history; None without a head.  Raises Conflict when they are from
    different moments."""
    heads = [item for item in items if item.sk == FIRST_PART]
    if not heads:
        return None
    revs = json.loads(heads[0].revs or "{}")
    if revs != {item.sk: int(item.seq) for item in items if item.sk.startswith(MONEY) and item.seq is not None}:
        raise Conflict
    return Order(
        head=read_head(heads[0]),
        attempts=_parts(items, "PAY#", _ATTEMPT),
        photos=_parts(items, PHOTOS, _PHOTO),
        refunds=_parts(items, "REFUND#", _REFUND),
        revs=revs,
    )


def in_turn(kind: str, when: Condition) -> Iterator[OrderItem]:
    """What lies in the index of what is due, by its time."""
    shards = [OrderItem.due.query(f"{kind}#{shard}", when) for shard in range(SHARDS)]
    return heapq.merge(*shards, key=lambda item: str(item.due_at))
