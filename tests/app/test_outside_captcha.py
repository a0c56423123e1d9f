"""A deployment with an app of Tencent Captcha: a ticket, or a picture where its script does not come up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chalicelib.identity.captcha.work import BITS
from clients.outside import new_phone
from tests.worlds.app import World, refused
from tests.worlds.rotation import rotating

APP = {"captcha_app_id": "199999164", "captcha_app_secret": "SANDBOXappsecretkey00"}


@pytest.fixture(autouse=True)
def app(world: World) -> Iterator[None]:
    """The deployment gets its app."""
    with rotating(world.box) as rotation:
        rotation.box.rotate("captcha", APP)
        yield


def test_a_login_by_a_ticket(world: World) -> None:
    student, phone = world.guest(), new_phone()
    captcha = student.captcha()
    del captcha["expires_at"]
    app_id = APP["captcha_app_id"]
    assert captcha == {"kind": "tencent", "captcha_id": "", "image": "", "bits": 0, "app_id": app_id}
    solved = world.outside.solved(captcha)
    student.ask_code(phone, solved)
    refused(lambda: student.ask_code(new_phone(), solved), 422, "captcha_wrong", "captcha")


def test_where_tencent_is_away_a_harder_picture_leads_on(world: World) -> None:
    student, phone = world.guest(), new_phone()
    world.box.faults.set("captcha_5xx")
    refused(lambda: student.ask_code(phone, world.outside.solved(student.captcha())), 503, "captcha_away", "captcha")
    picture = student.call("GET", "/api/captcha", without="tencent")
    assert (picture["kind"], picture["bits"], picture["app_id"]) == ("picture", BITS[1], "")
    student.ask_code(phone, world.outside.solved(picture))
    assert world.outside.sms_code(phone)
