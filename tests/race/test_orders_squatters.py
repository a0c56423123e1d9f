"""One account that types other people's student numbers: what it may hold, and who gets past it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial
from types import ModuleType

import pytest

from chalicelib.identity import limits
from chalicelib.identity.errors import TooManyOpenings
from chalicelib.identity.model import Who
from chalicelib.orders import events as ev
from chalicelib.orders import opening
from chalicelib.orders.claims.ownership import MOST_PLACES, NEW_ORDERS, PACE, PHOTO_LIFE, TYPED_LIFE
from chalicelib.orders.errors import EnrolmentInUseUnpaid, EnrolmentInUseUnproven, TooManyUnpaid, WrongIdTail
from chalicelib.orders.loaded import Loaded
from chalicelib.orders.model import Actor, Order, PhotoState, State
from chalicelib.orders.store import orders, owners
from chalicelib.shared.clock import shanghai
from chalicelib.shared.errors import DomainError
from tests.worlds.orders import STAFF, a_photo
from tests.worlds.pay import World
from tests.worlds.pay_making import student

SECOND = timedelta(seconds=1)


@pytest.mark.guarded_by("OWNER#*")
def test_several_at_once_end_at_the_limit(world: World, rounds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "MOST_PLACES", 3)
    task = world.task()

    def one_round(who: Who) -> None:
        _, number = world.started(task, who)
        world.deliver(world.paid(number))  # a paid one leaves room
        for _ in range(2):
            world.open(task, who, world.form())
        answers = world.race(*[lambda: world.open(task, who, world.form())] * 3)
        assert Counter(type(one) for one in answers) == {Order: 1, TooManyUnpaid: 2}

    world.repeat(one_round, rounds)


@pytest.mark.parametrize("attempts", [240, pytest.param(3000, marks=pytest.mark.slow)])
def test_however_often_one_account_tries_nobody_is_locked_out(world: World, attempts: int) -> None:
    squatter, task = world.begin(), world.task()
    forms = [world.form() for _ in range(attempts)]
    held, refused = [], Counter[type[DomainError]]()
    for form in forms:
        world.clock.ahead += SECOND * 3
        try:
            world.open(task, squatter, form)
        except (TooManyOpenings, TooManyUnpaid) as refusal:
            refused[type(refusal)] += 1
        else:
            held.append(form)
    assert len(held) <= MOST_PLACES
    assert len(held) <= NEW_ORDERS * (1 + attempts * 3 // 3600 + 1)
    assert sum(refused.values()) + len(held) == attempts
    free = next(form for form in forms if form not in held)
    assert world.open(task, student(), free).head.state is State.DRAFT
    world.clock.ahead += TYPED_LIFE
    for form in held:
        owner = student()
        assert world.open(task, owner, form).head.person_id == owner.person_id


def used(who: Who) -> int:
    """New orders counted of her hour."""
    return owners.load(who.person_id).opened


def test_what_comes_back_takes_a_place_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "MOST_PLACES", 2)
    who, task = world.begin(), world.task()
    expired = []
    for _ in range(2):
        for _ in range(2):
            expired.append(world.awaiting(task, who).head.order_id)
            world.time_over(expired[-1])
            world.settle(expired[-1])
    assert {world.load(one).head.state for one in expired} == {State.EXPIRED}
    answers = world.race(*[lambda one=one: world.orders.reopen(who, one) for one in expired])
    assert Counter(type(one) for one in answers) == {Loaded: 2, TooManyUnpaid: 2}


def test_a_free_order_takes_a_place_until_it_is_approved(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "MOST_PLACES", 1)
    who, task = world.begin(), world.task(price=0)
    order_id = world.awaiting(task, who).head.order_id
    assert world.load(order_id).head.state is State.IN_REVIEW
    with pytest.raises(TooManyUnpaid):
        world.open(task, who, world.form())
    world.orders.apply(order_id, ev.Take(actor=STAFF, until=world.clock() + PHOTO_LIFE))
    world.orders.apply(order_id, ev.Approve(actor=STAFF, photo_no=1))
    assert world.open(task, who, world.form())


def test_what_was_given_away_takes_none_of_hers(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "MOST_PLACES", 1)
    who, task = world.begin(), world.task()
    given = world.open(task, who, world.form()).head.order_id
    owner = student().person_id
    world.orders.apply(given, ev.Transfer(actor=STAFF, second="two", reason="hers", owner=owner))
    assert world.open(task, who, world.form())


def test_another_school_is_no_other_place(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "MOST_PLACES", 1)
    who, task, form = world.begin(), world.task(schools=("10532", "10533")), world.form()
    world.open(task, who, form)
    assert world.open(task, who, form | {"school": "中南大学"}).head.student.school_name == "中南大学"
    assert used(who) == 1


def test_an_order_after_one_of_hers_that_is_over_counts_as_new(world: World) -> None:
    who, task, form = world.begin(), world.task(), world.form()
    for _ in range(3):
        world.orders.cancel(who, world.open(task, who, form).head.order_id)
    assert used(who) == 3


def test_so_many_new_orders_an_hour_and_no_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "NEW_ORDERS", 2)
    who, task = world.begin(), world.task()
    world.clock.ahead += timedelta(seconds=PACE - world.clock().timestamp() % PACE)
    answers = [*world.race(*[lambda: world.open(task, who, world.form())] * 3)]
    assert Counter(type(one) for one in answers) == {Order: 2, TooManyOpenings: 1}
    with pytest.raises(TooManyOpenings) as refused:
        world.open(task, who, world.form())
    assert 0 < (refused.value.retry_after or 0) <= PACE
    world.clock.ahead += timedelta(seconds=PACE)
    assert world.open(task, who, world.form())
    assert used(who) == 1


@pytest.mark.parametrize("again", range(3))
def test_so_many_requests_in_a_window_whatever_comes_of_them(
    world: World, monkeypatch: pytest.MonkeyPatch, again: int
) -> None:
    """New orders, one that is there, and answers that do not fit, all at once."""
    monkeypatch.setattr(limits, "OPENINGS", 4)
    who, task, form = world.begin(), world.task(), world.form()
    world.clock.ahead += timedelta(seconds=limits.WINDOW - world.clock().timestamp() % limits.WINDOW)
    world.open(task, who, form)
    works = [
        lambda: world.open(task, who, world.form()),
        lambda: world.open(task, who, form),
        lambda: world.open(task, who, world.form() | {"student_no": ""}),
    ] * 2
    answers = Counter(type(one) for one in world.race(*works))
    assert answers[TooManyOpenings] == len(works) - 3, answers
    with pytest.raises(TooManyOpenings) as refused:
        world.open(task, who, form)
    assert 0 < (refused.value.retry_after or 0) <= limits.WINDOW
    world.clock.ahead += timedelta(seconds=limits.WINDOW)
    assert world.open(task, who, form)


def test_no_more_guesses_are_made_than_requests_are_answered(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A guess uses up those that others have, so it is counted with its request before it is made."""
    monkeypatch.setattr(limits, "OPENINGS", 3)
    task, held, guessed = world.task(), [world.form(id_tail="1234") for _ in range(8)], list[str]()
    for form in held:
        world.open(task, student(), form)
    who = world.begin()
    world.clock.ahead += timedelta(seconds=limits.WINDOW - world.clock().timestamp() % limits.WINDOW)
    monkeypatch.setattr(world.opening, "_count_guess", lambda enrolment, _: guessed.append(enrolment))
    answers = world.race(*(partial(world.open, task, who, form, "123X") for form in held))
    assert Counter(map(type, answers)) == {WrongIdTail: 3, TooManyOpenings: 5}
    assert len(guessed) == 3


