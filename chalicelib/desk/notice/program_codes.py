"""The mini-program's code of a task (小程序码): WeChat draws it once, then it lies in the bucket."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from chalicelib.identity.errors import WeChatBusy
from chalicelib.shared.clock import Clock
from chalicelib.shared.log import alarm, log
from chalicelib.storage import keys
from chalicelib.storage.objects import Objects

if TYPE_CHECKING:
    from chalicelib.identity.wechat_client import OpenApi

PAGE: Final = "pages/tasks/start/start"  # reads the task code from its scene
WIDTH: Final = 860  # pixels: 7 cm in print at 300 a inch
VERSIONS: Final[Mapping[str, str]] = {"dev": "develop", "test": "trial", "prod": "release"}
BUSY: Final = "微信暂时没有回应，请稍后刷新本页"
TOO_OFTEN: Final = "今天或这一分钟向微信要的小程序码太多，请稍后刷新本页"
REFUSED: Final = "微信没有给出小程序码，技术人员已收到通知"
NO_SCENE: Final = "特征码里有小程序码写不下的字，小程序码只能由字母和数字组成"
NO_PICTURE: Final = "微信给出的小程序码不能使用，请稍后刷新本页"
QUOTAS: Final = frozenset({45009, 45011})
_SCENE = re.compile(r"[0-9A-Za-z]{1,32}")  # what WeChat takes without an escape

REMEMBERED: Final = timedelta(minutes=5)  # a refusal, by this process: whoever refreshes the page asks WeChat no more
MOST_PICTURE: Final = 4_000_000  # bytes
SIGNS: Final = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}  # first bytes → content type


class NoProgramCode(Exception):
    """Why there is none, in Chinese for a manager; the notice does without."""


class WeChatRefused(Exception):
    """code: WeChat's own, of the error."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class ProgramCodes:
    """api: built only where a picture has to be drawn; stage: of this deployment, whose mini-program it opens."""

    def __init__(self, api: Callable[[], OpenApi], objects: Objects, appid: str, stage: str, clock: Clock) -> None:
        self._api, self._objects, self._appid, self._version = api, objects, appid, VERSIONS[stage]
        self._clock = clock
        self._refused: dict[str, tuple[datetime, str]] = {}  # key → until when its refusal is remembered, and why

    def key(self, code: str) -> str:
        """The object's key; two askers at once get the same.  Raises NoProgramCode."""
        if not _SCENE.fullmatch(code):
            raise NoProgramCode(NO_SCENE)
        key = keys.program_code(self._appid, self._version, code.lower())
        if not self._objects.exists(key):
            picture = self._drawn(key, code)
            self._objects.put(key, picture, _content_type(picture))
        return key

    def _drawn(self, key: str, code: str) -> bytes:
        until, why = self._refused.get(key, (self._clock(), ""))
        if until > self._clock():
            raise NoProgramCode(why)
        try:
            return self._asked(code)
        except WeChatRefused as refusal:
            why = TOO_OFTEN if refusal.code in QUOTAS else REFUSED
            self._remember(key, why, refusal.code)
            raise NoProgramCode(why) from None

    def _remember(self, key: str, why: str, code: int) -> None:
        """Alarms at the first refusal only."""
        now = self._clock()
        self._refused = {key: one for key, one in self._refused.items() if one[0] > now}
        is_first = all(known != why for _, known in self._refused.values())
        self._refused[key] = (now + REMEMBERED, why)
        if why == REFUSED and is_first:
            alarm("program code refused", code=code)
        else:
            log("program code", outcome="refused", code=code)

    def _asked(self, code: str) -> bytes:
        from wechatpy.exceptions import WeChatClientException

        from chalicelib.identity.wechat_client import Unreachable

        released = self._version == "release"  # other versions may have pages that WeChat does not know yet
        try:
            return self._api().program_code(
                scene=code, page=PAGE, check_path=released, env_version=self._version, width=WIDTH
            )
        except (Unreachable, WeChatBusy):
            log("program code", outcome="unreachable")
            raise NoProgramCode(BUSY) from None
        except WeChatClientException as error:
            raise WeChatRefused(int(error.errcode)) from None


def _content_type(picture: bytes) -> str:
    """Raises NoProgramCode for what is no picture, or too big a one: what is kept is never asked for again."""
    found = next((kind for sign, kind in SIGNS.items() if picture.startswith(sign)), None)
    if found is None or len(picture) > MOST_PICTURE:
        log("program code", outcome="no picture", count=len(picture))
        raise NoProgramCode(NO_PICTURE)
    return found
