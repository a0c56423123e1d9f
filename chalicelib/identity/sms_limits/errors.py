"""Refusals of an SMS for what this network or everybody had sent: each has another way."""

from __future__ import annotations

from chalicelib.identity.errors import SmsTooOften
from chalicelib.shared.errors import TooMany


class SmsSlow(TooMany):
    """The network had many codes sent that nobody entered."""

    code = "sms_slow"
    message = "当前网络获取的短信验证码较多，正在限速发送"
    action = "请{when}再试，或换一个网络（如手机流量）；登录也可用微信小程序的“微信手机号登录”"


class SmsUsedUpHere(SmsTooOften):
    """The network had as many sent to this number as one network may; others may still."""

    code = "sms_used_up_here"
    message = "这个手机号在当前网络获取短信验证码的次数已用完"
    action = "请{when}再试，或换一个网络（如手机流量）；登录也可用微信小程序的“微信手机号登录”"


class SmsBudgetOver(TooMany):
    code = "sms_budget_over"
    message = "今日短信验证码发送量已达上限"
    action = "请明天再试；登录也可用微信小程序的“微信手机号登录”"
