"""Refusals of an SMS, whoever asks: others used up what there was."""

from __future__ import annotations

from chalicelib.shared.errors import TooMany


class SmsSlow(TooMany):
    """The network had many codes sent that nobody entered."""

    code = "sms_slow"
    message = "当前网络获取的短信验证码较多，正在限速发送"
    action = "请{when}再试；也可使用微信小程序登录，或换一个网络（如手机流量）再试"


class SmsBudgetOver(TooMany):
    code = "sms_budget_over"
    message = "今日短信验证码发送量已达上限"
    action = "请使用微信小程序登录，或明天再试"
