"""WeChat's open API as login needs it: the openid and the phone number behind a code."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
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
from chalicelib.identity.inbox_store import Inbox
from chalicelib.identity.network import network_of
from chalicelib.identity.phone import fold
from chalicelib.identity.wechat_token import SharedToken
from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import Keys
from chalicelib.shared.errors import DomainError, TooMany
from chalicelib.shared.log import alarm, log

if TYPE_CHECKING:
    from chalicelib.identity.wechat_client import OpenApi

CODE_USED = frozenset({40029, 40163})  # invalid or expired; already used
TOO_OFTEN = frozenset({45009, 45011})  # daily quota of the app; 100 a minute per user
RISKY = 40226
MAINLAND = "86"
CODE = re.compile(r"[0-9A-Za-z_-]{8,128}")  # WeChat does not document their length; those seen have 32 letters
FREE = 300  # codes of a network that WeChat may refuse in an hour: of 2,000 students, one in seven taps twice
STEP = 50  # more refused codes, after which the wait is twice as long
LONGEST_WAIT = 2  # seconds: of those who share the network with a flood, about one a second still gets in
REMEMBERED = 1024  # codes, and networks, of a process


class WeChatNetworkWaits(TooMany):
    """WeChat refused so many codes of the network that the next waits for some seconds."""

    code = "wechat_network_waits"
    message = "当前网络的微信登录失败次数过多"
    action = "请{when}再点一次，或改用手机流量、短信验证码"


class CodesTried:
    """What keeps WeChat from being asked in vain: whoever has no account may send any code.

    Refused codes are counted by network, in the table; what was answered, and which network waits until when, a process
    remembers for itself.  So a login that succeeds asks the table nothing, and each process lets one code pass a wait.
    """

    def __init__(self, store: Inbox, keys: Keys, clock: Clock) -> None:
        self._store, self._keys, self._clock = store, keys, clock
        self._answered: dict[str, None] = {}
        self._waits: dict[str, datetime] = {}

    def require(self, code: str, ip: str) -> None:
        """Raises WeChatCodeUsed for what is no code, or was answered already; WeChatNetworkWaits."""
        if not CODE.fullmatch(code) or code in self._answered:
            raise WeChatCodeUsed(field="code")
        until = self._waits.get(network_of(ip)) if ip else None
        left = (until - self._clock()).total_seconds() if until else 0
        if left > 0:
            raise WeChatNetworkWaits(retry_after=max(1, round(left)))

    def answered(self, code: str) -> None:
        """Remember a code that WeChat has accepted or refused; it answers each once."""
        _keep(self._answered, code, None)

    def refused(self, ip: str) -> None:
        """Count a refused code of this network; beyond FREE in the hour the network's next one waits, ever longer."""
        if not ip:  # of somebody with a payment link, which has limits of its own
            return
        network, now = network_of(ip), self._clock()
        end = (int(now.timestamp()) // 3600 + 1) * 3600
        key = f"RATE#wechat#{self._keys.digest('ip', network)}#{end}"
        count = self._store.count(key, until=datetime.fromtimestamp(end, UTC)) or 0
        if count > FREE:
            _keep(self._waits, network, now + timedelta(seconds=wait_after(count - FREE)))


def wait_after(beyond: int) -> int:
    """Seconds that a network waits after so many refused codes beyond FREE: 1, then LONGEST_WAIT."""
    return min(LONGEST_WAIT, 1 << min(beyond // STEP, 10))


def _keep[T](kept: dict[str, T], key: str, value: T) -> None:
    if len(kept) >= REMEMBERED:
        kept.clear()
    kept[key] = value


class WeChat:
    """One mini-program.  Neither session_key nor the access token is handed to callers.

    tried: None where nothing keeps codes back; newer_secret: as in OpenApi.
    """

    def __init__(
        self,
        *,
        appid: str,
        secret: str,
        base_url: str,
        token: SharedToken,
        newer_secret: Callable[[], str | None] = lambda: None,
        tried: CodesTried | None = None,
    ) -> None:
        self.appid, self._tried = appid, tried
        self._secret, self._base_url, self._token, self._newer_secret = secret, base_url, token, newer_secret

    def login(self, code: str, ip: str = "") -> tuple[str, str | None]:
        """(openid, unionid or None) of a wx.login code.  ip: of whoever sent it, whose codes are counted; "": they
        are not.

        Raises WeChatCodeUsed, WeChatNetworkWaits, WeChatTooOften, WeChatRisky, WeChatBusy, WeChatFailed.
        """
        if self._tried is not None:
            self._tried.require(code, ip)
        try:
            answer = self._ask(lambda api: api.wxa.code_to_session(code), field="code")
        except WeChatCodeUsed:
            if self._tried is not None:
                self._tried.answered(code)
                self._tried.refused(ip)
            raise
        if self._tried is not None:
            self._tried.answered(code)
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
