"""The site's files: published to the stack's bucket, and brought back as they were."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from tools import web_publish
from tools.stack.cloud import Cloud


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


def bring_back(cloud: Cloud, bucket: str, versions: Mapping[str, str]) -> int:
    """Makes each file what it was in that version; returns how many changed.  A file that came later stays: only pages
    name files, and a tab that is open may still ask for it."""
    s3, served, changed = cloud.client("s3"), now(cloud, bucket), 0
    for key, version in versions.items():
        if served.get(key) != version:
            s3.copy_object(Bucket=bucket, Key=key, CopySource={"Bucket": bucket, "Key": key, "VersionId": version})
            changed += 1
    return changed
