"""A stolen account whose owner has begun another one with her number, so that she cannot take it back by herself."""

from __future__ import annotations

from chalicelib.wire import wire
from clients.outside import new_phone
from tests.worlds.app import World, refused, sms_login
from tests.worlds.branch import Desk, find
from tests.worlds.logins import mini_login


def test_two_of_the_desk_give_a_robbed_students_order_to_the_new_account(world: World, desk: Desk) -> None:
    owner, phone, thiefs, people = world.guest(), new_phone(), new_phone(), wire().stores.people
    sms_login(world, owner, phone)
    stolen, keeps = world.draft(owner), world.person(owner)
    people.change_phone(wire().student.accounts.person(keeps), thiefs, None, now=wire().clock())
    thief, back = world.guest(), world.guest()
    openids = [world.box.wechat.new_user(number)["openid"] for number in (thiefs, phone)]
    assert mini_login(thief, world.box, openids[0])["proven"]
    mini_login(back, world.box, openids[1])
    back.agree()
    begun = world.draft(back)

    asked = {"action": "transfer", "reason": "账号被盗，已当面核实", "owner_phone": phone}
    assert desk.manager.call("POST", f"/api/staff/orders/{stolen}/decisions", asked)["proposal"] is None

    refused(lambda: thief.order(stolen), 404, "order_not_found")
    assert {order["order_id"] for order in find(desk.manager, phone=phone)["orders"]} == {stolen, begun}
