"""Calls of Tencent Cloud's services, signed TC3-HMAC-SHA256 by its own library."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

REGION = "ap-guangzhou"
CREDENTIALS = {"AuthFailure", "UnauthorizedOperation"}
UNREACHABLE = {"ClientNetworkError", "ServerNetworkError", "InternalError", "RequestLimitExceeded"}


class CloudRefused(Exception):
    """A call that has no answer.  code: the vendor's; its text is left out, since it may quote what was sent."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)

    @property
    def is_of_credentials(self) -> bool:
        return self.code.partition(".")[0] in CREDENTIALS


@dataclass(frozen=True, kw_only=True)
class TencentCloud:
    """One service of an account.  timeout: seconds, of connecting and of the answer."""

    secret_id: str
    secret_key: str = field(repr=False)
    service: str
    version: str
    url: str
    timeout: int

    def call(self, action: str, asked: dict[str, Any]) -> dict[str, Any]:
        """The answer to one call, without a retry.  Raises CloudRefused."""
        from tencentcloud.common.exception import TencentCloudSDKException

        try:
            answer: dict[str, Any] = self._client.call_json(action, asked)["Response"]
        except TencentCloudSDKException as error:
            raise CloudRefused(str(error.get_code() or "")) from None
        except (ValueError, KeyError):
            raise CloudRefused("ServerNetworkError") from None  # half an answer, or another server's
        return answer

    @cached_property
    def _client(self) -> Any:
        """The library's client; imported here since the import takes 200 ms and only this call needs it."""
        from tencentcloud.common.common_client import CommonClient
        from tencentcloud.common.credential import Credential
        from tencentcloud.common.profile.client_profile import ClientProfile
        from tencentcloud.common.profile.http_profile import HttpProfile

        address = urlsplit(self.url)
        http = HttpProfile(protocol=address.scheme, endpoint=address.netloc, reqTimeout=self.timeout)
        secret = Credential(self.secret_id, self.secret_key)
        return CommonClient(self.service, self.version, secret, REGION, ClientProfile(httpProfile=http))