@pytest.mark.parametrize(
    ("module", "name", "length"), [(limits, "OPENINGS", limits.WINDOW), (opening, "NEW_ORDERS", PACE)]
)
def test_a_clock_that_is_behind_counts_nothing_anew(
    world: World, monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, length: int
) -> None:
    """Where a window or an hour ends, one machine counts in it and another in the next."""
    monkeypatch.setattr(module, name, 2)
    who, task = world.begin(), world.task()
    world.clock.ahead += timedelta(seconds=length - world.clock().timestamp() % length)
    for _ in range(2):
        world.open(task, who, world.form())
    for behind in (timedelta(seconds=60), timedelta(seconds=-60)):
        world.clock.ahead -= behind
        with pytest.raises(TooManyOpenings) as refused:
            world.open(task, who, world.form())
        assert (refused.value.retry_after or 0) > length // 2
    world.clock.ahead += timedelta(seconds=length)
    assert world.open(task, who, world.form())


def test_an_order_asked_for_twice_is_counted_once(world: World) -> None:
    who, task = world.begin(), world.task()
    for _ in range(5):
        form = world.form()
        world.race(*[lambda form=form: world.open(task, who, form)] * 2)
    assert used(who) == 5


def test_a_typed_number_gives_way_after_its_time_and_a_photo_holds_it_longer(world: World) -> None:
    task, form, first, second = world.task(), world.form(), world.begin(), student()
    draft = world.open(task, first, form).head
    with pytest.raises(EnrolmentInUseUnproven):
        world.open(task, second, form)
    world.clock.to(draft.opened_at + TYPED_LIFE)
    taken = world.open(task, second, form).head
    assert (taken.person_id, world.load(draft.order_id).head.state) == (second.person_id, State.CANCELLED)
    assert [one.actor for one in world.store.history(draft.order_id)][-1] == Actor(kind="takeover", id=second.person_id)

    world.begin()
    form = world.form(id_tail="123X")
    photographed = world.draft(task, first, form).head
    world.clock.to(photographed.opened_at + PHOTO_LIFE - SECOND)
    with pytest.raises(EnrolmentInUseUnpaid) as refusal:
        world.open(task, second, form)
    assert "不是由您填写的，可在" in refusal.value.cure
    world.store.ask_photo(photographed.order_id, a_photo(2, PhotoState.WAITING, asked_at=world.clock()))
    world.clock.ahead += SECOND
    with pytest.raises(EnrolmentInUseUnpaid):  # another photo is on its way
        world.open(task, second, form)
    world.clock.ahead += TYPED_LIFE
    assert world.open(task, second, form).head.person_id == second.person_id


def test_what_waits_for_its_money_gives_way_to_nobody_without_a_proof(world: World) -> None:
    task, form, first = world.task(pay_minutes=1440 * 3), world.form(), world.begin()
    order = world.awaiting(task, first, form).head
    world.clock.to(order.opened_at + PHOTO_LIFE + SECOND)
    with pytest.raises(EnrolmentInUseUnproven) as refusal:
        world.open(task, student(), form)
    assert order.expires_at is not None
    assert f"可在{shanghai(order.expires_at)}后重新提交，该订单届时仍未付款的" in refusal.value.cure
    world.clock.to(order.expires_at)
    with pytest.raises(EnrolmentInUseUnproven) as refusal:  # the clock's run is a few minutes later
        world.open(task, student(), form)
    assert "可在几分钟后重新提交" in refusal.value.cure
