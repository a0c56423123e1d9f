"""One transaction and its ways to fail, with a library that answers what the test tells it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from pynamodb.attributes import NumberAttribute
from pynamodb.exceptions import CancellationReason, PutError, TransactWriteError, VerboseClientError

from chalicelib.shared import db
from chalicelib.shared.db import BaseMeta, Check, Conflict, Delete, Duplicate, Put, TwoKeys, Update, save_all, transact


class Thing(TwoKeys):
    class Meta(BaseMeta):
        table_name = "things"
        region = "cn-north-1"

    n = NumberAttribute(null=True)


def canceled(*codes: str | None, code: str = "TransactionCanceledException") -> TransactWriteError:
    """What PynamoDB raises; codes: why each write was cancelled, in the order they were sent."""
    reasons = [CancellationReason(code=one) if one else None for one in codes]
    said: Any = {"Error": {"Code": code, "Message": ""}}
    cause = VerboseClientError(said, "TransactWriteItems", cancellation_reasons=reasons)
    return TransactWriteError("canceled", cause)


class Library:
    """Stands where PynamoDB's TransactWrite is.  answers: what each commit raises; afterwards it succeeds."""

    def __init__(self, *answers: Exception) -> None:
        self.answers, self.sent, self.commits = list(answers), list[str](), 0

    def __call__(self, connection: object) -> Library:
        self.sent = []
        return self

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *reason: object) -> None:
        self.commits += 1
        if self.answers:
            raise self.answers.pop(0)

    def save(self, item: Thing, condition: Any = None) -> None:
        self.sent.append(f"put {item.sk} {condition}")

    def update(self, item: Thing, *, actions: Any, condition: Any, add_version_condition: bool) -> None:
        assert not add_version_condition  # a blind update would reset the version
        self.sent.append(f"update {item.sk}")

    def delete(self, item: Thing, *, condition: Any, add_version_condition: bool) -> None:
        assert not add_version_condition
        self.sent.append(f"delete {item.sk}")

    def condition_check(self, model: type[Thing], pk: str, sk: str, *, condition: Any) -> None:
        self.sent.append(f"check {sk}")


PUT, NEW = Put(item=Thing("a", "put")), Put(item=Thing("a", "new"), new=True)
UPDATE = Update(item=Thing("a", "update"), actions=[Thing.n.set(1)])
DELETE = Delete(item=Thing("a", "delete"))
CHECK = Check(model=Thing, pk="a", sk="check", condition=Thing.n == 1)


def run(monkeypatch: pytest.MonkeyPatch, library: Library, *writes: db.Write) -> Library:
    monkeypatch.setattr(db, "TransactWrite", library)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    monkeypatch.setattr(db, "connection", lambda: None)
    transact(writes)
    return library


def test_writes_are_sent_in_the_order_their_reasons_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    library = run(monkeypatch, Library(), UPDATE, NEW, CHECK, PUT, DELETE)
    assert [sent.split(" ")[1] for sent in library.sent] == ["check", "delete", "new", "put", "update"]
    assert "attribute_not_exists" in library.sent[2]
    assert library.commits == 1


def test_a_new_item_that_is_there_is_a_duplicate(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Duplicate):
        run(monkeypatch, Library(canceled(None, "ConditionalCheckFailed")), NEW, CHECK)


@pytest.mark.parametrize("lost", [PUT, UPDATE, DELETE, CHECK])
def test_any_other_condition_that_fails_is_a_conflict(monkeypatch: pytest.MonkeyPatch, lost: db.Write) -> None:
    library = Library(canceled(None, "ConditionalCheckFailed"))
    with pytest.raises(Conflict):
        run(monkeypatch, library, CHECK, lost)
    assert library.commits == 1


BUSY = [
    canceled("TransactionConflict"), canceled(None, "ThrottlingError"), canceled(code="TransactionInProgressException"),
    canceled(code="ThrottlingException"), canceled("ProvisionedThroughputExceeded"),
]  # fmt: skip


@pytest.mark.parametrize("busy", BUSY)
def test_a_busy_item_is_tried_again_as_it_is(monkeypatch: pytest.MonkeyPatch, busy: TransactWriteError) -> None:
    library = run(monkeypatch, Library(busy, busy, busy), PUT, CHECK)
    assert (library.commits, len(library.sent)) == (4, 2)


@pytest.mark.parametrize("busy", BUSY)
def test_an_item_that_stays_busy_is_a_conflict(monkeypatch: pytest.MonkeyPatch, busy: TransactWriteError) -> None:
    library = Library(*[busy] * 5)
    with pytest.raises(db.Busy):
        run(monkeypatch, library, PUT, CHECK)
    assert library.commits == 4


def test_a_failed_condition_outweighs_a_busy_item(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Conflict):
        run(monkeypatch, Library(canceled("TransactionConflict", "ConditionalCheckFailed")), CHECK, PUT)


@pytest.mark.parametrize("other", [canceled("ValidationError"), canceled(code="AccessDeniedException"), canceled(None)])
def test_what_is_neither_is_not_hidden(monkeypatch: pytest.MonkeyPatch, other: TransactWriteError) -> None:
    library = Library(other)
    with pytest.raises(TransactWriteError) as caught:
        run(monkeypatch, library, PUT, CHECK)
    assert (caught.value, library.commits) == (other, 1)


