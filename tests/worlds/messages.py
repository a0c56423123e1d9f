"""What a student was told, by WeChat and by SMS."""

from __future__ import annotations

from typing import Any

from chalicelib.orders.model import Student as OfOrder
from clients.outside import new_phone
from clients.student import Student
from tests.worlds.app import World
from tests.worlds.sealed import sealed_before

# The parameters of an SMS to whom `reached_at` and a form of the world are of.
REJECTED = ["张*", "湖南大学", "审核未通过"]


def friend(world: World) -> tuple[Student, dict[str, Any]]:
    """Somebody in the mini-program who agreed to one message of each kind."""
    user = world.outside.control("POST", "/users", phone=new_phone())
    student = world.guest()
    student.login_by_wechat(user["login_code"], user["phone_code"])
    student.agree()
    allow(world, user["openid"])
    return student, user


def allow(world: World, openid: str) -> None:
    """One more message of each kind."""
    for template in (world.box.env["WECHAT_RESULT_TEMPLATE"], world.box.env["WECHAT_STATE_TEMPLATE"]):
        world.outside.control("POST", f"/users/{openid}/subscribe", template_id=template)


def reached_at(phone: str, name: str = "张三") -> OfOrder:
    """Whom an order is of, with the number it tells things to."""
    sealed = {"contact_phone": sealed_before(phone)}
    return OfOrder(name=name, school_code="10532", school_name="湖南大学", level="BACHELOR", sealed=sealed)


def told(world: World, openid: str) -> list[dict[str, str]]:
    """The messages WeChat delivered, oldest first."""
    sent = [one for one in world.box.records.all("message") if one["touser"] == openid]
    return [
        {name: cell["value"] for name, cell in one["data"].items()} for one in sorted(sent, key=lambda one: one["at"])
    ]


def texts(world: World, phone: str) -> list[Any]:
    """The parameters of every SMS: whose, of which school, what happened."""
    return [one["params"] for one in world.outside.control("GET", f"/sms?phone={phone}")]
