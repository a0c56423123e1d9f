"""Which ways to pay fit the device: the server offers them, the payer chooses."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from chalicelib.pay.errors import NotOnThisPhone, PayerNotOnThisPhone, UnknownChannel
from chalicelib.pay.model import Kind

WECHAT, ALIPAY = "wechat", "alipay"
PHONE = re.compile(r"Android|iPhone|iPad|iPod|Mobile|HarmonyOS", re.IGNORECASE)
IN_WECHAT = re.compile(r"MicroMessenger", re.IGNORECASE)
IOS = "ios"  # what a mini-program calls the platform, on phones and tablets alike
IOS_HINT = f"{NotOnThisPhone.message}，{NotOnThisPhone.action}"
PAYER_IOS_HINT = f"{PayerNotOnThisPhone.message}，{PayerNotOnThisPhone.action}"
PAYER_HINT = "微信中打不开支付，请点右上角“…”，选择在浏览器打开"
HINT = "您正在微信中打开网页，请到小程序“我的订单”中支付，或用手机浏览器打开本页面支付"


@dataclass(frozen=True, kw_only=True)
class Method:
    """One way to pay.  channel: as a client names it; name, tells: as a screen shows them."""

    channel: str
    name: str
    tells: str


@dataclass(frozen=True, kw_only=True)
class Device:
    """The payer's device.  mini: inside our mini-program; agent: the browser's User-Agent; touch: whether it is used by
    touch, None where the page does not know; platform: as the mini-program names it, else ""."""

    mini: bool = False
    agent: str = ""
    touch: bool | None = None
    platform: str = ""


WAYS = (
    Method(channel="WECHAT_JSAPI", name="微信支付", tells="在微信中完成支付"),
    Method(channel="WECHAT_NATIVE", name="微信支付", tells="用微信“扫一扫”扫描二维码，家人也可以代付"),
    Method(channel="WECHAT_H5", name="微信支付", tells="打开微信完成支付"),
    Method(channel="ALIPAY_PAGE", name="支付宝", tells="前往支付宝页面完成支付"),
    Method(channel="ALIPAY_NATIVE", name="支付宝扫码", tells="用支付宝“扫一扫”扫描二维码，家人也可以代付"),
    Method(channel="ALIPAY_WAP", name="支付宝", tells="打开支付宝完成支付"),
)
BY_CHANNEL = {way.channel: way for way in WAYS}
MINI = ("WECHAT_JSAPI",)
DESKTOP = ("WECHAT_NATIVE", "ALIPAY_PAGE", "ALIPAY_NATIVE")
BROWSER = ("WECHAT_H5", "ALIPAY_WAP")


def parse(channel: str, channels: Collection[str]) -> tuple[str, Kind]:
    """`WECHAT_NATIVE` → ("wechat", NATIVE).  Raises UnknownChannel, also for a channel that is not set up."""
    name, _, kind = channel.lower().partition("_")
    if channel not in BY_CHANNEL or name not in channels:
        raise UnknownChannel(field="channel")
    return name, Kind[kind.upper()]


def offered(channels: Collection[str], device: Device, hint: str = HINT) -> tuple[tuple[Method, ...], str]:
    """(ways, hint) for a mini-program or a browser; a web page inside WeChat gets the hint and no ways."""
    if not device.mini and IN_WECHAT.search(device.agent):
        return (), hint
    phone = PHONE.search(device.agent) is not None if device.touch is None else device.touch
    fitting = MINI if device.mini else BROWSER if phone else DESKTOP
    return tuple(BY_CHANNEL[name] for name in fitting if name.partition("_")[0].lower() in channels), ""
