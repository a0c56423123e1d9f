"""A write whose answer is lost is sent again, and is not taken for somebody else's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from chalicelib.identity.inbox_store import Inbox, InboxItem
from chalicelib.shared.db import Conflict, Delete, Duplicate, Put, Update, Write, connection, transact
from chalicelib.shared.ids import random_id

NOW = datetime(2036, 11, 24, 8, 0, tzinfo=UTC)  # ahead: the emulator drops what is over


class Line:
    """The way to the table, on which the first answer to a write is lost: before or after the table has taken it."""

    def __init__(self, session: Any, *, taken: bool) -> None:
        self._session, self._taken, self.sent = session, taken, 0

    def send(self, request: Any) -> Any:
        if b"Get" in request.headers["X-Amz-Target"]:
            return self._session.send(request)
        self.sent += 1
        if self.sent > 1 or self._taken:
            answer = self._session.send(request)
        if self.sent == 1:
            raise ReadTimeoutError(endpoint_url="")
        return answer


@pytest.fixture
def inbox(aws: Any) -> Inbox:
    return Inbox(aws.tables["inbox"])


@contextmanager
def losing(monkeypatch: pytest.MonkeyPatch, *, taken: bool = True) -> Iterator[None]:
    """One write is made in this block."""
    endpoint = connection().client._endpoint
    line = Line(endpoint.http_session, taken=taken)
    with monkeypatch.context() as patch:
        patch.setattr(endpoint, "http_session", line)
        try:
            yield
        finally:
            assert line.sent == 2


def send(monkeypatch: pytest.MonkeyPatch, *writes: Write, taken: bool = True) -> None:
    with losing(monkeypatch, taken=taken):
        transact(writes)


def test_what_the_first_try_wrote_is_no_refusal(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = random_id(), random_id()
    send(monkeypatch, inbox.new(one, until=NOW, body="mine"))
    send(monkeypatch, inbox.new(two, until=NOW, body="mine"), taken=False)
    seen = inbox.get(one, now=NOW - timedelta(hours=1))
    assert seen is not None
    assert inbox.get(two, now=NOW - timedelta(hours=1)) is not None
    changed = InboxItem(one, ttl=1, until=1, body="changed")
    send(monkeypatch, Put(item=changed, condition=InboxItem.body == "mine"))
    changed.refresh()
    assert changed.body == "changed"


@pytest.mark.parametrize("taken", [True, False])
def test_what_is_not_put_happens_once(inbox: Inbox, monkeypatch: pytest.MonkeyPatch, taken: bool) -> None:
    pk = random_id()
    inbox.put(pk, until=NOW, body="")
    one_more = Update(item=InboxItem(pk), actions=[InboxItem.n.add(1)], condition=InboxItem.n == 0)
    send(monkeypatch, one_more, taken=taken)
    send(monkeypatch, Update(item=InboxItem(pk), actions=[InboxItem.n.add(1)]), taken=taken)
    item = InboxItem.find(pk)
    assert item is not None
    assert item.n == 2
    send(monkeypatch, Delete(item=InboxItem(pk), condition=InboxItem.n == 2), taken=taken)
    assert InboxItem.find(pk) is None


@pytest.mark.parametrize("theirs", ["theirs", "mine"])
def test_what_somebody_else_wrote_is_one(inbox: Inbox, monkeypatch: pytest.MonkeyPatch, theirs: str) -> None:
    """The same thing, too, if this call was sent once."""
    pk = random_id()
    inbox.put(pk, until=NOW, body=theirs)
    new = inbox.new(pk, until=NOW, body="mine")
    with pytest.raises(Duplicate):
        transact([new])
    if theirs != "mine":
        with pytest.raises(Duplicate):
            send(monkeypatch, new)
        with pytest.raises(Conflict):
            send(monkeypatch, Put(item=InboxItem(pk, ttl=1, until=1), condition=InboxItem.body == "mine"))
    gone = Put(item=InboxItem(random_id(), ttl=1, until=1), condition=InboxItem.body == "mine")
    with pytest.raises(Conflict):
        send(monkeypatch, gone)


@pytest.mark.parametrize("taken", [True, False])
def test_whoever_was_first_is_told_so(inbox: Inbox, monkeypatch: pytest.MonkeyPatch, taken: bool) -> None:
    pk, now = random_id(), NOW - timedelta(hours=1)
    with losing(monkeypatch, taken=taken):
        assert inbox.seize(pk, now=now, until=NOW, body="")
    seen = inbox.get(pk, now=now)
    assert seen is not None
    with losing(monkeypatch, taken=taken):
        assert inbox.swap(seen, until=NOW, body="next")
    assert not inbox.swap(seen, until=NOW, body="next")


def test_what_somebody_else_wrote_in_the_same_words_is_theirs(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first try never came to the table, and the second came after another's."""
    pk, now = random_id(), NOW - timedelta(hours=1)
    assert inbox.seize(pk, now=now, until=NOW, body="")
    with losing(monkeypatch, taken=False):
        assert not inbox.seize(pk, now=now, until=NOW, body="")
    seen = inbox.get(pk, now=now)
    assert seen is not None
    assert inbox.swap(seen, until=NOW, body="next")
    with losing(monkeypatch, taken=False):
        assert not inbox.swap(seen, until=NOW, body="next")
