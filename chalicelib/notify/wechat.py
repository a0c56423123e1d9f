"""Subscribe messages of WeChat (订阅消息): one push per time the student agreed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from chalicelib.shared.errors import OutsideBusy
from chalicelib.shared.log import alarm, log

if TYPE_CHECKING:
    from chalicelib.identity.wechat_client import OpenApi

SEND = "cgi-bin/message/subscribe/send"
NONE_LEFT = 43101  # the student used up what she agreed to, or agreed to nothing: normal
NOT_THERE = frozenset({40003})  # the openid is gone


class Subscribe:
    """api: asked for when there is something to send; templates: ids by our names, "" where there is none."""

    def __init__(self, api: Callable[[], OpenApi], templates: Mapping[str, str]) -> None:
        self._api, self._templates = api, templates

    def send(self, openid: str, template: str, page: str, fields: Mapping[str, str]) -> bool:
        """True when WeChat took it; False when the student wants none.  Raises OutsideBusy."""
        template_id = self._templates.get(template, "")
        if not template_id:
            return False
        from wechatpy.exceptions import WeChatClientException

        from chalicelib.identity.wechat_client import Unreachable

        data = {name: {"value": text} for name, text in fields.items()}
        body = {"touser": openid, "template_id": template_id, "page": page, "data": data, "lang": "zh_CN"}
        try:
            self._api().post(SEND, data=body)
        except Unreachable as error:
            raise OutsideBusy from error
        except WeChatClientException as error:
            if error.errcode not in (NONE_LEFT, *NOT_THERE):
                alarm("subscribe message refused", code=error.errcode)
            log("subscribe message", outcome="none left", code=error.errcode)
            return False
        return True
