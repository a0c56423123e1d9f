"""What the number of an account is refused with, beside what all of identity shares."""

from __future__ import annotations

from chalicelib.shared.errors import Conflicting


class NumberUnreadable(Conflicting):
    """Its sealed text does not open; a login with the number writes it anew."""

    code = "number_unreadable"
    message = "账号的手机号暂时读不出来"
    action = "请退出，用原手机号和短信验证码登录一次再试；原手机号已不用的，请用其他方式验证，或联系分社"
