"""The step that gathers: twice, late, side by side, or dying anywhere, a day's object is the same or not yet there."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.feedback.model import from_lines
from chalicelib.feedback.service import DAYS, MOST, NAMED_SINCE, Feedback
from chalicelib.identity.texts import TEXTS, ConsentKind
from chalicelib.orders.model import Order, State
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.errors import Conflicting
from chalicelib.staff.audit_store import AuditEntry
from chalicelib.storage.objects import Objects
from chalicelib.tasks.errors import TaskUnknown
from tests.unit.feedback.judged import REPORT
from tests.worlds.orders import a_photo, a_task, an_order

DAY = date(2026, 11, 27)
KEY = f"feedback/{DAY}.jsonl"


class Bucket(Objects):
    """In memory; `hook` runs before anything is written, and may fail as S3 does."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.hook: Callable[[], None] = lambda: None
        self._lock = threading.Lock()

    def exists(self, key: str) -> bool:
        return key in self.kept

    def put(self, key: str, data: bytes, content_type: str) -> bool:
        self.hook()
        with self._lock:
            return self.kept.setdefault(key, data) is data


class Branches:
    """Two branches whose reviewers decided about photo 1 of some orders; the clock may be moved."""

    def __init__(self) -> None:
        self.bucket = Bucket()
        self.now = at(DAY + timedelta(days=1), 3)
        self.state = State.APPROVED
        self.rows: list[AuditEntry] = []
        self.broken: dict[str, Exception] = {}
        self.reports: dict[str, Any] = {}
        self.refused: set[str] = set()  # people who have not agreed to this use, or not any more
        self.feedback = Feedback(
            branches=lambda: ["hunan", "hubei"],
            entries_of=self._entries,
            load=self._load,
            agreed_since=self._agreed_since,
            task_of=lambda task_id: a_task(task_id=task_id),
            objects=self.bucket,
            clock=lambda: self.now,
        )

    def decide(self, order_id: str, day: date = DAY, *, branch: str = "hunan", reasons: Sequence[str] = ()) -> None:
        self.rows.append(
            AuditEntry(
                at=at(day, 23, 59),
                branch=branch,
                staff_id="s1",
                name="王审核",
                action="reject" if reasons else "approve",
                subject=f"order {order_id}",
                data={"photo_no": 1, "reasons": list(reasons)},
            )
        )

    def _entries(self, branch: str, day: date, actions: Sequence[str]) -> Iterator[AuditEntry]:
        rows = (row for row in self.rows if row.branch == branch and row.action in actions)
        return (row for row in rows if row.at.astimezone(SHANGHAI).date() == day)

    def _load(self, order_id: str) -> Order | None:
        if order_id in self.broken:
            raise self.broken[order_id]
        report = self.reports.get(order_id, REPORT)
        return (
            None if order_id == "gone" else an_order(self.state, photos=(a_photo(report=report),), person_id=order_id)
        )

    def _agreed_since(self, person_id: str, kind: ConsentKind, version: str) -> bool:
        assert (kind, version) == (ConsentKind.FACE, NAMED_SINCE)
        return person_id not in self.refused


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture
def branches() -> Branches:
    return Branches()


def test_every_branchs_day_is_in_one_object_once_it_is_over(branches: Branches) -> None:
    branches.decide("a")
    branches.decide("b", branch="hubei", reasons=["blurred"])
    branches.decide("c", DAY - timedelta(days=1))
    branches.decide("d", DAY + timedelta(days=1))
    branches.decide("gone")
    branches.now = at(DAY + timedelta(days=1), 0, 59)
    assert DAY not in branches.feedback.gather(), "somebody may have begun before midnight"
    branches.now = at(DAY + timedelta(days=1), 1)
    assert branches.feedback.gather() == [DAY]
    assert [one.reasons for one in from_lines(branches.bucket.kept[KEY])] == [("blurred",), ()]
    assert len(from_lines(branches.bucket.kept[f"feedback/{DAY - timedelta(days=1)}.jsonl"])) == 1
    assert {one.week for one in from_lines(branches.bucket.kept[KEY])} == {"2026-W48"}


