"""One account and one region of AWS, and in words what stands between us and them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, PartialCredentialsError, ProfileNotFound

from tools.deployed.stack import StackError

NO_KEYS = "没有 AWS 凭证：请设置 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY（或 AWS_PROFILE），再运行一次"
KEYS_REFUSED = (
    "AWS 不接受这些凭证（{code}）：请核对密钥是否有效，以及它属于中国区账号还是海外账号——"
    "cn-north-1、cn-northwest-1 只接受中国区账号的密钥"
)
UNREACHED = "连接不上 {region} 的 AWS：请检查网络和区域名称，再运行一次（已经做完的步骤不会重做）"


@dataclass(frozen=True, kw_only=True)
class Cloud:
    """region: such as cn-north-1; partition: aws or aws-cn; account: its number."""

    region: str
    partition: str
    account: str
    session: Any

    def client(self, service: str) -> Any:
        """A boto3 client of this region."""
        return self.session.client(service)


def connect(region: str) -> Cloud:
    """The account that the environment's credentials open.  Raises StackError."""
    try:
        session: Any = boto3.Session(region_name=region)
        if region not in session.get_available_regions("lambda", session.get_partition_for_region(region)):
            raise StackError(f"没有 {region} 这个区域：请核对 REGION，例如 cn-north-1")
        account = session.client("sts").get_caller_identity()["Account"]
    except (NoCredentialsError, PartialCredentialsError, ProfileNotFound) as error:
        raise StackError(NO_KEYS) from error
    except ClientError as error:
        raise StackError(KEYS_REFUSED.format(code=code_of(error))) from error
    except BotoCoreError as error:
        raise StackError(UNREACHED.format(region=region)) from error
    return Cloud(
        region=region,
        partition=session.get_partition_for_region(region),
        account=account,
        session=session,
    )


def code_of(error: ClientError) -> str:
    """AWS's name for an error, such as AccessDenied."""
    return str(error.response["Error"]["Code"])


def reached(url: str) -> str:
    """Where the API at `url` is called: there, or at the emulator that answers for every host ($AWS_ENDPOINT_URL).

    url: https://<id>.execute-api.<…>/<stage>/; the answer has no slash at its end.
    """
    emulator = os.environ.get("AWS_ENDPOINT_URL")
    host, _, stage = url.removeprefix("https://").rstrip("/").partition("/")
    return f"{emulator}/_aws/execute-api/{host.partition('.')[0]}/{stage}" if emulator else url.rstrip("/")
