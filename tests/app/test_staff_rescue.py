"""A stolen account whose owner has begun another one with her number, so that she cannot take it back by herself."""

from __future__ import annotations

from chalicelib.wire import wire
from clients.outside import new_phone
from tests.worlds.app import World, refused, sms_login
from tests.worlds.branch import Desk, confirm, find
from tests.worlds.logins import mini_login


def test_two_of_the_desk_bring_a_stolen_account_and_the_new_one_together(world: World, desk: Desk) -> None:
    owner, phone, thiefs, people = world.guest(), new_phone(), new_phone(), wire().stores.people
    sms_login(world, owner, phone)
    stolen, keeps = world.draft(owner), world.person(owner)
    people.change_phone(wire().student.accounts.person(keeps), thiefs, None, now=wire().clock(), undo=True)
    thief, back = world.guest(), world.guest()
    openids = [world.box.wechat.new_user(number)["openid"] for number in (thiefs, phone)]
    assert mini_login(thief, world.box, openids[0])["proven"]
    assert mini_login(back, world.box, openids[1])["next"]["kind"] == "RESTORE"
    back.agree()
    begun, goes = world.draft(back), world.person(back)
    refused(lambda: back.call("POST", "/api/login/phone/undo"), 409, "account_in_use")

    why = {"reason": "账号被盗，已当面核实"}
    path = f"/api/staff/people/{keeps}"
    confirm(desk.manager2, desk.manager.call("POST", f"{path}/merge", {"other_id": goes} | why))
    confirm(desk.manager2, desk.manager.call("POST", f"{path}/phone", {"phone": phone} | why))

    assert find(desk.manager, phone=thiefs)["orders"] == []
    assert [people.by_openid(wire().settings.wechat_appid, one) for one in openids] == [None, None]
    refused(lambda: thief.call("GET", "/api/me"), 401, "session_account_changed")
    assert {order["order_id"] for order in find(desk.manager, phone=phone)["orders"]} == {stolen, begun}
    session = mini_login(back, world.box, openids[1])
    assert (session["proven"], session["wechat"], world.person(back)) == (True, "HERE", keeps)
