"""Loads orders, and writes every change of one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from pynamodb.exceptions import UpdateError
from pynamodb.expressions.condition import Condition

from chalicelib.orders.claims.branch import Elsewhere, InBranch, look_elsewhere
from chalicelib.orders.claims.ownership import MOST_PLACES, Claim, takes_place
from chalicelib.orders.model import EventRecord, Head, Order, Photo, PhotoState
from chalicelib.orders.store import branch_lists, ledger_entries, owners, places
from chalicelib.orders.store.index_keys import refund_moved
from chalicelib.orders.store.items import (
    FIRST_EVENT,
    FIRST_PART,
    DueSlot,
    OrderItem,
    attempt_item,
    claim_key,
    due_place,
    event_item,
    event_part,
    head_item,
    in_turn,
    money_keys,
    number_item,
    order_of,
    photo_item,
    photo_part,
    read_event,
    read_head,
    read_photo,
    refund_item,
    transaction_items,
)
from chalicelib.orders.store.names import Names
from chalicelib.shared.clock import iso
from chalicelib.shared.db import Check, Conflict, Duplicate, Put, Write, insist, is_condition_failure, save_if, transact
from chalicelib.shared.store.together import several

if TYPE_CHECKING:
    from chalicelib.identity.model import Agreement
    from chalicelib.orders.machine.decide import Change
    from chalicelib.shared.store.together import Sought
    from chalicelib.tasks.model import Task

UNJUDGED = (PhotoState.WAITING.value, PhotoState.CHECKING.value)


class Orders:
    """Loads orders and commits changes; every write of an order is one transaction that compares (state, seq)."""

    def __init__(self, table: str, names: Names) -> None:
        self._names = names
        kinds = OrderItem, owners.OwnerItem, branch_lists.BranchListItem, ledger_entries.LedgerItem, places.PlaceItem
        for kind in kinds:
            kind.Meta.table_name = table

    def load(self, order_id: str) -> Order | None:
        """The order as it is now (a consistent read), or None.  Raises Conflicting when each of eight reads fell into
        the middle of a transaction."""
        parts = OrderItem.sk >= FIRST_PART
        return insist(lambda: order_of(list(OrderItem.query(order_id, parts, consistent_read=True))))

    def load_all(self, order_id: str) -> tuple[Order, list[EventRecord]] | None:
        """The order with its history, oldest first, in one query.  Otherwise as `load`."""

        def once() -> tuple[Order, list[EventRecord]] | None:
            items = list(OrderItem.query(order_id, OrderItem.sk >= FIRST_EVENT, consistent_read=True))
            events = [read_event(str(item.body)) for item in items if item.sk.startswith(FIRST_EVENT)]
            order = order_of(items)
            if order is None:
                return None
            newest = events[-1].seq if events else 0
            if newest < order.head.seq:  # an event was written after the query had passed by
                events = self.history(order_id)
            return order, events

        return insist(once)

    def without_photos(self, order_ids: Iterable[str]) -> dict[str, Order]:
        """Those of the orders that are there, by id, for lists: each as it is now, with its payments and refunds but
        without its photos.  Read by the hundred: the heads, and then what these name.  Raises Conflicting as `load`."""
        heads = several(OrderItem, ((order_id, FIRST_PART) for order_id in order_ids))
        money = several(OrderItem, (key for head in heads.values() for key in money_keys(head)))
        found = {}
        for head in heads.values():
            try:
                order = order_of([head, *(money[key] for key in money_keys(head) if key in money)])
            except Conflict:  # written between the two reads
                order = self.load(head.pk)
            if order is not None:
                found[order.head.order_id] = replace(order, photos=())
        return found

    def photos(self, keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Photo]:
        """Those of the photos that are there, by (order id, photo number).  Read by the hundred."""
        items = several(OrderItem, ((order_id, photo_part(photo_no)) for order_id, photo_no in keys))
        photos = ((order_id, read_photo(str(item.body))) for (order_id, _), item in items.items())
        return {(order_id, photo.photo_no): photo for order_id, photo in photos}

    def history(self, order_id: str) -> list[EventRecord]:
        """All events, oldest first."""
        items = OrderItem.query(order_id, OrderItem.sk.startswith(FIRST_EVENT), consistent_read=True)
        return [read_event(str(item.body)) for item in items]

    def event(self, order_id: str, seq: int) -> EventRecord | None:
        item = OrderItem.find(order_id, event_part(seq))
        return read_event(str(item.body)) if item else None

    def of_person(self, person_id: str, *, limit: int, after: dict[str, Any] | None) -> tuple[list[str], Any]:
        """A page of the ids of a person's orders, newest first, and where the next page starts (None at the end)."""
        page = OrderItem.by_person.query(person_id, scan_index_forward=False, limit=limit, last_evaluated_key=after)
        ids = [item.pk for item in page]
        return ids, page.last_evaluated_key

    def owner(self, person_id: str) -> owners.Owner:
        return owners.load(person_id)

    def has_place(self, owner: owners.Owner, besides: Collection[str] = ()) -> bool:
        """Whether a person has one of MOST_PLACES left.  besides: ids of their orders that do not count.

        No order is read while the person was given fewer than that.
        """
        if len(owner.order_ids) < MOST_PLACES:
            return True
        keys = [(order_id, FIRST_PART) for order_id in owner.order_ids]
        heads = [read_head(item) for item in several(OrderItem, keys).values()]
        taken = {head.order_id for head in heads if head.person_id == owner.person_id and takes_place(head)}
        return len(taken.difference(besides)) < MOST_PLACES

    def id_by_number(self, number: str) -> str | None:
        """The id of the order with this number."""
        item = OrderItem.find(f"NUMBER#{number}", "NUMBER")
        return str(item.order_id) if item else None

    def has_orders(self, person_id: str) -> bool:
        """Whether there is an order that the person opened and still owns."""
        return bool(self.of_person(person_id, limit=1, after=None)[0])

    def ending(self, person_id: str) -> list[Write] | None:
        """The writes for a transaction that ends an account without orders; None if the account was ever given one."""
        return owners.ending(person_id, self.has_orders)

    def claim(self, task_id: str, enrolment: str) -> Claim | None:
        item = OrderItem.find(claim_key(task_id, enrolment), "CLAIM")
        if item is None:
            return None
        return Claim(order_id=str(item.order_id), round=int(item.round or 0))

    def held(self, enrolments: Mapping[str, str]) -> dict[str, str]:
        """enrolments: task id → enrolment.  Returns task id → id of the order that last claimed that enrolment."""
        keys = {claim_key(task_id, enrolment): task_id for task_id, enrolment in enrolments.items()}
        items = several(OrderItem, ((key, "CLAIM") for key in keys)).values()
        return {keys[item.pk]: str(item.order_id) for item in items}

    def places(
        self, task_id: str, enrolment: str, branch_key: str, person_id: str, who: Sought[Agreement | None] | None = None
    ) -> places.Places:
        return places.load(task_id, enrolment, branch_key, person_id, who)

    def elsewhere(self, branch_list: InBranch, task: Task, person_id: str, now: datetime) -> Elsewhere:
        """What an enrolment's list in the branch means for a task in which the person wants an order of it."""
        orders = [self.load(order_id) for order_id in sorted(branch_list.order_ids)]
        return look_elsewhere(branch_list, [order for order in orders if order], task, person_id, now)

    def owns_claim(self, head: Head) -> bool:
        """Whether an expired order may come back: it still has its enrolment, in the task and in the branch."""
        claim = self.claim(head.task_id, head.enrolment)
        owned = claim is not None and claim.order_id == head.order_id
        return owned and head.order_id in branch_lists.load(head.branch_key).order_ids

    def commit(self, change: Change, also: Iterable[Write] = ()) -> None:
        """also: writes of the same transaction.  Raises Conflict when somebody else changed the order, or its claim,
        first."""
        if change.record is not None:
            transact([*self.writes(change), *also])

    def open(
        self,
        head: Head,
        opened: EventRecord,
        at: Elsewhere,
        owner: owners.Owner,
        *,
        hour: int | None,
        asked: owners.Asked | None,
        day: int,
        old: Claim | None,
        freed: Head | None,
        cancels: Iterable[Change],
        code_text: str | None = None,
    ) -> None:
        """Writes a new order with its claim and its place in the branch, in one transaction.

        owner: as read when their orders were counted; hour, asked, day: as in `owners.opens`; old: the claim it
        replaces; freed: the head of the order that had the claim, which must not change meanwhile; cancels: changes
        that end others' orders in a takeover, that one's too; code_text: see code_texts.  Raises Conflict or Duplicate
        when somebody was faster.
        """
        key = claim_key(head.task_id, head.enrolment)
        claim = OrderItem(key, "CLAIM", order_id=head.order_id, round=head.round)
        held = (OrderItem.order_id == old.order_id) & (OrderItem.round == old.round) if old else None
        writes: list[Write] = [
            Put(item=claim, new=old is None, condition=held),
            Put(item=head_item(head, {}), new=True),
            Put(item=event_item(opened, code_text), new=True),
            Put(item=number_item(head.number, head.order_id), new=True),
            branch_lists.write(at.with_order(head.order_id)),
            owners.opens(owner, head.order_id, hour, asked, day),
            *self._names.moves(None, head),
            *map(self.stays, at.dropped),
        ]
        ended = {change.after.head.order_id: self.writes(change) for change in cancels}
        if freed is not None and freed.order_id not in ended:
            writes.append(self.stays(freed))
        transact([*writes, *chain.from_iterable(ended.values())])

    def stays(self, head: Head) -> Check:
        """A check for a transaction: the order is still as it was read."""
        return Check(model=OrderItem, pk=head.order_id, sk=FIRST_PART, condition=self._as_read(head))

    def _as_read(self, head: Head) -> Any:
        return (OrderItem.state == head.state.value) & (OrderItem.seq == head.seq)

    def writes(self, change: Change) -> list[Write]:
        """The writes of a change, for a transaction; the change must have a record."""
        before, after, record = change.before, change.after, change.record
        assert record is not None
        order_id = after.head.order_id
        attempts = [attempt for attempt in after.attempts if attempt not in before.attempts]
        refunds = [refund for refund in after.refunds if refund_moved(before, after, refund)]
        parts = [attempt_item(after.head, attempt) for attempt in attempts]
        parts += [refund_item(after, refund) for refund in refunds]
        revs = {**before.revs, **{item.sk: after.head.seq for item in parts}}
        writes: list[Write] = [
            Put(item=head_item(after.head, revs), condition=self._as_read(before.head)),
            Put(item=event_item(record), new=True),
        ]
        writes += [Put(item=item) for item in parts]
        writes += [Put(item=item) for item in transaction_items(before, after)]
        writes += self._names.moves(before.head, after.head)
        if change.claim:
            key = claim_key(after.head.task_id, after.head.enrolment)
            writes.append(Check(model=OrderItem, pk=key, sk="CLAIM", condition=OrderItem.order_id == order_id))
            writes.append(branch_lists.check(after.head.branch_key, order_id))
        return [*writes, *owners.passed_on(before.head, after.head), *ledger_entries.writes(change)]

    # -- photos: judged apart from the order; a judged photo never changes ---------------------------------------

    def ask_photo(self, order_id: str, photo: Photo) -> None:
        """Adds a photo under a new number.  Raises Duplicate when the number is taken."""
        if not save_if(photo_item(order_id, photo), OrderItem.pk.does_not_exist()):
            raise Duplicate

    def judge_photo(self, order_id: str, photo: Photo) -> None:
        """Writes a photo's new state.  Raises Conflict when it is judged already, or was never asked for."""
        if not save_if(photo_item(order_id, photo), OrderItem.state.is_in(*UNJUDGED)):
            raise Conflict

    # -- what is due -----------------------------------------------------------------------------------------------

    def due(self, kind: str, now: datetime) -> Iterator[DueSlot]:
        """Slots of `kind` (DUE or POLL) up to now, the oldest of all shards first: so a run that has too much tells how
        late it is, and no slot waits for newer ones.  Read by the page, as they are taken."""
        for item in in_turn(kind, OrderItem.due_at <= f"{iso(now)}~"):
            yield DueSlot(order_id=item.pk, part=item.sk, place=str(item.due_at))

    def put_off(self, slot: DueSlot, until: datetime) -> bool:
        """Take a slot out of what is due, until then or until its part is written anew; False if it was written since
        the slot was read.  The part itself stays as it is: what is decided by its deadline does not change."""
        return self._move(slot.order_id, slot.part, until, OrderItem.due_at == slot.place)

    def reschedule_photo(self, order_id: str, photo_no: int, at: datetime | None) -> None:
        """Make an unjudged photo due at `at`, or not due at all if `at` is None.  A judged photo stays as it is."""
        self._move(order_id, photo_part(photo_no), at, OrderItem.state.is_in(*UNJUDGED))

    def _move(self, order_id: str, part: str, to: datetime | None, condition: Condition) -> bool:
        due_at = OrderItem.due_at.set(due_place(order_id, part, to)) if to else OrderItem.due_at.remove()
        table = OrderItem._get_connection()
        try:  # the model's own update would ask for the whole item in return
            table.update_item(order_id, range_key=part, actions=[due_at], condition=condition)
        except UpdateError as error:
            if is_condition_failure(error):
                return False
            raise
        return True

    def due_between(self, after: datetime, until: datetime) -> Iterator[str]:
        """Ids of all orders whose own deadline is after `after` and not later than `until`, the nearest first.  Read by
        the page, as they are taken."""
        found = in_turn("DUE", OrderItem.due_at.between(iso(after), f"{iso(until)}~"))
        yield from (item.pk for item in found if item.sk == FIRST_PART)
