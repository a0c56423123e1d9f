"""One account and one region of AWS, to deploy in."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from tools.deployed.stack import Account, StackError, told


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
    session = Account(region).session
    partition = session.get_partition_for_region(region)
    if region not in session.get_available_regions("lambda", partition):
        raise StackError(f"没有 {region} 这个区域：请核对 REGION，例如 cn-north-1")
    with told("确认 AWS 身份"):
        account = session.client("sts").get_caller_identity()["Account"]
    return Cloud(region=region, partition=partition, account=account, session=session)


def reached(url: str) -> str:
    """Where the API at `url` is called: there, or at the emulator that answers for every host ($AWS_ENDPOINT_URL).

    url: https://<id>.execute-api.<…>/<stage>/; the answer has no slash at its end.
    """
    emulator = os.environ.get("AWS_ENDPOINT_URL")
    host, _, stage = url.removeprefix("https://").rstrip("/").partition("/")
    return f"{emulator}/_aws/execute-api/{host.partition('.')[0]}/{stage}" if emulator else url.rstrip("/")
