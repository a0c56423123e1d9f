"""Turns at judging one photo: whoever takes, gives back and writes a verdict at once, there is one at a time."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from chalicelib.identity.model import Who
from chalicelib.orders.model import Photo, PhotoState
from chalicelib.orders.store.turns import LIFE, MOST, ComeAgain, Taken, Turns
from chalicelib.shared.ids import random_id
from chalicelib.wire import wire
from tests.worlds.orders import T0, a_photo
from tests.worlds.pay import World

POSTS = 6
NONE = ("taken", "come again")


class Waiting:
    """A photo of a draft without a verdict."""

    def __init__(self, world: World, who: Who) -> None:
        self.world, self.order_id = world, world.draft(world.task(), who).head.order_id
        self.photo = Photo(photo_no=2, state=PhotoState.WAITING, asked_at=T0, upload_id=random_id())
        world.store.ask_photo(self.order_id, self.photo)
        self.turns = Turns(wire().settings.orders_table)
        self.at = T0

    def take(self, *, postable: bool = True) -> str:
        """The name of the turn, or why there is none."""
        try:
            return self.turns.take(self.order_id, 2, self.at, postable=postable)
        except Taken:
            return "taken"
        except ComeAgain:
            return "come again"

    def verdict(self) -> str:
        self.world.store.judge_photo(self.order_id, a_photo(2))
        return "taken"


@pytest.mark.guarded_by("*/PHOTO#*")
def test_one_of_many_has_the_turn(world: World, rounds: int) -> None:
    def one_round(who: Who) -> None:
        photo = Waiting(world, who)
        told = Counter(world.race(*[photo.take] * POSTS))
        assert (told.pop("taken"), list(told.values())) == (POSTS - 1, [1])

    world.repeat(one_round, rounds)


@pytest.mark.guarded_by("*/PHOTO#*")
def test_one_of_many_follows_whoever_died_so_often_and_no_more(world: World, rounds: int) -> None:
    def one_round(who: Who) -> None:
        photo = Waiting(world, who)
        for _ in range(MOST):
            told = Counter(world.race(*[photo.take] * POSTS))
            assert (told.pop("taken"), list(told.values())) == (POSTS - 1, [1])
            photo.at += LIFE
        assert set(world.race(*[photo.take] * POSTS)) == {"come again"}
        assert photo.take(postable=False) not in NONE

    world.repeat(one_round, rounds)


def test_a_turn_that_is_given_back_is_somebodys_at_once(world: World, rounds: int) -> None:
    seen = Counter[bool]()

    def one_round(who: Who) -> None:
        photo = Waiting(world, who)
        first = photo.take()
        _, other = world.race(lambda: photo.turns.give_back(photo.order_id, 2, first), photo.take)
        seen[other in NONE] += 1
        photo.turns.give_back(photo.order_id, 2, first)  # once more, or late: another one's turn stays
        assert (photo.take() in NONE) is (other not in NONE)

    world.repeat(one_round, rounds, both=seen)


def test_after_the_verdict_there_is_no_turn(world: World, rounds: int) -> None:
    seen = Counter[bool]()

    def one_round(who: Who) -> None:
        photo = Waiting(world, who)
        _, other = world.race(photo.verdict, photo.take)
        seen[other == "taken"] += 1
        photo.at += LIFE + timedelta(days=1)
        assert photo.take(postable=False) == "taken"

    world.repeat(one_round, rounds, both=seen)
