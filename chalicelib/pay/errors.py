"""Refusals to start or to show a payment."""

from __future__ import annotations

from chalicelib.shared.errors import Conflicting, Invalid, NotFound, OutsideBusy, OutsideFailed


class UnknownChannel(Invalid):
    code = "pay_channel_unknown"
    message = "不支持这种支付方式"
    action = "请选择页面上的支付方式"


class NeedsWeChatLogin(Invalid):
    code = "pay_needs_wechat_login"
    leads = "LOGIN"
    message = "微信内支付需要先用微信登录"
    action = "请在小程序中用微信登录后支付，或在电脑上扫码支付"


class NotOnThisPhone(Invalid):
    """The platform lets nobody pay in a mini-program on iOS."""

    code = "pay_not_on_ios"
    message = "苹果手机暂时不能在小程序中支付"
    action = "请在网页上支付，或请家人代付"


class PayerNotOnThisPhone(NotOnThisPhone):
    """The same, told to whoever was asked to pay."""

    code = "payer_not_on_ios"
    action = "请让本人把付款链接发给您，用浏览器打开"


class AttemptNotFound(NotFound):
    code = "payment_not_found"
    leads = "ORDER"
    message = "没有找到这笔支付"
    action = "请返回订单后重新发起支付"


class PayLinkOver(NotFound):
    code = "pay_link_over"
    message = "链接已失效"
    action = "请让本人重新发送"


class LinkPaid(Conflicting):
    code = "pay_link_paid"
    message = "已支付，谢谢您"
    action = "不用再付款，可以关闭本页"


class ChannelSilent(OutsideBusy):
    code = "pay_channel_silent"
    message = "{channel}暂时无响应，这次没有发起扣款"
    action = "请稍后重试；页面上有其他支付方式的，也可以换一种"


class ChannelRefuses(OutsideFailed):
    code = "pay_channel_refuses"
    leads = "CONTACT"
    message = "{channel}暂时无法受理，这次没有发起扣款"
    action = "请稍后重试；页面上有其他支付方式的，也可以换一种；多次失败请联系分社"
