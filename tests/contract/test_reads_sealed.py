"""A reading that its reader keeps."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from chalicelib.collect_codes import errors, sealed
from chalicelib.collect_codes.model import KeptReading
from chalicelib.identity.model import Who
from chalicelib.shared.crypto import Keys
from chalicelib.shared.ids import random_id
from tests.worlds.reads import World, card, picture, refusal


@pytest.fixture
def world(aws: Any) -> World:
    return World(aws)


def sealed_id(world: World, kept: KeptReading, keys: Keys | None = None) -> str:
    return sealed.seal(keys or world.keys, kept.person_id, kept.task_id, kept.expires_at, kept.read)


def test_it_is_good_for_its_reader_in_its_task_for_an_hour(world: World) -> None:
    task, other = world.task(), world.task()
    kept = world.read(task, picture(card()))
    read_id = sealed_id(world, kept)
    for _ in range(2):
        assert world.reads.use(world.who, task.task_id, read_id) == kept.read
    for who, task_id in ((Who(person_id=random_id()), task.task_id), (world.who, other.task_id)):
        refusal(errors.ReadExpired, partial(world.reads.use, who, task_id, read_id))
    world.now += timedelta(minutes=60) - timedelta(milliseconds=1)
    assert world.reads.use(world.who, task.task_id, read_id) == kept.read
    world.now += timedelta(milliseconds=1)
    refusal(errors.ReadExpired, partial(world.reads.use, world.who, task.task_id, read_id))


def test_what_was_changed_or_sealed_by_another_key_is_none(world: World) -> None:
    task = world.task()
    kept = world.read(task, picture(card()))
    read_id = sealed_id(world, kept)
    changed = [
        read_id[:at] + ("B" if read_id[at] == "A" else "A") + read_id[at + 1 :] for at in (0, 20, len(read_id) // 2)
    ]
    foreign = sealed_id(world, kept, Keys(b"another master key of 32 bytes!!"))
    for wrong in (*changed, foreign, read_id[:-24], read_id[:8], "x", "é" * 30, kept.read.student.sealed["code"]):
        refusal(errors.ReadExpired, partial(world.reads.use, world.who, task.task_id, wrong))


@pytest.mark.parametrize(
    "told",
    [{"read": {"student": "another shape"}}, {"read": None}, {"expires_at": "tomorrow"}, {"expires_at": None}, None],
)
def test_what_another_release_sealed_and_this_one_does_not_know_is_read_again(
    world: World, told: dict[str, Any] | None
) -> None:
    task = world.task()
    kept = world.read(task, picture(card()))
    about = f"reading {kept.person_id} {task.task_id}"
    known = json.loads(world.keys.unseal(sealed_id(world, kept), about=about))
    assert world.reads.use(world.who, task.task_id, world.keys.seal(json.dumps(known), about=about)) == kept.read
    body = "{" if told is None else json.dumps(known | told)
    refusal(errors.ReadExpired, partial(world.reads.use, world.who, task.task_id, world.keys.seal(body, about=about)))


def test_it_shows_nothing_and_is_no_longer_than_requests_take(world: World) -> None:
    kept = world.read(world.task(), picture(card(cjm="SECRETCODE42", fy="学" * 500)))
    read_id = sealed_id(world, kept)
    assert "SECRETCODE42" not in read_id
    assert len(read_id) < 10_000
