"""The items of an order: head, photos, attempts, refunds, events, and the claim beside them.

pk order id; sk HEAD, PAY#nn, PHOTO#nnnn, REFUND#nn#n, EVT#nnnnnnnn (EVT sorts before HEAD, so one query from HEAD on
loads an order without its history).  A claim is pk CLAIM#<task>#<enrolment>, sk CLAIM; BRANCH# is in branch_store.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec.json import Decoder
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import PutError
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.orders import branch_store, ledger_store, owner_store
from chalicelib.orders.claims import Claim, Holder, holder_of
from chalicelib.orders.elsewhere import Place, place
from chalicelib.orders.model import Attempt, EventRecord, Head, Order, Photo, PhotoState, Refund
from chalicelib.orders.queue import attempt_keys, queue_keys, refund_keys, refund_moved, task_place
from chalicelib.shared.clock import iso
from chalicelib.shared.db import (
    BaseMeta,
    Check,
    Conflict,
    Duplicate,
    Put,
    TwoKeys,
    Write,
    as_json,
    is_condition_failure,
    transact,
)

if TYPE_CHECKING:
    from chalicelib.orders.machine import Change
    from chalicelib.tasks.model import Task

SHARDS = 16  # one busy minute writes 280 due slots in and as many out; a partition takes 1,000
FIRST_PART = "HEAD"


class ByPerson(GlobalSecondaryIndex["OrderItem"]):  # type: ignore[no-untyped-call]
    """A person's orders, newest first."""

    class Meta:
        index_name = "by_person"
        projection = KeysOnlyProjection()

    person_id = UnicodeAttribute(hash_key=True)
    opened_at = UnicodeAttribute(range_key=True)


class Due(GlobalSecondaryIndex["OrderItem"]):  # type: ignore[no-untyped-call]
    """What is due, sparse: DUE#<shard> for heads, POLL#<shard> for attempts and refunds."""

    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    due_shard = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class OrderItem(TwoKeys):
    """One item; `body` is the JSON of its dataclass, the other attributes are keys of indexes and conditions."""

    class Meta(BaseMeta):
        pass

    body = UnicodeAttribute(null=True)
    state = UnicodeAttribute(null=True)
    seq = NumberAttribute(null=True)
    person_id = UnicodeAttribute(null=True)
    opened_at = UnicodeAttribute(null=True)
    task_state = UnicodeAttribute(null=True)
    state_at = UnicodeAttribute(null=True)
    queue_key = UnicodeAttribute(null=True)
    queue_at = UnicodeAttribute(null=True)
    due_shard = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    order_id = UnicodeAttribute(null=True)
    round = NumberAttribute(null=True)
    event_id = UnicodeAttribute(null=True)

    by_person = ByPerson()
    due = Due()


@dataclass(frozen=True, kw_only=True)
class DueSlot:
    """One thing to look at: the order, and which part of it (HEAD, PAY#…, REFUND#…)."""

    order_id: str
    part: str


def claim_key(task_id: str, enrolment: str) -> str:
    return f"CLAIM#{task_id}#{enrolment}"


def _slot(kind: str, order_id: str, part: str, due_at: datetime | None) -> dict[str, Any]:
    if due_at is None:
        return {}
    shard = zlib.crc32(order_id.encode()) % SHARDS
    return {"due_shard": f"{kind}#{shard}", "due_at": f"{iso(due_at)}#{order_id}#{part}"}


def head_item(head: Head) -> OrderItem:
    keys: dict[str, Any] = _slot("DUE", head.order_id, FIRST_PART, head.due_at)
    keys |= queue_keys(head)
    return OrderItem(
        head.order_id, FIRST_PART, body=as_json(head), state=head.state.value, seq=head.seq, person_id=head.person_id,
        opened_at=iso(head.opened_at), task_state=task_place(head), state_at=iso(head.state_at), **keys,
    )  # fmt: skip


def attempt_item(head: Head, attempt: Attempt) -> OrderItem:
    part = f"PAY#{attempt.attempt_no:02d}"
    keys = _slot("POLL", head.order_id, part, attempt.due_at) | attempt_keys(head, attempt)
    return OrderItem(head.order_id, part, body=as_json(attempt), state=attempt.state.value, **keys)


