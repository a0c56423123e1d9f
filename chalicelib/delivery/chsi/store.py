"""CHSI's refusals in the orders table; in the tasks table their sums, and what a branch takes CHSI's words for.

CHSI#<order id>               <photo no>       the refusal; in the index `by_task_state` as CHSI#<task id> by when, in
                                               `queue` as CHSI#<branch>#<season> by when and order
CHSI#<task id>                <said>#<shard>   how many photos were refused for it; "" for those that were accepted
CHSI#<branch>#<season>        <said>#<shard>   the same of a branch's season
CHSIWORDS#<branch>            <said>           our code for it

Sums are counted in the transaction that moves the order, in shards: an import moves several orders at once.  Only
_moved changes those of refusals, with the refusal itself: each is in the sums of what it says, and when it was said.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

import msgspec
from pynamodb.attributes import UnicodeAttribute

from chalicelib.delivery.chsi.model import Refusal, season_of
from chalicelib.notify.counter_store import CounterItem
from chalicelib.orders.store.lists import DeskItem
from chalicelib.shared.clock import iso
from chalicelib.shared.db import BaseMeta, Delete, Put, TwoKeys, Update, Write, as_json, transact
from chalicelib.shared.store.together import several

SHARDS: Final = 16
ACCEPTED: Final = ""


class RefusalItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    body = UnicodeAttribute()
    task_state = UnicodeAttribute(null=True)
    state_at = UnicodeAttribute(null=True)
    queue_key = UnicodeAttribute(null=True)
    queue_at = UnicodeAttribute(null=True)


class WordItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    code = UnicodeAttribute(null=True)


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_REFUSAL = msgspec.json.Decoder(Refusal)


class ChsiStore:
    """Writes are for the transaction of what they are about."""

    def __init__(self, orders_table: str, tasks_table: str) -> None:
        RefusalItem.Meta.table_name = DeskItem.Meta.table_name = orders_table
        WordItem.Meta.table_name = CounterItem.Meta.table_name = tasks_table

    def get(self, order_id: str, photo_no: int) -> Refusal | None:
        """CHSI's refusal of this photo, or None.  Strongly consistent."""
        item = RefusalItem.find(f"CHSI#{order_id}", str(photo_no))
        return _REFUSAL.decode(item.body) if item else None

    def add(self, refusal: Refusal) -> list[Write]:
        """A refusal and its sums; conflicts with another of the same photo."""
        item = _item(refusal, season_of(refusal.at))
        return [Put(item=item, condition=RefusalItem.pk.does_not_exist()), *_moved(None, refusal)]

    def change(self, order_id: str, photo_no: int, how: Callable[[Refusal], Refusal]) -> list[Write]:
        """A refusal as it is now, in the lists and the sums where it is then.  Nothing where there is none, or it stays
        as it was; conflicts with another change."""
        item = RefusalItem.find(f"CHSI#{order_id}", str(photo_no))
        if item is None:
            return []
        before = _REFUSAL.decode(item.body)
        after = how(before)
        if after == before:
            return []
        put = Put(item=_item(after, season_of(after.at)), condition=RefusalItem.body == item.body)
        return [put, *_moved(before, after)]

    def forget(self, order_id: str) -> None:
        """Blank what CHSI said of an erased order's photos; that they were refused is kept, with the sums."""
        items: Iterable[RefusalItem] = RefusalItem.query(f"CHSI#{order_id}", consistent_read=True)
        for item in items:
            item.body = as_json(replace(_REFUSAL.decode(item.body), said=""))
            transact([Put(item=item)])

    def accept(self, order_id: str, task_id: str, branch: str, season: int) -> list[Write]:
        """The sums of an accepted photo."""
        return _count(_sums_with(order_id, task_id, branch, season, ACCEPTED), 1)

    def sums_of_task(self, task_id: str) -> dict[str, int]:
        """How many photos by CHSI's reason, ACCEPTED among them."""
        return _sums(_of_task(task_id))

    def sums_of_season(self, branch: str, season: int) -> dict[str, int]:
        """As sums_of_task, of a branch's season."""
        return _sums(_of_season(branch, season))

    def of_task(self, task_id: str, *, limit: int, after: str | None) -> tuple[list[Refusal], str | None]:
        """A page of a task's refusals, newest first, and where the next page starts.  By the index by_task_state."""
        return _page(DeskItem.by_task_state, "task_state", "state_at", _of_task(task_id), limit, after)

    def of_season(self, branch: str, season: int, *, limit: int, after: str | None) -> tuple[list[Refusal], str | None]:
        """As of_task, of a branch's season.  By the index queue."""
        return _page(DeskItem.queue, "queue_key", "queue_at", _of_season(branch, season), limit, after)

    def words(self, branch: str) -> dict[str, str]:
        """What the branch takes CHSI's words for: reason → code."""
        items: Iterable[WordItem] = WordItem.query(f"CHSIWORDS#{branch}", consistent_read=True)
        return {item.sk: str(item.code) for item in items}

    def put_word(self, branch: str, said: str, code: str | None, also: Iterable[Write]) -> None:
        """code: None to forget it; also: its audit rows."""
        key = f"CHSIWORDS#{branch}", said
        word: Write = Delete(item=WordItem(*key)) if code is None else Put(item=WordItem(*key, code=code))
        transact([word, *also])


