"""What kind of QR code a text comes from, as far as its beginning tells: to name a wrong code, and to rank it."""

from __future__ import annotations

import re
from typing import Final, Literal

Kind = Literal["url", "other", "contact", "payment"]

KINDS: Final[tuple[Kind, ...]] = ("url", "other", "contact", "payment")  # the last is the least likely to be meant

_SITE_ENDS = r"(?=[/?#:]|$)"
_PAYMENT: Final = re.compile(
    r"(wxp|weixin|alipays?|alipayqr|upwapi|unionpay)://|https?://"
    r"((qr|render|ds|mclient|mobilecodec)\.alipay\.com|(wx|myun)\.tenpay\.com|qr\.95516\.com|payapp\.weixin\.qq\.com|"
    r"i\.qianbao\.qq\.com)" + _SITE_ENDS,
    re.IGNORECASE,
)
_CONTACT: Final = re.compile(
    r"https?://((u\.wechat\.com|qm\.qq\.com)" + _SITE_ENDS + r"|weixin\.qq\.com/[rg]/)", re.IGNORECASE
)
_URL: Final = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def kind_of(text: str) -> Kind:
    """payment: to pay or be paid with; contact: of a person or group in WeChat or QQ; url: any other address."""
    text = text.strip()
    if _PAYMENT.match(text):
        return "payment"
    if _CONTACT.match(text):
        return "contact"
    return "url" if _URL.match(text) else "other"


def is_personal(text: str) -> bool:
    """Whether it is a code that people carry with them for other purposes, so that another in the picture is meant."""
    return kind_of(text) in ("contact", "payment")
