"""DynamoDB through PynamoDB: the base of every item, and one transaction with its two ways to fail.

Table names are given once by `wire`; host and region come from the environment, so no code knows where it runs.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

import msgspec
from pynamodb.attributes import UnicodeAttribute
from pynamodb.connection import Connection, TableConnection
from pynamodb.exceptions import PutError, PynamoDBException, TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from chalicelib.shared import aws
from chalicelib.shared.errors import Conflicting

CONNECT_SECONDS, READ_SECONDS = 2.0, 5.0  # the library's 15 and 30 would outlive a step
RETRIES = 2
POOL = 32  # connections kept; with fewer than there are threads (16 match a bill) every other call opens one anew
BUSY = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})
BUSY_ERRORS = frozenset({"TransactionInProgressException", "TransactionConflictException", "ThrottlingException"})


class Conflict(Exception):
    """Somebody else wrote first: reload and decide again."""


class Duplicate(Exception):
    """What should be new is there already."""


class BaseMeta:
    """What every item's Meta begins with; its store fills in the table."""

    table_name = ""


class _Connection(Connection):
    """With the process's own session, where the library would have one per thread and connection."""

    @property
    def session(self) -> Any:
        return aws.session()


def as_json(value: object) -> str:
    """What an item's `body` holds of a dataclass."""
    return msgspec.json.encode(value).decode()


@cache
def _connection() -> Connection:
    one = _Connection(
        connect_timeout_seconds=CONNECT_SECONDS, read_timeout_seconds=READ_SECONDS, max_retry_attempts=RETRIES,
        max_pool_connections=POOL,
    )  # fmt: skip
    _ = one.client  # made at its first use, which must be here
    return one


def connection() -> Connection:
    """The process's one connection: making a client costs 70 ms."""
    with aws.making:
        return _connection()


class Item(Model):
    """An item of any table.  Left alone, each model would make a client of its own."""

    @classmethod
    def _get_connection(cls) -> TableConnection:
        own = super()._get_connection()
        own.connection._client = connection().client  # the library has no other seam; a test fails if it goes away
        return own

    @classmethod
    def find(cls, pk: str, sk: str | None = None) -> Self | None:
        """The item as it is now (a consistent read), or None."""
        try:
            return cls.get(pk, sk, consistent_read=True)
        except cls.DoesNotExist:
            return None


class TwoKeys(Item):
    """An item of orders, people or tasks: pk and sk."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)


@dataclass(frozen=True, kw_only=True)
class Put:
    """Write a whole item; new=True: it must not exist (→ Duplicate)."""

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
    """Another item must look so (→ Conflict), and stays as it is."""

    model: type[Model]
    pk: str
    sk: str
    condition: Condition


Write = Put | Update | Delete | Check
ORDER = (Check, Delete, Put, Update)  # the order PynamoDB sends them in, so reasons line up with writes


def _add(transaction: TransactWrite, write: Write) -> None:
    match write:
        case Put(item=item, new=new, condition=condition):
            absent = type(item).pk.does_not_exist() if new else None  # type: ignore[attr-defined]
            transaction.save(item, condition=absent if condition is None else condition)
        case Update(item=item, actions=actions, condition=condition):
            transaction.update(item, actions=list(actions), condition=condition, add_version_condition=False)
        case Delete(item=item, condition=condition):
            transaction.delete(item, condition=condition, add_version_condition=False)
        case Check(model=model, pk=pk, sk=sk, condition=condition):
            transaction.condition_check(model, pk, sk, condition=condition)


def transact(writes: Iterable[Write]) -> None:
    """All writes or none (at most 100 items).

    Raises Duplicate when a `new` item exists, Conflict when any other condition failed or the items stayed
    busy after four tries, and PynamoDBException for what is neither.
    """
    wanted = sorted(writes, key=lambda write: ORDER.index(type(write)))
    for attempt in range(4):
        try:
            with TransactWrite(connection=connection()) as transaction:
                for write in wanted:
                    _add(transaction, write)
            return
        except TransactWriteError as error:
            if not _busy(error, wanted):
                raise
            time.sleep(random.uniform(0.005, 0.03) * 2**attempt)  # noqa: S311 - spreads the losers of a race
    raise Conflict


def _busy(error: TransactWriteError, writes: Sequence[Write]) -> bool:
    """True: try again as it is.  False: not ours to handle.  Otherwise raises Duplicate or Conflict."""
    reasons = error.cancellation_reasons
    for write, reason in zip(writes, reasons, strict=False):
        if reason is not None and reason.code == "ConditionalCheckFailed":
            if isinstance(write, Put) and write.new:
                raise Duplicate from error
            raise Conflict from error
    codes = {reason.code for reason in reasons if reason is not None} | {error.cause_response_code}
    return bool(codes & (BUSY | BUSY_ERRORS))


def drop(kind: type[TwoKeys], pk: str, *, most: int, prefix: str = "") -> int:
    """Deletes items of a partition whose sk begins with `prefix`, so many at most; how many went, 0 at the end."""
    wanted = kind.sk.startswith(prefix) if prefix else None
    found = list(kind.query(pk, wanted, limit=most, consistent_read=True, attributes_to_get=["pk", "sk"]))
    with kind.batch_write() as batch:
        for item in found:
            batch.delete(item)
    return len(found)


def save_if(item: Model, condition: Condition) -> bool:
    """Writes one whole item; False when its condition does not hold, and nothing was written."""
    try:
        item.save(condition=condition, add_version_condition=False)
    except PutError as error:
        if is_condition_failure(error):
            return False
        raise
    return True


def is_condition_failure(error: PynamoDBException) -> bool:
    """True when a single write lost its condition."""
    return getattr(error, "cause_response_code", "") == "ConditionalCheckFailedException"


def keep_trying[T](work: Callable[[], T], *, times: int = 8) -> T:
    """Runs `work` again while it meets a Conflict; the last Conflict is the caller's.

    The loser of a race reloads and decides again, so being late is never an error by itself.
    """
    for attempt in range(times - 1):
        try:
            return work()
        except Conflict:
            time.sleep(random.uniform(0.002, 0.02) * 2 ** min(attempt, 4))  # noqa: S311 - spreads the losers
    return work()


def insist[T](work: Callable[[], T]) -> T:
    """As `keep_trying`, for somebody who waits for an answer.  Raises Conflicting when others stay faster."""
    try:
        return keep_trying(work)
    except Conflict as error:
        raise Conflicting from error