def _item(refusal: Refusal, season: int) -> RefusalItem:
    return RefusalItem(
        f"CHSI#{refusal.order_id}",
        str(refusal.photo_no),
        body=as_json(refusal),
        task_state=_of_task(refusal.task_id),
        state_at=iso(refusal.at),
        queue_key=_of_season(refusal.branch, season),
        queue_at=f"{iso(refusal.at)}#{refusal.order_id}",
    )


def _moved(before: Refusal | None, after: Refusal) -> list[Write]:
    """A refusal counted where it belongs now and no more where it did; sums that keep it are not touched."""
    left, entered = _sums_of(before) if before else set(), _sums_of(after)
    return [*_count(left - entered, -1), *_count(entered - left, 1)]


def _sums_of(refusal: Refusal) -> set[tuple[str, str]]:
    season = season_of(refusal.at)
    return _sums_with(refusal.order_id, refusal.task_id, refusal.branch, season, refusal.said)


def _sums_with(order_id: str, task_id: str, branch: str, season: int, said: str) -> set[tuple[str, str]]:
    """Keys of the sums in which a photo is counted."""
    sk = f"{said}#{zlib.crc32(order_id.encode()) % SHARDS:02}"
    return {(_of_task(task_id), sk), (_of_season(branch, season), sk)}


def _count(sums: Iterable[tuple[str, str]], by: int) -> list[Write]:
    return [Update(item=CounterItem(*key), actions=[CounterItem.n.add(by)]) for key in sums]


def _of_task(task_id: str) -> str:
    return f"CHSI#{task_id}"


def _of_season(branch: str, season: int) -> str:
    return f"CHSI#{branch}#{season}"


def _sums(pk: str) -> dict[str, int]:
    sums: Counter[str] = Counter()
    items: Iterable[CounterItem] = CounterItem.query(pk, consistent_read=True)
    for item in items:
        sums[item.sk.rpartition("#")[0]] += int(item.n)
    return {said: n for said, n in sums.items() if n}


def _page(
    index: Any, hash_name: str, range_name: str, key: str, limit: int, after: str | None
) -> tuple[list[Refusal], str | None]:
    """after: <place in the index>|<pk>|<sk>."""
    place, _, rest = (after or "").partition("|")
    pk, _, sk = rest.partition("|")
    names: Mapping[str, str] = {"pk": pk, "sk": sk, hash_name: key, range_name: place}
    start = {name: {"S": text} for name, text in names.items()} if place and pk and sk else None
    page = index.query(key, scan_index_forward=False, limit=limit, last_evaluated_key=start)
    items = list(page)
    found = several(RefusalItem, ((item.pk, item.sk) for item in items))
    listed = (found[item.pk, item.sk] for item in items if (item.pk, item.sk) in found)
    refusals = [_REFUSAL.decode(item.body) for item in listed]
    if not page.last_evaluated_key or not items:
        return refusals, None
    last = items[-1]
    return refusals, "|".join([str(getattr(last, range_name)), last.pk, last.sk])
