"""What the settings of every step have, and the groups of secrets that settings are read from."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Literal

SANDBOX_MARK = "SANDBOX"  # every key and id of a simulator contains it
IN_BASE64 = ("MASTER_KEY", "CONTACT_KEYS", "STAFF_KEYS", "AGENCY_CODE_KEY")  # several with a blank, ids before a colon

# A secret of a deployment is one JSON object of names and values for each group: `gradphoto/<stage>/<group>`.
GROUP = "group"
MASTER, CONTACT, STAFF, CODES, WECHAT, WXPAY, ALIPAY, SMS, CAPTCHA = (
    {GROUP: name} for name in ("master", "contact", "staff", "codes", "wechat", "wxpay", "alipay", "sms", "captcha")
)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Common:
    """Settings of every step: no key is among them."""

    stage: Literal["dev", "test", "prod"]
    orders_table: str
    people_table: str
    tasks_table: str
    inbox_table: str

    def __post_init__(self) -> None:
        if self.stage == "prod":
            for name, value in self._texts():
                _refuse_simulator(name, value)

    def _texts(self) -> list[tuple[str, str]]:
        values = [(one.name, getattr(self, one.name)) for one in fields(self)]
        return [(name.upper(), value) for name, value in values if isinstance(value, str)]


def _refuse_simulator(name: str, value: str) -> None:
    if SANDBOX_MARK in value.upper():
        raise ValueError(f"{name} is a simulator's")
    if name in IN_BASE64 and any(SANDBOX_MARK.encode() in base64.b64decode(one) for one in _keys(value)):
        raise ValueError(f"{name} is a simulator's")
    if name.endswith("_URL") and not value.startswith("https://"):
        raise ValueError(f"{name} is not https")
    if name.endswith("_URL") and any(host in value for host in ("//127.", "//localhost", "//[::1]", "//0.0.0.0")):
        raise ValueError(f"{name} points at this machine")


def _keys(value: str) -> Iterable[str]:
    return (one.rpartition(":")[2] for one in value.split())
