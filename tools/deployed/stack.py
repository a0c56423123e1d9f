"""A deployed stack as its operator sees it, with the credentials of this machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Protocol, get_args, get_type_hints

from chalicelib.shared.config.common import Common
from chalicelib.shared.settings import STEPS, AllSettings
from chalicelib.shared.settings_reader import secret_name
from tools.deployed.secret_groups import GROUPS, read_values

STAGES: tuple[str, ...] = get_args(get_type_hints(Common)["stage"])
STACK = re.compile(f"gradphoto-({'|'.join(STAGES)})")
SETTINGS = frozenset(one.name.upper() for one in fields(AllSettings))
Client = Any  # a boto3 client


class StackError(Exception):
    """What stands in the way and what to do about it: a sentence for the stack's operator."""


class Cloud(Protocol):
    """Where clients come from."""

    region: str

    def client(self, service: str) -> Client: ...


class Account:
    """The account that this machine's credentials belong to.  Raises StackError without a region or profile."""

    def __init__(self, region: str | None = None) -> None:
        import boto3

        with told("读取 AWS 配置"):
            self.session: Any = boto3.Session(region_name=region)
        if not self.session.region_name:
            raise StackError("不知道是哪个区域：请设置 AWS_DEFAULT_REGION，或加上 --region，例如 cn-north-1")
        self.region = str(self.session.region_name)

    def client(self, service: str) -> Client:
        from botocore.config import Config

        patience = Config(connect_timeout=5, read_timeout=20, retries={"total_max_attempts": 3, "mode": "standard"})
        return self.session.client(service, config=patience)


def stage_of(stack: str) -> str:
    """The stage of a stack's name.  Raises StackError for a name of something else."""
    found = STACK.fullmatch(stack)
    if found is None:
        raise StackError(f"“{stack}”不是一个部署的名字：应为 gradphoto-dev、gradphoto-test 或 gradphoto-prod")
    return found[1]


def function_name(stage: str, step: str) -> str:
    return f"gradphoto-{stage}-{step}"


def settings_of(cloud: Cloud, stage: str) -> dict[str, str]:
    """What the stack's functions have in their environments, and the secrets.  Raises StackError."""
    return plain_settings(cloud, stage) | secret_settings(cloud, stage)


def plain_settings(cloud: Cloud, stage: str) -> dict[str, str]:
    """The environments of all functions together, as far as they are settings.  Raises StackError."""
    client, found = cloud.client("lambda"), dict[str, str]()
    for step in STEPS:
        with told("读取函数的配置", missing=f"区域 {cloud.region} 中没有部署 gradphoto-{stage}（缺少函数 {step}）"):
            answer = client.get_function_configuration(FunctionName=function_name(stage, step))
        found |= answer.get("Environment", {}).get("Variables", {})
    return {name: value for name, value in found.items() if name in SETTINGS}


def secret_settings(cloud: Cloud, stage: str) -> dict[str, str]:
    """The values of all groups.  Raises StackError when one is absent that must be there."""
    client, found = cloud.client("secretsmanager"), dict[str, str]()
    for group, known in GROUPS.items():
        name = secret_name(stage, group)
        try:
            found |= secret(client, name)
        except Absent:
            if not known.absent:
                put = f".venv/bin/python -m tools.secret put {stage} {group} 文件"
                raise StackError(f"没有密钥 {name}：请先运行 {put}") from None
    return found


class Absent(Exception):
    """There is no such secret."""


@dataclass(frozen=True)
class Stored:
    """A version of a secret.  made_at: when it was stored."""

    values: dict[str, str]
    version: str
    made_at: datetime


def secret(client: Client, name: str) -> dict[str, str]:
    """The values of a secret.  Raises Absent, and StackError when it cannot be read."""
    return _values(name, _answer(client, name))


def stored(client: Client, name: str) -> Stored:
    """As `secret`, with the version that it is."""
    answer = _answer(client, name)
    return Stored(_values(name, answer), str(answer["VersionId"]), answer["CreatedDate"])


def _answer(client: Client, name: str) -> Any:
    try:
        with told(f"读取密钥 {name}"):
            return client.get_secret_value(SecretId=name)
    except StackError as error:
        match code_of(error.__cause__):
            case "ResourceNotFoundException":
                raise Absent from None
            case "InvalidRequestException":  # the one that AWS names so is a secret on its way out
                cure = f"aws secretsmanager restore-secret --secret-id {name}"
                raise StackError(f"密钥 {name} 已安排删除；到期以前可以恢复：{cure}") from None
        raise


def _values(name: str, answer: Any) -> dict[str, str]:
    try:
        return read_values(answer["SecretString"])
    except ValueError as error:
        raise StackError(f"密钥 {name}：{error}") from None


def code_of(error: BaseException | None) -> str:
    """AWS's name for what it refused, such as AccessDenied; "" for any other error."""
    response = getattr(error, "response", None) or {}
    return str(response.get("Error", {}).get("Code", ""))


DENIED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError"})
UNKNOWN = frozenset(
    {"UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException", "SignatureDoesNotMatch"}
)
OVER = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})


@contextmanager
def told(deed: str, *, missing: str = "") -> Iterator[None]:
    """What AWS refuses within is raised as StackError, whose text says what to do.  missing: if it is not there."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        raise StackError(_refusal(deed, code_of(error), missing)) from error
    except BotoCoreError as error:
        raise StackError(_failure(deed, type(error).__name__)) from error


def _refusal(deed: str, code: str, missing: str) -> str:
    if code in DENIED:
        return f"{deed}被拒绝：这个 AWS 身份没有权限，请管理员按《上线》的“操作人员的权限”授权"
    if code in UNKNOWN:
        return f"{deed}被拒绝：AWS 凭证不对，或不是这个分区的（cn- 开头的区域只接受中国区账号的凭证）"
    if code in OVER:
        return f"{deed}被拒绝：AWS 凭证已过期，请重新登录；如果没有过期，请核对本机时间"
    if code in ("ResourceNotFoundException", "ValidationError") and missing:
        return missing
    return f"{deed}失败：{code}"


FAILURES = {
    "NoCredentialsError": "没有 AWS 凭证，请运行 aws configure，或设置 AWS_PROFILE，"
    "或 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY",
    "PartialCredentialsError": "AWS 凭证不完整",
    "ProfileNotFound": "没有 AWS_PROFILE 所说的配置",
    "EndpointConnectionError": "连不上 AWS，请核对网络和区域的名字",
}


def _failure(deed: str, kind: str) -> str:
    return f"{deed}失败：{FAILURES.get(kind, kind)}"
