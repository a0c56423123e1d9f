"""The site's files: published to the stack's bucket, and brought back as they were."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

from tools import web_publish
from tools.deployed.stack import StackError, code_of
from tools.site.bundle import NotBundled
from tools.site.names import NamesNothing
from tools.site.security_txt import NoContact
from tools.stack.cloud import Cloud


def check(folder: Path) -> None:
    """Makes the site's files of `folder` once, before anything is changed.  Raises StackError."""
    try:
        deque(web_publish.placed("https://storage.example", folder), maxlen=0)
    except (NotBundled, NamesNothing, NoContact) as error:
        raise StackError(str(error)) from error


def publish(cloud: Cloud, outputs: Mapping[str, str], folder: Path) -> int:
    """Uploads the site's files, made of `folder`; returns how many."""
    storage = origin_of(cloud, outputs["PhotoBucketName"])
    return web_publish.upload(outputs["SiteBucketName"], storage, folder, cloud.client("s3"))


def origin_of(cloud: Cloud, bucket: str) -> str:
    """The origin of the bucket that browsers upload photos to."""
    form = cloud.client("s3").generate_presigned_post(bucket, "in/")["url"]
    return f"{urlsplit(form).scheme}://{urlsplit(form).netloc}"


def now(cloud: Cloud, bucket: str) -> dict[str, str]:
    """The version of every file that is served, by key."""
    pages = cloud.client("s3").get_paginator("list_object_versions").paginate(Bucket=bucket)
    return {each["Key"]: each["VersionId"] for page in pages for each in page.get("Versions", []) if each["IsLatest"]}


def bring_back(cloud: Cloud, bucket: str, versions: Mapping[str, str]) -> list[str]:
    """Makes each file what it was in that version; returns the files whose version is no longer kept, which stay as
    they are.  A file that came later stays, too: only pages name files, and a tab that is open may still ask for it."""
    s3, served, gone = cloud.client("s3"), now(cloud, bucket), list[str]()
    for key, version in versions.items():
        if served.get(key) != version:
            try:
                s3.copy_object(Bucket=bucket, Key=key, CopySource={"Bucket": bucket, "Key": key, "VersionId": version})
            except ClientError as error:
                if code_of(error) not in ("NoSuchVersion", "NoSuchKey"):
                    raise
                gone.append(key)
    return gone
