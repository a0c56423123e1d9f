"""Whose collection code it is, and what a read is good for, on the real tables."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from chalicelib.collect_codes import errors
from chalicelib.collect_codes.service import PER_WINDOW
from chalicelib.identity.model import Who
from chalicelib.orders import errors as order_errors
from chalicelib.orders.claims import proof
from chalicelib.orders.model import Contest, State
from chalicelib.shared.ids import random_id
from chalicelib.storage.objects import Absent, Objects, StoredObject
from chalicelib.tasks import errors as task_errors
from chalicelib.tasks.roster import RosterRow
from tests.worlds.orders import an_order
from tests.worlds.reads import World, card, picture, refusal
from tests.worlds.tasks import PLAIN_FIELDS


@pytest.fixture
def world(aws: Any) -> World:
    return World(aws)


# ---- codes that do not belong here


def test_another_school(world: World) -> None:
    refused = refusal(errors.OtherSchool, lambda: world.read(world.task(), picture(card(yxdm="10530"))))
    assert (refused.code, "湘潭大学" in refused.text) == ("collect_code_other_school", True)
    assert refused.cure.endswith("王老师 0731-88820000")
    unknown = refusal(errors.OtherSchool, lambda: world.read(world.task(), picture(card(yxdm="10001"))))
    assert "10001" in unknown.text


def test_another_level(world: World) -> None:
    refused = refusal(errors.OtherLevel, lambda: world.read(world.task(), picture(card(cc="硕士研究生"))))
    assert (refused.code, "硕士研究生" in refused.text) == ("collect_code_other_level", True)


def test_a_roster_admits_only_whom_it_names(world: World) -> None:
    task, text = world.task(roster="CODES"), card(cjm="onTheRoster1")
    on_it = RosterRow(digest=world.keys.digest("enrolment", "onTheRoster1"))
    world.tasks.put_roster(task.task_id, "import", [on_it])
    assert world.read(task, picture(text)).read.student.name == "张*三"
    refused = refusal(errors.CodeNotOnRoster, lambda: world.read(task, picture(card())))
    assert refused.code == "not_on_roster"
    assert "王老师 0731-88820000" in refused.cure


def test_tasks_that_take_no_codes_now(world: World) -> None:
    plain = world.task(collect_mode="PLAIN", form_fields=PLAIN_FIELDS)
    refusal(errors.NoCollectCodeNeeded, lambda: world.read(plain, b""))
    refusal(task_errors.TaskClosed, lambda: world.read(world.task(state="CLOSED"), b""))
    refusal(task_errors.TaskNotOpenYet, lambda: world.read(world.task(opens_at=world.now + timedelta(1)), b""))
    refusal(task_errors.TaskUnknown, lambda: world.read(world.task(state="DRAFT"), b""))
    refusal(task_errors.TaskUnknown, lambda: world.reads.from_text(world.who, random_id(12), card()))


# ---- codes somebody has already


def test_without_a_photo_it_gives_way_and_digits_of_the_code_prove_nothing(world: World) -> None:
    task, text = world.task(), card(zjhm="0123")
    world.held(task, State.DRAFT, photos=())
    taken = world.read(task, picture(text)).read
    assert proof.matches(world.keys, taken.enrolment, "0123", taken.student.id_tail or "")


@pytest.mark.parametrize("state", [State.DRAFT, State.AWAITING_PAYMENT])
def test_a_code_with_a_passed_photo_is_for_the_branch_and_the_read_is_kept_to_ask_it(
    world: World, state: State
) -> None:
    task, text = world.task(), card(zjhm="0123")
    world.held(task, state)
    refused = refusal(order_errors.CodeHeld, lambda: world.read(task, picture(text)))
    assert "11月24日 13:00" in refused.text
    assert "somebody" not in refused.text + refused.cure
    assert refused.cure.endswith("湖南分社 0731-84300000")
    assert refused.data is not None
    assert world.reads.use(world.who, task.task_id, refused.data["read_id"]).student.school_name == "湖南大学"
    world.held(task, state, contest=Contest(person_id="another", at=world.now))
    assert refusal(order_errors.CodeBeingChecked, lambda: world.read(task, picture(text))).data is None


def test_a_paid_code_of_somebody_else_is_for_the_branch(world: World) -> None:
    task, text = world.task(), card(zjhm="0123")
    world.held(task, State.IN_REVIEW)
    refused = refusal(order_errors.EnrolmentInUsePaid, lambda: world.read(task, picture(text)))
    assert "11月24日 13:00" in refused.text
    assert refused.cure.endswith("湖南分社 0731-84300000")


def test_somebody_elses_expired_order_is_in_nobodys_way(world: World) -> None:
    task = world.task()
    world.held(task, State.EXPIRED)
    assert world.read(task, picture(card()))


def test_the_own_code_goes_on_and_proves_a_doubtful_session(world: World) -> None:
    task, text = world.task(), card()
    world.held(task, State.IN_REVIEW, by=world.who.person_id)
    assert world.read(task, picture(text))
    assert world.proven == []
    world.who = Who(person_id=world.who.person_id, session=world.who.session, proven=False)
    assert world.read(task, picture(text))
    assert world.proven == [world.who]


def test_somebody_elses_code_proves_nothing(world: World) -> None:
    task = world.task()
    world.who = Who(person_id=world.who.person_id, proven=False)
    world.read(task, picture(card()))
    world.held(task, State.DRAFT)
    refusal(order_errors.CodeHeld, lambda: world.read(task, picture(card())))
    assert world.proven == []


# ---- codes that collect in another task of the branch


def stands(world: World, state: State = State.DONE) -> None:
    """An order of the same enrolment in another task, three hours old."""
    order = an_order(state)
    head = replace(order.head, task_id="another", opened_at=world.now - timedelta(hours=3))
    world.ledger.listed = [replace(order, head=head)]


def test_a_code_that_collects_elsewhere_is_told_or_refused_as_the_task_says(world: World) -> None:
    warns, blocks, text = world.task(), world.task(elsewhere="BLOCK"), card()
    assert world.read(blocks, picture(text)).cautions == ()
    stands(world)
    (caution,) = world.read(warns, picture(text)).cautions
    refused = refusal(order_errors.CollectedElsewhere, lambda: world.read(blocks, picture(text)))
    assert (caution.code, caution.message, caution.action) == (refused.code, refused.text, refused.cure)
    assert (refused.status, "11月24日 13:00" in refused.text) == (409, True)
    assert refused.cure.endswith("湖南分社 0731-84300000")
    assert len(set(world.ledger.asked)) == 1, "one list for the whole branch"


def test_what_expired_elsewhere_is_in_nobodys_way(world: World) -> None:
    stands(world, State.EXPIRED)
    assert world.read(world.task(elsewhere="BLOCK"), picture(card())).cautions == ()


def test_the_own_order_in_this_task_goes_on_whatever_stands_elsewhere(world: World) -> None:
    task = world.task(elsewhere="BLOCK")
    world.held(task, State.DRAFT, by=world.who.person_id)
    stands(world)
    assert [one.code for one in world.read(task, picture(card())).cautions] == ["own_order"]


# ---- using a read


def test_a_read_is_used_by_its_reader_in_its_task_for_an_hour(world: World) -> None:
    task = world.task()
    kept = world.read(task, picture(card()))
    for _ in range(2):
        assert world.reads.use(world.who, task.task_id, kept.read_id) == kept.read
    world.now += timedelta(minutes=60) - timedelta(milliseconds=1)
    assert world.reads.use(world.who, task.task_id, kept.read_id) == kept.read
    world.now += timedelta(milliseconds=1)
    refused = refusal(errors.ReadExpired, lambda: world.reads.use(world.who, task.task_id, kept.read_id))
    assert (refused.status, refused.code) == (404, "read_expired")


def test_a_foreign_read_an_absent_one_and_one_for_another_task_look_alike(world: World) -> None:
    task, other = world.task(), world.task()
    kept = world.read(task, picture(card()))
    asked = [
        (Who(person_id=random_id()), task.task_id, kept.read_id),
        (world.who, other.task_id, kept.read_id),
        (world.who, task.task_id, random_id()),
        (world.who, task.task_id, "READ#" + kept.read_id),
    ]
    refused = [refusal(errors.ReadExpired, partial(world.reads.use, *one)) for one in asked]
    said = {(one.code, one.text, one.cure, one.field) for one in refused}
    assert len(said) == 1


def test_one_person_reads_so_often_and_no_more(world: World) -> None:
    task, text = world.task(), card()
    for _ in range(PER_WINDOW):
        world.reads.from_text(world.who, task.task_id, text)
    refused = refusal(errors.TooManyReads, lambda: world.reads.from_text(world.who, task.task_id, text))
    assert refused.retry_after == 600
    world.now += timedelta(minutes=10)
    assert world.reads.from_text(world.who, task.task_id, text)


def test_a_picture_beyond_that_is_not_even_fetched(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each try is counted before its picture is read, so pictures asked for at once are no more than that."""
    task, fetched = world.task(), list[str]()

    def get(objects: Objects, key: str, limit: int) -> StoredObject:
        fetched.append(key)
        raise Absent(key)

    monkeypatch.setattr(Objects, "get", get)
    ask = partial(world.reads.from_picture, world.who, task.task_id, "A" * 22)
    with ThreadPoolExecutor(8) as screens:
        told = [one.exception() for one in [screens.submit(ask) for _ in range(PER_WINDOW + 8)]]
    assert len(fetched) == PER_WINDOW
    assert sum(isinstance(one, errors.TooManyReads) for one in told) == 8