def failed(code: str) -> PutError:
    return PutError("put", ClientError({"Error": {"Code": code, "Message": ""}}, "PutItem"))


def test_a_single_writes_lost_condition() -> None:
    assert db.is_condition_failure(failed("ConditionalCheckFailedException"))
    assert not db.is_condition_failure(failed("ThrottlingException"))
    assert not db.is_condition_failure(PutError("put"))


class Single:
    """An item on its own.  error: what its saving raises, if anything."""

    def __init__(self, error: PutError | None = None) -> None:
        self.error, self.saved = error, list[Any]()

    def save(self, *, condition: Any, add_version_condition: bool) -> None:
        assert not add_version_condition  # the condition that is given is the only one
        self.saved.append(condition)
        if self.error is not None:
            raise self.error


class SingleThing(Single):
    pk = Thing.pk


@pytest.mark.parametrize(
    ("error", "new", "raised"),
    [
        (failed("ConditionalCheckFailedException"), True, Duplicate),
        (failed("ConditionalCheckFailedException"), False, Conflict),
        (failed("TransactionConflictException"), True, Conflict),
        (failed("AccessDeniedException"), True, PutError),
    ],
)
def test_one_write_alone_fails_as_in_a_transaction(
    monkeypatch: pytest.MonkeyPatch, error: PutError, new: bool, raised: type[Exception]
) -> None:
    item: Any = SingleThing(error)
    with pytest.raises(raised):
        run(monkeypatch, Library(), Put(item=item, new=new))
    assert len(item.saved) == (4 if raised is Conflict and new else 1)


def test_one_write_alone_is_no_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    item: Any = SingleThing()
    library = run(monkeypatch, Library(), Put(item=item, new=True))
    assert (library.commits, [str(condition) for condition in item.saved]) == (0, ["attribute_not_exists (pk)"])


def test_one_item_is_saved_or_its_condition_was_lost() -> None:
    condition = Thing.n == 1
    for error, saved in ((None, True), (failed("ConditionalCheckFailedException"), False)):
        item: Any = Single(error)
        assert db.save_if(item, condition) is saved
        assert item.saved == [condition]


@pytest.mark.parametrize("other", [failed("ThrottlingException"), PutError("put")])
def test_what_else_a_saving_meets_is_not_hidden(other: PutError) -> None:
    item: Any = Single(other)
    with pytest.raises(PutError) as caught:
        db.save_if(item, Thing.n == 1)
    assert caught.value is other


def test_the_loser_of_a_race_works_again_until_it_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    tries: Iterator[Conflict | str] = iter([Conflict(), Conflict(), "won"])

    def work() -> str:
        outcome = next(tries)
        if isinstance(outcome, Conflict):
            raise outcome
        return outcome

    assert db.keep_trying(work) == "won"
    assert len(waits) == 2


def test_the_last_conflict_is_the_callers(monkeypatch: pytest.MonkeyPatch) -> None:
    count = 0
    monkeypatch.setattr(time, "sleep", lambda seconds: None)

    def work() -> None:
        nonlocal count
        count += 1
        raise Conflict

    with pytest.raises(Conflict):
        db.keep_trying(work, times=5)
    assert count == 5
    with pytest.raises(Duplicate):
        db.keep_trying(lambda: (_ for _ in ()).throw(Duplicate))


def test_every_table_is_reached_through_one_client(another_cloud: None) -> None:
    class Other(TwoKeys):
        class Meta(BaseMeta):
            table_name = "others"

    clients = {id(model._get_connection().connection.client) for model in (Thing, Other)}
    assert clients == {id(db.connection().client)}
    config: Any = db.connection().client.meta.config
    assert (config.connect_timeout, config.read_timeout) == (db.CONNECT_SECONDS, db.READ_SECONDS)


class FullTable:
    """Stands where a model's connection is, and takes nothing as often as it is told."""

    def __init__(self, refusals: int) -> None:
        self.refusals, self.calls, self.taken = refusals, 0, list[str]()

    def batch_write_item(self, put_items: list[Any], delete_items: list[Any]) -> dict[str, Any]:
        self.calls += 1
        if self.calls <= self.refusals:
            return {"UnprocessedItems": {"things": [{"PutRequest": {"Item": item}} for item in put_items]}}
        self.taken += [item["sk"]["S"] for item in put_items]
        return {}


@pytest.mark.parametrize(("refusals", "pauses"), [(0, 0), (2, 0), (3, 1), (9, 3)])
def test_a_batch_waits_while_the_table_asks_for_patience(
    refusals: int, pauses: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, slept = FullTable(refusals), list[float]()
    monkeypatch.setattr(Thing, "_get_connection", lambda: table)
    monkeypatch.setattr(time, "sleep", slept.append)
    save_all(Thing, (Thing("all", f"{number:02}") for number in range(30)))
    assert sorted(set(table.taken)) == [f"{number:02}" for number in range(30)]
    assert len(slept) == pauses


def test_a_batch_that_is_never_taken_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    table = FullTable(100)
    monkeypatch.setattr(Thing, "_get_connection", lambda: table)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    with pytest.raises(PutError):
        save_all(Thing, [Thing("all", "one")])
