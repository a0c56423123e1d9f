"""wechatpy's client, with its network behaviour corrected.  Importing it takes half a second, so callers import it
late.

The library adds the access token to code2session, fetches the classic token from a hard-coded address without a
timeout, and retries without end on a refused token; this client does none of these.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import requests
from wechatpy import WeChatClient
from wechatpy.exceptions import WeChatClientException

from chalicelib.identity.wechat_token import SharedToken

TIMEOUT = (1.0, 2.0)  # seconds to connect, and to the first byte: two attempts fit into a step
WITHOUT_TOKEN = frozenset({"sns/jscode2session", "cgi-bin/stable_token"})
PROGRAM_CODE = "wxa/getwxacodeunlimit"  # answers with a picture, and with JSON only where it refuses
REFUSED_TOKEN = frozenset({40001, 40014, 42001})
REFUSED_SECRET = frozenset({40001, 40125})  # in answers to WITHOUT_TOKEN
BUSY = -1


class Unreachable(Exception):
    """No usable answer: timeout, connection, HTTP 5xx, or WeChat's own "busy", twice."""


class OpenApi(WeChatClient):  # type: ignore[misc]
    """Every call uses one base URL, one timeout and at most one retry.  Raises WeChatClientException, Unreachable.

    newer_secret: asked when the app's secret is refused; None: there is no newer one.
    """

    def __init__(
        self,
        appid: str,
        secret: str,
        base_url: str,
        token: SharedToken,
        newer_secret: Callable[[], str | None] = lambda: None,
    ) -> None:
        super().__init__(appid, secret, timeout=TIMEOUT, auto_retry=False)
        self._base_url = base_url.rstrip("/") + "/"
        self._shared, self._newer_secret = token, newer_secret

    def program_code(self, **wanted: Any) -> bytes:
        """The picture of a mini-program's code (小程序码).  wanted: the call's own parameters.  Tried once: the page
        that waits for it does without."""
        return bytes(self.post(PROGRAM_CODE, data=wanted).content)

    def _request(self, method: str, url_or_endpoint: str, **kwargs: Any) -> Any:
        kwargs["api_base_url"] = self._base_url
        params = dict(kwargs.pop("params", {}))
        if url_or_endpoint in WITHOUT_TOKEN:
            return self._with_secret(method, url_or_endpoint, params, kwargs)
        return self._with_token(method, url_or_endpoint, params, kwargs)

    def _with_secret(self, method: str, endpoint: str, params: dict[str, Any], kwargs: dict[str, Any]) -> Any:
        """A call that carries the app's secret; with a newer one if WeChat refuses it, which uses up no code."""
        # The library adds its token to a dict of parameters only.
        try:
            return self._twice(method, endpoint, kwargs | {"params": list(params.items())})
        except WeChatClientException as error:
            secret = self._newer_secret() if error.errcode in REFUSED_SECRET else None
            if secret is None:
                raise
        self.secret = secret
        if "secret" in params:
            params["secret"] = secret
        else:
            kwargs = kwargs | {"data": kwargs["data"] | {"secret": secret}}
        return self._twice(method, endpoint, kwargs | {"params": list(params.items())})

    def _with_token(self, method: str, endpoint: str, params: dict[str, Any], kwargs: dict[str, Any]) -> Any:
        token = self._shared.get(self._fetch)
        try:
            return self._twice(method, endpoint, kwargs | {"params": params | {"access_token": token}})
        except WeChatClientException as error:
            if error.errcode not in REFUSED_TOKEN:
                raise
        token = self._shared.get(self._fetch, bad=token)
        return self._once(method, endpoint, kwargs | {"params": params | {"access_token": token}})

    def _twice(self, method: str, endpoint: str, kwargs: dict[str, Any]) -> Any:
        try:
            return self._once(method, endpoint, kwargs)
        except Unreachable:
            if endpoint == PROGRAM_CODE:
                raise
            return self._once(method, endpoint, kwargs)

    def _once(self, method: str, endpoint: str, kwargs: dict[str, Any]) -> Any:
        try:
            answer = super()._request(method, endpoint, **kwargs)
        except requests.RequestException:
            raise Unreachable from None  # the error's text quotes the URL with the secret
        except WeChatClientException as error:
            if error.errcode in (None, BUSY):
                raise Unreachable from None
            raise
        if endpoint == PROGRAM_CODE:
            usable = isinstance(answer, requests.Response) and _is_picture(answer)
        else:
            usable = isinstance(answer, dict)
        if not usable:
            raise Unreachable
        return answer

    def _fetch(self) -> tuple[str, int]:
        credentials = {"grant_type": "client_credential", "appid": self.appid, "secret": self.secret}
        answer = self._request("post", "cgi-bin/stable_token", data=credentials)
        return str(answer["access_token"]), int(answer["expires_in"])


def _is_picture(answer: requests.Response) -> bool:
    return str(answer.headers.get("Content-Type", "")).startswith("image/")
