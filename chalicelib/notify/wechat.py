"""Subscribe messages of WeChat (订阅消息): one push per time the student agreed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from chalicelib.shared.errors import OutsideBusy
from chalicelib.shared.log import alarm, log
from chalicelib.shared.outside import Refused, TooOften

if TYPE_CHECKING:
    from chalicelib.identity.wechat_client import OpenApi

SEND = "cgi-bin/message/subscribe/send"
# She used up what she agreed to, or agreed to nothing; her openid is gone: normal, and there is nobody to tell.
NOBODY = frozenset({43101, 40003})
PROGRAM: Mapping[str, str] = {"dev": "developer", "test": "trial", "prod": "formal"}
THIS_MINUTE = 45011  # asked too much in this minute; more than the day allows is 45009


class Subscribe:
    """api: asked for when there is something to send; templates: ids by our names, "" where there is none; stage: of
    this deployment, by which a tap opens the version of the mini-program that talks to it."""

    def __init__(self, api: Callable[[], OpenApi], templates: Mapping[str, str], stage: str) -> None:
        self._api, self._templates, self._program = api, templates, PROGRAM[stage]

    def send(self, openid: str, template: str, page: str, fields: Mapping[str, str]) -> bool:
        """True when WeChat took it; False when the student wants none.

        Raises OutsideBusy; TooOften; Refused while something is ours to mend (quota, template, page, ability).
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
