"""The number of an account that was merged into another: it led there, and may be a stranger's by now."""

from __future__ import annotations

from chalicelib.identity.model import Person
from chalicelib.identity.view import Next
from tests.worlds.identity import IdentityWorld, fresh_phone, who
from tests.worlds.moved_numbers import confirm


def merged(world: IdentityWorld) -> tuple[Person, str]:
    """(the account that took over another, the number of that other)."""
    phones = [fresh_phone() for _ in range(2)]
    keeps, goes = (world.accounts.person(who(world, world.web_login(phone)).person_id) for phone in phones)
    world.people.merge(keeps, goes)
    world.busy.add(keeps.person_id)
    return world.accounts.person(keeps.person_id), phones[1]


def test_the_number_that_was_given_up_opens_nothing_by_itself(world: IdentityWorld) -> None:
    """Two accounts are mostly one of an earlier number, which the operator sells again."""
    person, given_up = merged(world)
    world.pass_time(days=59)
    world.web_login(person.phone)  # its owner is there all the time
    world.pass_time(days=40)
    world.web_login(person.phone)
    stranger = world.web_login(given_up)
    assert (stranger.proven, stranger.next) == (False, Next(kind="PROVE"))


def test_whoever_comes_with_it_does_not_bind_a_wechat_to_it(world: IdentityWorld) -> None:
    person, given_up = merged(world)
    openid, _ = world.wechat_user(given_up)
    assert not world.mini_login(openid).proven
    assert world.people.by_openid(world.appid, openid) is None
    assert world.accounts.person(person.person_id).wechat_phone is None


def test_an_account_without_anything_is_not_closed_by_it(world: IdentityWorld) -> None:
    person, given_up = merged(world)
    world.busy.clear()
    world.web_login(given_up)
    assert not world.accounts.person(person.person_id).ended


def test_the_end_of_the_id_proves_with_it_too(world: IdentityWorld) -> None:
    person, given_up = merged(world)
    world.accounts.change(who(world, world.web_login(person.phone)), None, "123X")
    caller = who(world, world.web_login(given_up))
    assert not caller.proven
    assert world.accounts.change(caller, None, "123X").proven
    assert world.accounts.person(person.person_id).number_proved_at is None


def test_the_account_can_move_to_it(world: IdentityWorld) -> None:
    person, given_up = merged(world)
    session = confirm(world, who(world, world.web_login(person.phone)), given_up)
    assert who(world, session).person_id == person.person_id
    assert world.accounts.person(person.person_id).phone == given_up
    assert world.people.by_phone(person.phone) is None
    assert world.web_login(given_up).proven


def test_it_begins_anew_once_the_account_is_closed(world: IdentityWorld) -> None:
    person, given_up = merged(world)
    world.people.close(world.accounts.person(person.person_id), world.now)
    fresh = world.web_login(given_up)
    assert fresh.proven
    assert who(world, fresh).person_id != person.person_id
    assert who(world, world.web_login(given_up)).person_id == who(world, fresh).person_id
