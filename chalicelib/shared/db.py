"""DynamoDB through PynamoDB: base classes of items, and transactions that fail with Conflict or Duplicate.

`wire` sets the table names once; host and region come from the environment.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import batched
from typing import Any, Self

import msgspec
from pynamodb.attributes import UnicodeAttribute
from pynamodb.connection import Connection, TableConnection
from pynamodb.constants import BATCH_WRITE_PAGE_LIMIT
from pynamodb.exceptions import PutError, PynamoDBException, TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from chalicelib.shared import aws
from chalicelib.shared.errors import Conflicting, DomainError

CONNECT_SECONDS, READ_SECONDS = 2.0, 5.0  # the library's defaults, 15 and 30, are longer than a step may run
RETRIES, POOL = 2, 32  # connections; with fewer than threads (16 match a bill) many calls would open a new one
BUSY = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded",
        "TransactionInProgressException", "TransactionConflictException", "ThrottlingException"}  # fmt: skip


class Conflict(Exception):
    """Another write came first: reload and decide again."""


class Busy(Conflict):
    """Other writes were always under way: nothing is decided, and the same may succeed later."""


class Duplicate(Exception):
    """An item that should be new exists already."""


class BaseMeta:
    """Base of every item's Meta; the item's store sets the table name."""

    table_name = ""


class _Connection(Connection):
    """Uses the process's session, where the library would make one per thread and connection."""

    @property
    def session(self) -> Any:
        return aws.session()


def as_json(value: object) -> str:
    """The JSON of a dataclass, as stored in an item's `body`."""
    return msgspec.json.encode(value).decode()


@cache
def _connection() -> Connection:
    shared = _Connection(
        connect_timeout_seconds=CONNECT_SECONDS,
        read_timeout_seconds=READ_SECONDS,
        max_retry_attempts=RETRIES,
        max_pool_connections=POOL,
    )
    _ = shared.client  # made on first access, which must be here, under the lock
    return shared


def connection() -> Connection:
    """The process's only connection: making another client would cost 70 ms."""
    with aws.making:
        return _connection()


class Item(Model):
    """Base of all items.  By default, each model would make its own client."""

    @classmethod
    def _get_connection(cls) -> TableConnection:
        own = super()._get_connection()
        # the library has no public way; a test fails if this one disappears
        own.connection._client = connection().client
        return own

    @classmethod
    def find(cls, pk: str, sk: str | None = None) -> Self | None:
        """The item, or None.  Strongly consistent."""
        try:
            return cls.get(pk, sk, consistent_read=True)
        except cls.DoesNotExist:
            return None


