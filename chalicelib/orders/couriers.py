"""Who carries prints: WeChat's codes of couriers, the names that people write for them, and their numbers.  Pure.

The codes are WeChat's (`get_delivery_list`, where 韵达 is YD and a parcel of 邮政 YZPY).  It refuses a code that it
does not know, and holds back the money of the order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Courier(StrEnum):
    """OTHER: WeChat is told of the delivery by hand."""

    SF = "SF"
    EMS = "EMS"
    YZPY = "YZPY"
    ZTO = "ZTO"
    YTO = "YTO"
    STO = "STO"
    YD = "YD"
    JTSD = "JTSD"
    JD = "JD"
    DBL = "DBL"
    HTKY = "HTKY"
    FWX = "FWX"
    UC = "UC"
    ZJS = "ZJS"
    OTHER = "OTHER"


# The name that every screen shows, then what people write for it.
NAMES: Final[Mapping[Courier, tuple[str, ...]]] = {
    Courier.SF: ("顺丰速运", "顺丰", "顺丰快递"),
    Courier.EMS: ("EMS", "邮政EMS", "中国邮政EMS", "邮政特快专递", "邮政速递"),
    Courier.YZPY: ("邮政快递包裹", "邮政", "中国邮政", "邮政包裹", "邮政快递"),
    Courier.ZTO: ("中通快递", "中通"),
    Courier.YTO: ("圆通速递", "圆通", "圆通快递"),
    Courier.STO: ("申通快递", "申通"),
    Courier.YD: ("韵达速递", "韵达", "韵达快递"),
    Courier.JTSD: ("极兔速递", "极兔", "极兔快递"),
    Courier.JD: ("京东快递", "京东", "京东物流"),
    Courier.DBL: ("德邦快递", "德邦", "德邦物流"),
    Courier.HTKY: ("百世快递", "百世", "百世汇通"),
    Courier.FWX: ("丰网速运", "丰网"),
    Courier.UC: ("优速快递", "优速"),
    Courier.ZJS: ("宅急送", "宅急送快递"),
    Courier.OTHER: ("其他", "其它", "其他快递"),
}
# Of no courier in particular: their forms change, and a parcel whose number is refused could not be told of.
_WAYBILL: Final = re.compile(r"(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9-]{7,39}")
_KNOWN: Final = {word.casefold(): courier for courier, names in NAMES.items() for word in (courier.value, *names)}


def courier_of(text: str) -> Courier | None:
    """By code or name, however it is spaced; None if it is unknown."""
    return _KNOWN.get("".join(text.split()).casefold())


def waybill_of(text: str) -> str | None:
    """The number of a parcel, half-width and without the spaces in which people group it; None if it cannot be one."""
    number = "".join(unicodedata.normalize("NFKC", text).split())
    return number if _WAYBILL.fullmatch(number) else None


def name_of(code: str) -> str:
    """The name for screens; text that was typed before there was a list stays as it was typed."""
    return NAMES[Courier(code)][0] if code in Courier.__members__ else code
