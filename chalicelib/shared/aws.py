"""Clients of the cloud, all from one botocore session: what it has read of its data files once is not read again.

Making an S3 client beside DynamoDB's costs 30 ms this way and 100 ms from a session of its own.
"""

from __future__ import annotations

import gzip
import threading
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from botocore.loaders import JSONFileLoader, Loader
from botocore.session import Session

SERVICES = ("dynamodb", "s3", "sqs")  # what this product calls

# botocore must not make two clients at once, nor a session while it makes one.
making = threading.RLock()


class _Files(JSONFileLoader):
    """Decodes botocore's data files with msgspec: half the time of the library's own reader."""

    def load_file(self, file_path: str) -> Any:
        """None when there is no such file, as the library wants it."""
        for ending, read in ((".json", Path.read_bytes), (".json.gz", _gunzip)):
            path = Path(file_path + ending)
            if path.is_file():
                return msgspec.json.decode(read(path))
        return None


def _gunzip(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())


class _Loader(Loader):
    """Knows the services without a look into each of botocore's 400 folders."""

    def list_available_services(self, type_name: str) -> list[str]:
        return list(SERVICES)


@cache
def session() -> Session:
    """The process's session; region, endpoint and credentials are the environment's.  Call it under `making`."""
    made = Session()
    made.register_component("data_loader", _Loader(file_loader=_Files()))
    return made


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
