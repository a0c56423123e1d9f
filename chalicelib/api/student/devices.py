"""What a browser says of itself, in the few words by which somebody knows her own device again; the rest of it, which
could tell her apart from others, is kept nowhere."""

from __future__ import annotations

from collections.abc import Iterable

Words = Iterable[tuple[str, str]]  # (what the User-Agent has in it, what it is called here); the first one counts

SYSTEMS: Words = (
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("HarmonyOS", "鸿蒙设备"),
    ("OpenHarmony", "鸿蒙设备"),
    ("Android", "安卓设备"),
    ("Windows", "Windows 电脑"),
    ("Macintosh", "苹果电脑"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux 电脑"),
)
# Those built upon another browser name it, too, so they come first.
BROWSERS: Words = (
    ("MicroMessenger", "微信"),
    ("AlipayClient", "支付宝"),
    ("DingTalk", "钉钉"),
    ("MQQBrowser", "QQ 浏览器"),
    ("QQBrowser", "QQ 浏览器"),
    ("UCBrowser", "UC 浏览器"),
    ("HuaweiBrowser", "华为浏览器"),
    ("MiuiBrowser", "小米浏览器"),
    ("VivoBrowser", "vivo 浏览器"),
    ("HeyTapBrowser", "OPPO 浏览器"),
    ("QIHU", "360 浏览器"),
    ("Quark", "夸克"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def device_of(agent: str) -> str:
    """A User-Agent → "Windows 电脑 · Chrome"; empty where it says nothing that we know."""
    return " · ".join(filter(None, (_first(SYSTEMS, agent), _first(BROWSERS, agent))))


def _first(words: Words, agent: str) -> str:
    return next((name for sign, name in words if sign in agent), "")
