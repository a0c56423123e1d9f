"""How often the last four of an ID may be guessed: by one, of one, in a day and in a year."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest

from chalicelib.identity.errors import IdTailSpent, IdTailTooOften
from chalicelib.shared.ids import random_id
from tests.worlds.identity import IdentityWorld


def test_five_guesses_of_an_id_a_day(world: IdentityWorld) -> None:
    person_id = random_id()
    for _ in range(5):
        world.limits.claim_id_tail(person_id)
    with pytest.raises(IdTailTooOften) as refused:
        world.limits.claim_id_tail(person_id)
    assert 0 < (refused.value.retry_after or 0) <= 86400
    world.limits.claim_id_tail(random_id())
    world.pass_time(days=1)
    world.limits.claim_id_tail(person_id)


def test_twenty_guesses_of_an_id_a_year_and_then_a_way_out(world: IdentityWorld) -> None:
    """Whoever knows birthday, county and sex has 500 to choose from: five a day would find it in a season."""
    world.now = datetime(2027, 1, 10, tzinfo=UTC)
    person_id = random_id()
    for _ in range(4):
        for _ in range(5):
            world.limits.claim_id_tail(person_id)
        world.pass_time(days=1)
    with pytest.raises(IdTailSpent) as refused:
        world.limits.claim_id_tail(person_id)
    assert (refused.value.field, refused.value.leads) == ("id_tail", "CONTACT")
    assert "分社" in refused.value.cure
    world.now = datetime(2027, 12, 31, 15, 59, tzinfo=UTC)
    with pytest.raises(IdTailSpent):
        world.limits.claim_id_tail(person_id)
    world.pass_time(minutes=2)  # the year begins in Shanghai
    world.limits.claim_id_tail(person_id)


def test_a_strangers_guesses_do_not_lock_an_enrolments_owner_out(world: IdentityWorld) -> None:
    enrolment, stranger, owner = random_id(), random_id(), random_id()
    for _ in range(5):
        world.limits.claim_id_tail_of(enrolment, stranger)
    with pytest.raises(IdTailTooOften):
        world.limits.claim_id_tail_of(enrolment, stranger)
    world.limits.claim_id_tail_of(enrolment, owner)


def test_many_accounts_together_guess_an_enrolment_no_oftener(world: IdentityWorld) -> None:
    enrolment, guesses = random_id(), 0
    world.now = datetime(2027, 1, 10, tzinfo=UTC)
    for day in range(5):
        for _ in range(30):
            with suppress(IdTailTooOften, IdTailSpent):
                world.limits.claim_id_tail_of(enrolment, random_id())
                guesses += 1
        assert guesses <= min(20 * (day + 1), 60)
        world.pass_time(days=1)
    assert guesses == 60
