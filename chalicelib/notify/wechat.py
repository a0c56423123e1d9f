"""WeChat subscribe messages (订阅消息): one push for each time the student agreed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from chalicelib.shared.errors import OutsideBusy
from chalicelib.shared.log import alarm, log
from chalicelib.shared.outside import Refused, TooOften

if TYPE_CHECKING:
    from chalicelib.identity.wechat_client import OpenApi

SEND = "cgi-bin/message/subscribe/send"
# The student's consents are used up (43101) or the openid no longer exists (40003): normal, nobody to send to.
NOBODY = frozenset({43101, 40003})
PROGRAM: Mapping[str, str] = {"dev": "developer", "test": "trial", "prod": "formal"}
THIS_MINUTE = 45011  # too many calls this minute; beyond the daily quota it is 45009


class Subscribe:
    """api: called only when there is something to send; templates: our name → WeChat's id, "" if there is none;
    stage: of this deployment: a tap on the message opens the mini-program version that belongs to it."""

    def __init__(self, api: Callable[[], OpenApi], templates: Mapping[str, str], stage: str) -> None:
        self._api, self._templates, self._program = api, templates, PROGRAM[stage]

    def send(self, openid: str, template: str, page: str, fields: Mapping[str, str]) -> bool:
        """True when WeChat took it; False when the student has not agreed to one (or there is no template).

        Raises OutsideBusy; TooOften; Refused while something is ours to fix (quota, template, page, ability).
        """
        template_id = self._templates.get(template, "")
        if not template_id:
            return False
        from wechatpy.exceptions import WeChatClientException

        from chalicelib.identity.wechat_client import Unreachable

        data = {name: {"value": text} for name, text in fields.items()}
        body = {"touser": openid, "template_id": template_id, "page": page, "data": data}
        body |= {"miniprogram_state": self._program, "lang": "zh_CN"}
        try:
            self._api().post(SEND, data=body)
        except Unreachable as error:
            raise OutsideBusy from error
        except WeChatClientException as error:
            return self._refused(int(error.errcode))
        return True

    def _refused(self, errcode: int) -> bool:
        if errcode in NOBODY:
            log("subscribe message", outcome="none left", code=errcode)
            return False
        if errcode == THIS_MINUTE:
            raise TooOften from None
        alarm("subscribe message refused", code=errcode)
        raise Refused from None
