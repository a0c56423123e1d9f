"""What every service of Tencent Cloud does alike: TC3-HMAC-SHA256, and answers with an error in them."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable

from sandbox.keys import Keys
from sandbox.records import Record
from sandbox.server import Reply, Request
from sandbox.times import Clock

SKEW_SECONDS = 300
AUTHORIZATION = re.compile(
    r"TC3-HMAC-SHA256 Credential=([^/]+)/(\d{4}-\d\d-\d\d)/(\w+)/tc3_request, ?SignedHeaders=([^,]+), ?Signature=(\w+)"
)


class CloudError(Exception):
    """The whole call fails: code and message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def answered(work: Callable[[], Record]) -> Reply:
    """What a call is answered, whether it works or not."""
    try:
        answer = work()
    except CloudError as error:
        answer = {"Error": {"Code": error.code, "Message": error.message}}
    return Reply.of({"Response": {**answer, "RequestId": secrets.token_hex(16)}}, kind="application/json")


def check_action(request: Request, action: str, version: str) -> None:
    """Raises CloudError for another one."""
    if request.header("X-TC-Action") != action:
        raise CloudError("InvalidAction", "接口不存在。")
    if request.header("X-TC-Version") != version:
        raise CloudError("NoSuchVersion", "接口版本不存在。")


def check_signature(keys: Keys, clock: Clock, request: Request, service: str) -> None:
    """Raises CloudError unless the account's own keys signed the request for this service, now."""
    match = AUTHORIZATION.fullmatch(request.header("Authorization"))
    if match is None or match[3] != service:
        raise CloudError("AuthFailure.InvalidAuthorization", "请求头部的 Authorization 不符合腾讯云标准。")
    secret_id, day, _, names, signature = match.groups()
    used = next((one for one in keys.accepted() if one.sms_secret_id == secret_id), None)
    if used is None:
        raise CloudError("AuthFailure.SecretIdNotFound", "密钥不存在。")
    stamp = request.header("X-TC-Timestamp")
    if not stamp.isdigit() or abs(clock() - int(stamp)) > SKEW_SECONDS:
        raise CloudError("AuthFailure.SignatureExpire", "签名过期。")
    if not {"content-type", "host"} <= set(names.split(";")):
        raise CloudError("AuthFailure.InvalidAuthorization", "SignedHeaders 必须包含 content-type 与 host。")
    if not hmac.compare_digest(_signature(used.sms_secret_key, request, service, names, day, stamp), signature):
        raise CloudError("AuthFailure.SignatureFailure", "签名错误。")


def _signature(secret_key: str, request: Request, service: str, names: str, day: str, stamp: str) -> str:
    headers = "".join(f"{name}:{request.header(name).strip().lower()}\n" for name in names.split(";"))
    path, _, query = request.target.partition("?")
    body = hashlib.sha256(request.body).hexdigest()
    canonical = "\n".join((request.method, path, query, headers, names, body))
    scope = f"{day}/{service}/tc3_request"
    text = "\n".join(("TC3-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()))
    key = ("TC3" + secret_key).encode()
    for part in (day, service, "tc3_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.digest(key, text.encode(), "sha256").hex()
