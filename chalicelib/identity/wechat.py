"""WeChat's open API as login needs it: the openid and the phone number behind a code."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from chalicelib.identity.errors import (
    PhoneInvalid,
    WeChatBusy,
    WeChatCodeUsed,
    WeChatFailed,
    WeChatRisky,
    WeChatTooOften,
)
from chalicelib.identity.phone import fold
from chalicelib.identity.wechat_token import SharedToken
from chalicelib.shared.errors import DomainError
from chalicelib.shared.log import alarm, log

if TYPE_CHECKING:
    from chalicelib.identity.wechat_client import OpenApi

CODE_USED = frozenset({40029, 40163})  # invalid or expired; already used
TOO_OFTEN = frozenset({45009, 45011})  # daily quota of the app; 100 a minute per user
RISKY = 40226
MAINLAND = "86"


class WeChat:
    """One mini-program.  Neither session_key nor the access token is handed to callers.

    newer_secret: as in OpenApi.
    """

    def __init__(
        self,
        *,
        appid: str,
        secret: str,
        base_url: str,
        token: SharedToken,
        newer_secret: Callable[[], str | None] = lambda: None,
    ) -> None:
        self.appid = appid
        self._secret, self._base_url, self._token, self._newer_secret = secret, base_url, token, newer_secret

    def login(self, code: str) -> tuple[str, str | None]:
        """(openid, unionid or None) of a wx.login code.

        Raises WeChatCodeUsed, WeChatTooOften, WeChatRisky, WeChatBusy, WeChatFailed.
        """
        answer = self._ask(lambda api: api.wxa.code_to_session(code), field="code")
        return _text(answer, "openid"), answer.get("unionid") or None

    def phone(self, code: str) -> str:
        """The 11-digit number behind a getPhoneNumber code.  Raises as `login`, and PhoneInvalid if foreign."""
        answer = self._ask(lambda api: api.wxa.get_phone_number(code), field="phone_code")
        info = answer.get("phone_info")
        if not isinstance(info, dict):
            raise WeChatFailed
        number = fold(_text(info, "purePhoneNumber"))
        if number is None or str(info.get("countryCode", MAINLAND)) != MAINLAND:
            raise PhoneInvalid(field="phone_code")
        return number

    @cached_property
    def _api(self) -> OpenApi:
        from chalicelib.identity.wechat_client import OpenApi

        return OpenApi(self.appid, self._secret, self._base_url, self._token, self._newer_secret)

    def _ask(self, call: Callable[[OpenApi], dict[str, Any]], *, field: str) -> dict[str, Any]:
        from wechatpy.exceptions import WeChatClientException

        from chalicelib.identity.wechat_client import Unreachable

        try:
            return call(self._api)
        except Unreachable:
            log("wechat_unreachable")
            raise WeChatBusy from None
        except WeChatClientException as error:
            raise _refusal(int(error.errcode), field) from None  # the error holds the request with the secret


def _text(answer: dict[str, Any], name: str) -> str:
    value = answer.get(name)
    if not isinstance(value, str) or not value:
        raise WeChatFailed
    return value


def _refusal(errcode: int, field: str) -> DomainError:
    log("wechat_refused", code=errcode)
    if errcode in CODE_USED:
        return WeChatCodeUsed(field=field)
    if errcode in TOO_OFTEN:
        return WeChatTooOften(retry_after=60)
    if errcode == RISKY:
        return WeChatRisky()
    alarm("wechat_failed", code=errcode)  # app id, secret, permissions: ours to fix
    return WeChatFailed()
