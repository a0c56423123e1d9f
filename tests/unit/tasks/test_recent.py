"""What was read a moment ago is not read again; nothing old is shown, and nothing missing is remembered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.shared import recent
from chalicelib.shared.recent import Recent


class Shelf:
    """Counts how often it was read; `now` may be moved."""

    def __init__(self) -> None:
        self.now, self.reads = datetime(2026, 11, 24, tzinfo=UTC), 0
        self.recent: Recent[str] = Recent(lambda: self.now, 60)

    def get(self, key: str, value: str | None) -> str | None:
        def read() -> str | None:
            self.reads += 1
            return value

        return self.recent.get(key, read)


def test_a_value_is_kept_for_its_seconds_and_no_longer() -> None:
    shelf = Shelf()
    assert shelf.get("a", "old") == "old"
    shelf.now += timedelta(seconds=59)
    assert shelf.get("a", "new") == "old"
    shelf.now += timedelta(seconds=1)
    assert shelf.get("a", "new") == "new"
    assert shelf.reads == 2


def test_a_clock_that_is_put_back_does_not_keep_it_longer() -> None:
    shelf = Shelf()
    shelf.get("a", "old")
    shelf.now -= timedelta(hours=1)
    assert shelf.get("a", "new") == "new"
    shelf.now += timedelta(seconds=60)
    assert shelf.get("a", "newer") == "newer"


def test_nothing_is_not_remembered() -> None:
    shelf = Shelf()
    assert shelf.get("a", None) is None
    assert shelf.get("a", "made meanwhile") == "made meanwhile"


def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "MOST", 3)
    shelf = Shelf()

    assert [shelf.get(key, key) for key in "abcd"] == list("abcd")
    assert len(shelf.recent._kept) == 1
    shelf.get("d", "d")
    assert shelf.reads == 4


def test_of_several_only_those_that_are_too_old_are_read_together() -> None:
    shelf = Shelf()
    asked = list[list[str]]()

    def read(keys: list[str]) -> dict[str, str]:
        asked.append(keys)
        return {key: f"{key} {len(asked)}" for key in keys if key != "nobody"}

    assert shelf.recent.many(["a", "b", "nobody"], read) == {"a": "a 1", "b": "b 1"}
    assert shelf.recent.many(["b", "c", "nobody"], read) == {"b": "b 1", "c": "c 2"}
    assert asked == [["a", "b", "nobody"], ["c", "nobody"]]
    assert shelf.recent.many([], read) == {}
    assert shelf.recent.get("a", lambda: "new") == "a 1"
    shelf.now += timedelta(seconds=60)
    assert shelf.recent.many(["a", "b"], read) == {"a": "a 3", "b": "b 3"}
