"""An avatar's way: upload, re-encode, choose, show."""

from __future__ import annotations

import io

import pytest
import requests
from PIL import Image

from chalicelib.identity.limits import UPLOADS
from chalicelib.wire import wire
from clients.student import ApiError, Student
from sandbox.box import Sandbox
from tests.worlds.app import picture
from tools.suite.patience import PATIENCE, wait_for


def test_an_avatar_is_re_encoded_and_shown_by_a_link(box: Sandbox) -> None:
    user = box.wechat.new_user(None)
    student = Student(box.api_url)
    student.login_by_wechat(box.wechat.login_code(user["openid"]), box.wechat.phone_code(user["openid"]))
    upload = student.upload("AVATAR", picture(), "image/png")
    me = chosen(student, upload["upload_id"])
    shown = Image.open(io.BytesIO(requests.get(me["avatar_url"], timeout=PATIENCE).content))
    assert (shown.format, shown.size) == ("JPEG", (256, 256))
    with pytest.raises(ApiError) as refused:
        student.call("PATCH", "/api/me", {"avatar": "0" * 22})
    assert (refused.value.status, refused.value.code) == (409, "avatar_not_ready")
    assert student.call("GET", "/api/me")["avatar_url"].partition("?")[0] == me["avatar_url"].partition("?")[0]


def chosen(student: Student, upload_id: str) -> dict[str, str]:
    """What a client does: tries again while the picture is being made."""

    def choose() -> dict[str, str] | None:
        try:
            return dict(student.call("PATCH", "/api/me", {"avatar": upload_id}))
        except ApiError as error:
            if error.code != "avatar_not_ready":
                raise
            return None

    chosen = wait_for(choose, "the picture")
    assert chosen is not None
    return chosen


def test_pictures_without_an_order_are_counted(box: Sandbox) -> None:
    """Each may wake the step that looks at it, and an avatar is kept: nobody asks for them without end."""
    user = box.wechat.new_user(None)
    student = Student(box.api_url)
    student.login_by_wechat(box.wechat.login_code(user["openid"]), box.wechat.phone_code(user["openid"]))
    wanted = {"purpose": "QR", "type": "image/png", "size": 9}

    def ask_without_end() -> None:
        for purpose in ("AVATAR", "QR") * UPLOADS:  # a window may end between two
            student.call("POST", "/api/uploads", wanted | {"purpose": purpose})

    with pytest.raises(ApiError) as refused:
        ask_without_end()
    assert (refused.value.status, refused.value.code) == (429, "too_many_uploads")
    assert 0 < refused.value.error["retry_after"] <= 600


def test_a_session_in_doubt_brings_no_avatar(box: Sandbox) -> None:
    user = box.wechat.new_user(None)
    student = Student(box.api_url)
    student.login_by_wechat(box.wechat.login_code(user["openid"]), box.wechat.phone_code(user["openid"]))
    person_id = wire().student.sessions.who(student.token or "", ip="").person_id
    student.token = wire().student.sessions.start(person_id, "mini", None, False)
    with pytest.raises(ApiError) as refused:
        student.call("POST", "/api/uploads", {"purpose": "AVATAR", "type": "image/png", "size": 9})
    assert refused.value.code == "prove_first"
    assert student.call("POST", "/api/uploads", {"purpose": "QR", "type": "image/png", "size": 9})["upload_id"]