class TwoKeys(Item):
    """An item of the orders, people or tasks table, with pk and sk."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)

    @classmethod
    def texts(cls, pk: str, *names: str) -> Iterator[tuple[str, ...]]:
        """The named texts of each of a partition's items.  Strongly consistent.  For thousands: as models they would
        cost twice the work."""
        table, last = cls._get_connection(), None
        while True:
            page = table.query(pk, consistent_read=True, attributes_to_get=list(names), exclusive_start_key=last)
            yield from (tuple(item[name]["S"] for name in names) for item in page["Items"])
            last = page.get("LastEvaluatedKey")
            if last is None:
                return


@dataclass(frozen=True, kw_only=True)
class Put:
    """Write a whole item.  new=True: it must not exist (→ Duplicate); condition: → Conflict."""

    item: Model
    new: bool = False
    condition: Condition | None = None


@dataclass(frozen=True, kw_only=True)
class Update:
    """Change an item in place under a condition (→ Conflict)."""

    item: Model
    actions: Sequence[Action]
    condition: Condition | None = None


@dataclass(frozen=True, kw_only=True)
class Delete:
    """Remove an item under a condition (→ Conflict)."""

    item: Model
    condition: Condition | None = None


@dataclass(frozen=True, kw_only=True)
class Check:
    """Require a condition of an item (→ Conflict) without changing it."""

    model: type[Model]
    pk: str
    sk: str
    condition: Condition


Write = Put | Update | Delete | Check
# the order in which PynamoDB sends them, so that cancellation reasons line up with writes
ORDER = (Check, Delete, Put, Update)


def _add(transaction: TransactWrite, write: Write) -> None:
    match write:
        case Put(item=item) as put:
            transaction.save(item, condition=_condition(put))
        case Update(item=item, actions=actions, condition=condition):
            transaction.update(item, actions=list(actions), condition=condition, add_version_condition=False)
        case Delete(item=item, condition=condition):
            transaction.delete(item, condition=condition, add_version_condition=False)
        case Check(model=model, pk=pk, sk=sk, condition=condition):
            transaction.condition_check(model, pk, sk, condition=condition)


def transact(writes: Iterable[Write]) -> None:
    """Do all writes or none (at most 100 items).  One item put alone is no transaction, which would cost twice as much.

    Raises Duplicate if a `new` item exists, Conflict if another condition failed, Busy if the items still were at the
    fourth attempt, and PynamoDBException for any other failure.
    """
    ordered = sorted(writes, key=lambda write: ORDER.index(type(write)))
    for attempt in range(4):
        try:
            _send(ordered)
            return
        except (TransactWriteError, PutError) as error:
            if not _is_busy(error, ordered):
                raise
            time.sleep(random.uniform(0.005, 0.03) * 2**attempt)  # noqa: S311 - spreads the losers of a race
    raise Busy


def _send(writes: Sequence[Write]) -> None:
    if len(writes) == 1 and isinstance(alone := writes[0], Put):
        _save(alone.item, _condition(alone))
        return
    with TransactWrite(connection=connection()) as transaction:
        for write in writes:
            _add(transaction, write)


def _save(item: Any, condition: Condition | None) -> None:
    """After a lost answer it is sent again, and fails on what it wrote: it has no token by which the table knows it.
    What others may write in the same words needs something of its own."""
    try:
        item.save(condition=condition, add_version_condition=False)
    except PutError as error:
        again = is_condition_failure(error) and aws.was_sent_before(error.cause and error.cause.__cause__)
        found = item.find(item.pk, getattr(item, "sk", None)) if again else None
        if found is None or found.serialize() != item.serialize():
            raise


def _condition(put: Put) -> Condition | None:
    absent: Any = type(put.item).pk.does_not_exist() if put.new else None  # type: ignore[attr-defined]
    return absent if put.condition is None else put.condition


def _is_busy(error: TransactWriteError | PutError, writes: Sequence[Write]) -> bool:
    """Whether to retry unchanged; False for an unknown failure.  Raises Duplicate or Conflict if a condition failed."""
    reasons = error.cancellation_reasons if isinstance(error, TransactWriteError) else ()
    codes = [reason and reason.code for reason in reasons] or ["ConditionalCheckFailed"] * is_condition_failure(error)
    for write, code in zip(writes, codes, strict=False):
        if code == "ConditionalCheckFailed":
            if isinstance(write, Put) and write.new:
                raise Duplicate from error
            raise Conflict from error
    return bool({*codes, error.cause_response_code} & BUSY)


def save_all(kind: type[Item], items: Iterable[Item]) -> None:
    """Write items, by the batch.  A batch for which the table asks for patience is written once more after a pause.

    Raises PutError when it asks for it at the fourth attempt; nothing is known of what was written then.
    """
    for some in batched(items, BATCH_WRITE_PAGE_LIMIT):
        for attempt in range(4):
            try:
                with kind.batch_write() as batch:
                    for item in some:
                        batch.save(item)
                break
            except PutError:  # the library sends again what was left, but at once, and gives up soon
                if attempt == 3:
                    raise
                time.sleep(random.uniform(0.1, 0.3) * 2**attempt)  # noqa: S311 - spreads the losers of a race


def drop(kind: type[TwoKeys], pk: str, *, most: int, prefix: str = "") -> int:
    """Delete up to `most` items of a partition whose sk begins with `prefix`; returns how many, 0 once none is left."""
    condition = kind.sk.startswith(prefix) if prefix else None
    items = list(kind.query(pk, condition, limit=most, consistent_read=True, attributes_to_get=["pk", "sk"]))
    with kind.batch_write() as batch:
        for item in items:
            batch.delete(item)
    return len(items)


def save_if(item: Item, condition: Condition) -> bool:
    """Write a whole item; False, and nothing is written, if the condition does not hold."""
    try:
        _save(item, condition)
    except PutError as error:
        if is_condition_failure(error):
            return False
        raise
    return True


def is_condition_failure(error: PynamoDBException) -> bool:
    """Whether a single write failed because of its condition."""
    return getattr(error, "cause_response_code", "") == "ConditionalCheckFailedException"


def keep_trying[T](work: Callable[[], T], *, times: int = 8) -> T:
    """Run `work`, again after each Conflict, up to `times`; the last Conflict is raised.

    The loser of a race reloads and decides again, so losing one is not an error by itself.
    """
    for attempt in range(times - 1):
        try:
            return work()
        except Conflict:
            time.sleep(random.uniform(0.002, 0.02) * 2 ** min(attempt, 4))  # noqa: S311 - spreads the losers
    return work()


def insist[T](work: Callable[[], T], refusal: type[DomainError] = Conflicting) -> T:
    """As `keep_trying`, for a request: raises a refusal instead of the last Conflict."""
    try:
        return keep_trying(work)
    except Conflict as error:
        raise refusal from error
