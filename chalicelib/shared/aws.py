"""Clients of the cloud, all from one botocore session: what it has read of its data files once is not read again.

Making an S3 client beside DynamoDB's costs 30 ms this way and 100 ms from a session of its own.
"""

from __future__ import annotations

import threading
from functools import cache
from typing import Any

from botocore.session import Session

# botocore must not make two clients at once, nor a session while it makes one.
making = threading.RLock()


@cache
def session() -> Session:
    """The process's session; region, endpoint and credentials are the environment's.  Call it under `making`."""
    return Session()


def region() -> str:
    """Where the process runs, such as cn-north-1.  Raises LookupError when the environment does not say."""
    name: str | None = session().get_config_variable("region")
    if not name:
        raise LookupError("AWS_DEFAULT_REGION")
    return name


def dns_suffix() -> str:
    """What the names of the region's hosts end in: amazonaws.com, in China amazonaws.com.cn."""
    china = session().get_partition_for_region(region()) == "aws-cn"
    return "amazonaws.com.cn" if china else "amazonaws.com"


@cache
def _boto3() -> Any:
    """boto3 hangs its additions into a session once."""
    import boto3

    return boto3.Session(botocore_session=session())


def client(service: str, **settings: Any) -> Any:
    """A boto3 client that may be shared between threads.  settings: of botocore's Config."""
    from botocore.config import Config

    with making:
        return _boto3().client(service, config=Config(**settings))
