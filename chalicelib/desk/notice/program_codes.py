"""The mini-program's code of a task (小程序码): WeChat draws it once, then it lies in the bucket."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from chalicelib.identity.errors import WeChatBusy
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
QUOTAS: Final = frozenset({45009, 45011})
_SCENE = re.compile(r"[0-9A-Za-z]{1,32}")  # what WeChat takes without an escape


class NoProgramCode(Exception):
    """Why there is none, in Chinese for a manager; the notice does without."""


class ProgramCodes:
    """api: built only where a picture has to be drawn; stage: of this deployment, whose mini-program it opens."""

    def __init__(self, api: Callable[[], OpenApi], objects: Objects, appid: str, stage: str) -> None:
        self._api, self._objects, self._appid, self._version = api, objects, appid, VERSIONS[stage]

    def key(self, code: str) -> str:
        """The object's key; two askers at once get the same.  Raises NoProgramCode."""
        if not _SCENE.fullmatch(code):
            raise NoProgramCode(NO_SCENE)
        key = keys.program_code(self._appid, self._version, code.lower())
        if not self._objects.exists(key):
            self._objects.put(key, self._drawn(code), "image/jpeg")
        return key

    def _drawn(self, code: str) -> bytes:
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
            code_of_error = int(error.errcode)
        if code_of_error in QUOTAS:
            log("program code", outcome="too often", code=code_of_error)
            raise NoProgramCode(TOO_OFTEN)
        alarm("program code refused", code=code_of_error)
        raise NoProgramCode(REFUSED)