def refund_item(order: Order, refund: Refund) -> OrderItem:
    part, order_id = f"REFUND#{refund.attempt_no:02d}#{refund.try_no}", order.head.order_id
    keys = _slot("POLL", order_id, part, refund.due_at) | refund_keys(order, refund)
    return OrderItem(order_id, part, body=as_json(refund), state=refund.state.value, **keys)


def photo_item(order_id: str, photo: Photo) -> OrderItem:
    return OrderItem(order_id, f"PHOTO#{photo.photo_no:04d}", body=as_json(photo), state=photo.state.value)


def event_item(record: EventRecord) -> OrderItem:
    part = f"EVT#{record.seq:08d}"
    return OrderItem(
        record.order_id, part, body=as_json(record), event_id=f"{record.order_id}#{record.seq}", seq=record.seq
    )


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_HEAD, _ATTEMPT, _PHOTO = Decoder(Head), Decoder(Attempt), Decoder(Photo)
_REFUND, read_event = Decoder(Refund), Decoder(EventRecord).decode


def _parts[T](items: Iterable[OrderItem], prefix: str, decoder: Decoder[T]) -> tuple[T, ...]:
    return tuple(decoder.decode(str(item.body)) for item in items if item.sk.startswith(prefix))


class Orders:
    """Loads orders and commits changes; every write of an order is one transaction that compares (state, seq)."""

    def __init__(self, table: str) -> None:
        for kind in (OrderItem, branch_store.BranchItem, ledger_store.LedgerItem, owner_store.OwnerItem):
            kind.Meta.table_name = table

    def load(self, order_id: str) -> Order | None:
        """The order as it is now (a consistent read), or None."""
        items = list(OrderItem.query(order_id, OrderItem.sk >= FIRST_PART, consistent_read=True))
        heads = _parts(items, FIRST_PART, _HEAD)
        if not heads:
            return None
        return Order(
            head=heads[0], attempts=_parts(items, "PAY#", _ATTEMPT),
            photos=_parts(items, "PHOTO#", _PHOTO), refunds=_parts(items, "REFUND#", _REFUND),
        )  # fmt: skip

    def history(self, order_id: str) -> list[EventRecord]:
        """Every event, oldest first."""
        items = OrderItem.query(order_id, OrderItem.sk.startswith("EVT#"), consistent_read=True)
        return [read_event(str(item.body)) for item in items]

    def of_person(self, person_id: str, *, limit: int, after: dict[str, Any] | None) -> tuple[list[str], Any]:
        """A page of the ids of a person's orders, newest first, and where the next starts (None at the end)."""
        page = OrderItem.by_person.query(person_id, scan_index_forward=False, limit=limit, last_evaluated_key=after)
        ids = [item.pk for item in page]
        return ids, page.last_evaluated_key

    def has_orders(self, person_id: str) -> bool:
        """Whether the person ever opened an order that is still theirs."""
        return bool(self.of_person(person_id, limit=1, after=None)[0])

    def holder(self, task_id: str, enrolment: str) -> Holder | None:
        """Who holds an enrolment in a task, for the decode step; None when it is free."""
        claim = self.claim(task_id, enrolment)
        order = self.load(claim.order_id) if claim else None
        return holder_of(order.head) if order else None

    def claim(self, task_id: str, enrolment: str) -> Claim | None:
        item = OrderItem.find(claim_key(task_id, enrolment), "CLAIM")
        if item is None:
            return None
        return Claim(order_id=str(item.order_id), round=int(item.round or 0))

    def place(self, branch_key: str, task: Task) -> Place:
        """What the branch's list of an enrolment means for a task that wants an order in it."""
        found = branch_store.load(branch_key)
        orders = [self.load(order_id) for order_id in sorted(found.order_ids)]
        return place(found, [order.head for order in orders if order], task)

    def owns_claim(self, head: Head) -> bool:
        """Whether an expired order may come back: its enrolment is its own still, in the task and in the branch."""
        claim = self.claim(head.task_id, head.enrolment)
        owned = claim is not None and claim.order_id == head.order_id
        return owned and head.order_id in branch_store.load(head.branch_key).order_ids

    def commit(self, change: Change, also: Iterable[Write] = ()) -> None:
        """also: writes of the same transaction.  Raises Conflict when somebody moved the order, or its claim, first."""
        if change.record is not None:
            transact([*self._writes(change), *also])

    def open(
        self, head: Head, opened: EventRecord, at: Place, old: Claim | None, freed: Head | None, cancel: Change | None
    ) -> None:
        """A new order with its claim and its place in the branch, in one transaction.

        old: the claim it replaces; freed: the head that had it and must stay as it was read; cancel: a takeover's
        change of that order.  Raises Conflict or Duplicate when somebody was faster.
        """
        key = claim_key(head.task_id, head.enrolment)
        claim = OrderItem(key, "CLAIM", order_id=head.order_id, round=head.round)
        held = (OrderItem.order_id == old.order_id) & (OrderItem.round == old.round) if old else None
        writes: list[Write] = [
            Put(item=claim, new=old is None, condition=held),
            Put(item=head_item(head), new=True),
            Put(item=event_item(opened), new=True),
            branch_store.write(at.with_order(head.order_id)),
            owner_store.gains(head.person_id, head.order_id),
            *map(self.stays, at.dropped),
        ]
        if cancel is not None:
            writes += self._writes(cancel)
        elif freed is not None:
            writes.append(self.stays(freed))
        transact(writes)

    def stays(self, head: Head) -> Check:
        """For a transaction."""
        return Check(model=OrderItem, pk=head.order_id, sk=FIRST_PART, condition=self._as_read(head))

    def _as_read(self, head: Head) -> Any:
        return (OrderItem.state == head.state.value) & (OrderItem.seq == head.seq)

    def _writes(self, change: Change) -> list[Write]:
        before, after, record = change.before, change.after, change.record
        assert record is not None
        order_id = after.head.order_id
        writes: list[Write] = [
            Put(item=head_item(after.head), condition=self._as_read(before.head)),
            Put(item=event_item(record), new=True),
        ]
        writes += [Put(item=attempt_item(after.head, one)) for one in _changed(before.attempts, after.attempts)]
        writes += [Put(item=refund_item(after, one)) for one in after.refunds if refund_moved(before, after, one)]
        if change.claim:
            key = claim_key(after.head.task_id, after.head.enrolment)
            writes.append(Check(model=OrderItem, pk=key, sk="CLAIM", condition=OrderItem.order_id == order_id))
            writes.append(branch_store.check(after.head.branch_key, order_id))
        return [*writes, *owner_store.passed_on(before.head, after.head), *ledger_store.writes(change)]

    # -- photos: judged beside the order; a judged number never changes ------------------------------------------

    def ask_photo(self, order_id: str, photo: Photo) -> None:
        """A new number.  Raises Duplicate when it is taken."""
        self._put(photo_item(order_id, photo), OrderItem.pk.does_not_exist(), Duplicate)

    def judge_photo(self, order_id: str, photo: Photo) -> None:
        """Moves an unjudged photo on.  Raises Conflict when it is judged already, or was never asked for."""
        unjudged = OrderItem.state.is_in(PhotoState.WAITING.value, PhotoState.CHECKING.value)
        self._put(photo_item(order_id, photo), unjudged, Conflict)

    def _put(self, item: OrderItem, condition: Any, lost: type[Exception]) -> None:
        try:
            item.save(condition=condition, add_version_condition=False)
        except PutError as error:
            if is_condition_failure(error):
                raise lost from error
            raise

    # -- what is due -----------------------------------------------------------------------------------------------

    def due(self, kind: str, now: datetime, *, limit: int) -> Iterator[DueSlot]:
        """Slots of `kind` (DUE or POLL) up to now, at most `limit` per shard, oldest first."""
        for shard in range(SHARDS):
            found = OrderItem.due.query(f"{kind}#{shard}", OrderItem.due_at <= f"{iso(now)}~", limit=limit)
            for item in found:
                yield DueSlot(order_id=item.pk, part=item.sk)

    def due_between(self, after: datetime, until: datetime) -> Iterator[str]:
        """Ids of orders whose own deadline lies there, every one of them."""
        for shard in range(SHARDS):
            when = OrderItem.due_at.between(iso(after), f"{iso(until)}~")
            yield from (item.pk for item in OrderItem.due.query(f"DUE#{shard}", when))


def _changed[T](before: Sequence[T], after: Sequence[T]) -> list[T]:
    return [part for part in after if part not in before]
