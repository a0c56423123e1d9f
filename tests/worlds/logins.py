"""How somebody gets in over HTTP: by SMS on the web, by WeChat in the mini-program."""

from __future__ import annotations

from typing import Any

from clients.outside import Outside
from clients.student import Student
from sandbox.box import Sandbox


def web_login(student: Student, outside: Outside, phone: str) -> dict[str, Any]:
    student.ask_code(phone, outside.solved(student.captcha()))
    return dict(student.login(phone, outside.sms_code(phone)))


def solved(student: Student, outside: Outside) -> dict[str, str]:
    """A captcha, solved: its fields of a body."""
    return outside.solved(student.captcha())


def mini_login(student: Student, box: Sandbox, openid: str, *, share_phone: bool = True) -> dict[str, Any]:
    shared = box.wechat.phone_code(openid) if share_phone else None
    return dict(student.login_by_wechat(box.wechat.login_code(openid), shared))