def test_again_late_and_beside_itself_it_writes_the_same(branches: Branches) -> None:
    for number in range(20):
        branches.decide(f"o{number}", reasons=["blurred"] if number % 3 else [])
    runs = [threading.Thread(target=branches.feedback.gather) for _ in range(3)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    first = dict(branches.bucket.kept)
    assert (len(first), len(from_lines(first[KEY]))) == (DAYS, 20)
    assert branches.feedback.gather() == []
    branches.now = at(DAY + timedelta(days=DAYS), 3)
    branches.bucket.kept.clear()
    assert branches.feedback.gather()[-1] == DAY, "the last chance"
    assert branches.bucket.kept[KEY] == first[KEY]


@pytest.mark.parametrize("error", [OSError("the table does not answer"), Conflicting()])
def test_who_dies_leaves_no_half_a_day_and_the_next_run_goes_on(
    branches: Branches, error: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    branches.decide("a")
    branches.decide("b", DAY - timedelta(days=1))
    branches.broken = {"a": error}
    assert DAY not in branches.feedback.gather()
    assert KEY not in branches.bucket.kept
    assert len(branches.bucket.kept) == DAYS - 1, "the other days do not wait for it"
    assert '"level": "alarm"' in capsys.readouterr().out
    branches.broken = {}

    def killed() -> None:
        raise SystemExit

    branches.bucket.hook = killed
    with pytest.raises(SystemExit):
        branches.feedback.gather()
    branches.bucket.hook = lambda: None
    assert branches.feedback.gather() == [DAY]
    assert len(from_lines(branches.bucket.kept[KEY])) == 1


@pytest.mark.parametrize("error", [KeyError("head"), msgspec.ValidationError("no order"), TaskUnknown()])
def test_an_order_that_cannot_be_read_costs_its_own_line_only(
    branches: Branches, error: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    branches.decide("a")
    branches.decide("unreadable")
    branches.decide("odd")
    branches.broken = {"unreadable": error}
    branches.reports = {"odd": REPORT | {"source": None}}
    assert DAY in branches.feedback.gather()
    assert len(from_lines(branches.bucket.kept[KEY])) == 1
    said = [json.loads(one) for one in capsys.readouterr().out.splitlines()]
    assert {one["order_id"] for one in said if one["level"] == "error"} == {"unreadable", "odd"}
    assert {one["order_id"] for one in said if one["level"] == "alarm"} == {"unreadable", "odd"}


@pytest.mark.parametrize("state", [State.REJECTED, State.IN_PRODUCTION, State.DONE])
def test_whose_consent_does_not_name_this_use_or_was_taken_back_leaves_no_line(
    branches: Branches, state: State
) -> None:
    branches.state, branches.refused = state, {"a"}
    branches.decide("a")
    branches.decide("b", reasons=["blurred"])
    branches.feedback.gather()
    assert [one.reasons for one in from_lines(branches.bucket.kept[KEY])] == [("blurred",)]


def test_the_consent_names_this_use_from_that_version_on() -> None:
    names = {text.version: "另存 400 天" in text.text for text in TEXTS[ConsentKind.FACE]}
    assert names == {version: version >= NAMED_SINCE for version in names}
    assert set(names.values()) == {True, False}


def test_a_day_without_a_decision_is_known_to_have_none(branches: Branches) -> None:
    assert len(branches.feedback.gather()) == DAYS
    assert branches.bucket.kept[KEY] == b""


def test_a_busy_day_is_a_sample(branches: Branches) -> None:
    for number in range(MOST + 500):
        branches.decide(f"o{number}")
    branches.feedback.gather()
    assert len(from_lines(branches.bucket.kept[KEY])) == MOST
