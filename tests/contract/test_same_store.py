"""Marks of pictures in the table: of many who bring one at once, one keeps them, and who leaves takes nobody's away."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from chalicelib.orders.store.first_pictures import FirstPictures, Firsts, SameItem
from chalicelib.shared.ids import random_id

NOBODY, ALICE, BEN = Firsts(), Firsts(content="alice", look="alice"), Firsts(content="ben", look="ben")


@pytest.fixture
def pictures(aws: Any) -> FirstPictures:
    return FirstPictures(aws.tables["orders"])


@pytest.fixture
def task() -> str:
    return random_id()


def marks(task: str, look: str = "11") -> list[tuple[str, str]]:
    """(sk, enrolment) of a look's marks."""
    return [(item.sk, str(item.enrolment)) for item in SameItem.query(f"SAME#{task}#LOOK#{look}")]


def test_one_of_many_keeps_a_picture(pictures: FirstPictures, task: str) -> None:
    assert pictures.holders(task, "aa", "11") == NOBODY
    with ThreadPoolExecutor(8) as pool:
        kept = set(pool.map(lambda number: pictures.take(task, "aa", "11", f"e{number}"), range(8)))
    assert len(kept) == 1
    assert kept == {pictures.holders(task, "aa", "11")}
    assert pictures.take(random_id(), "aa", "11", "e9") == Firsts(content="e9", look="e9")


def test_a_picture_takes_one_item_and_another_file_of_its_look_one_more(pictures: FirstPictures, task: str) -> None:
    assert pictures.take(task, "aa", "11", "alice") == ALICE
    assert marks(task) == [("FIRST", "alice")]
    assert pictures.take(task, "aa", "11", "alice") == ALICE
    assert pictures.take(task, "aa", "11", "ben") == ALICE
    assert marks(task) == [("FIRST", "alice")]
    likeness = Firsts(content="ben", look="alice")
    assert [pictures.take(task, "bb", "11", who) for who in ("ben", "cora")] == [likeness, likeness]
    assert pictures.holders(task, "bb", "11") == likeness
    assert pictures.holders(task, "cc", "11") == Firsts(look="alice")
    assert marks(task) == [("CONTENT#bb", "ben"), ("FIRST", "alice")]


def test_who_leaves_hands_the_look_on(pictures: FirstPictures, task: str) -> None:
    for who, content in (("alice", "aa"), ("ben", "bb"), ("alice", "cc")):
        pictures.take(task, content, "11", who)
    pictures.leave(task, "11", "nobody")
    assert pictures.holders(task, "aa", "11") == ALICE
    pictures.leave(task, "11", "alice")
    assert pictures.holders(task, "aa", "11") == Firsts(look="ben")
    assert pictures.holders(task, "bb", "11") == BEN
    for _ in range(2):
        pictures.leave(task, "11", "ben")
        assert marks(task) == []


def test_what_was_left_half_way_is_finished(pictures: FirstPictures, task: str) -> None:
    pictures.take(task, "aa", "11", "alice")
    pictures.take(task, "bb", "11", "ben")
    SameItem(f"SAME#{task}#LOOK#11", "FIRST").delete(add_version_condition=False)
    pictures.leave(task, "11", "alice")
    assert pictures.holders(task, "bb", "11") == BEN


def test_who_comes_while_others_leave_is_known_to_the_next(pictures: FirstPictures, task: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        for number in range(12):
            look = f"{number:02}"
            pictures.take(task, "aa", look, "alice")
            pictures.take(task, "cc", look, "cora")
            at_once = [
                partial(pictures.take, task, "bb", look, "ben"),
                partial(pictures.leave, task, look, "alice"),
                partial(pictures.leave, task, look, "cora"),
            ]
            list(pool.map(lambda call: call(), at_once))
            assert pictures.take(task, "bb", look, "dora") == BEN
            pictures.leave(task, look, "ben")
            assert marks(task, look) == []
