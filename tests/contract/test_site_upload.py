"""The site's bucket after releases: what was there stays, and each object says how it is sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from chalicelib.shared.ids import random_id
from deploy.site_headers import FOREVER, NEWEST, content_policy
from tools.web_publish import upload

STORAGE = "https://photos.example"
PAGE = '<script type="module" src="/app.js"></script>'


@pytest.fixture
def s3(aws: Any) -> Any:
    return boto3.client("s3")


@pytest.fixture
def bucket(s3: Any) -> str:
    name = f"site-{random_id().lower()}"
    region = {"LocationConstraint": s3.meta.region_name}
    s3.create_bucket(Bucket=name, CreateBucketConfiguration=region)
    return name


def release(bucket: str, folder: Path, module: str) -> int:
    (folder / "index.html").write_text(PAGE)
    (folder / "app.js").write_text(module)
    return upload(bucket, STORAGE, folder)


def keys(s3: Any, bucket: str) -> set[str]:
    return {one["Key"] for one in s3.list_objects_v2(Bucket=bucket)["Contents"]}


def test_a_release_leaves_what_open_tabs_ask_for(s3: Any, bucket: str, tmp_path: Path) -> None:
    assert release(bucket, tmp_path, "say(1);") == 2
    (first,) = keys(s3, bucket) - {"site/index.html"}
    release(bucket, tmp_path, "say(2);")
    (second,) = keys(s3, bucket) - {"site/index.html", first}
    assert s3.get_object(Bucket=bucket, Key=first)["Body"].read().rstrip() == b"say(1);"
    page = s3.get_object(Bucket=bucket, Key="site/index.html")["Body"].read().decode()
    assert second.removeprefix("site/") in page


def test_each_object_says_how_it_is_sent(s3: Any, bucket: str, tmp_path: Path) -> None:
    release(bucket, tmp_path, "say(1);")
    (module,) = keys(s3, bucket) - {"site/index.html"}
    page, script = (s3.head_object(Bucket=bucket, Key=key) for key in ("site/index.html", module))
    assert (page["CacheControl"], page["ContentType"]) == (NEWEST, "text/html; charset=utf-8")
    assert (script["CacheControl"], script["ContentType"]) == (FOREVER, "text/javascript; charset=utf-8")
    assert page["Metadata"] == {"policy": content_policy(STORAGE)}


def test_a_branch_with_tencents_captcha_has_pages_that_may_load_it(s3: Any, bucket: str, tmp_path: Path) -> None:
    release(bucket, tmp_path, "say(1);")
    before = s3.head_object(Bucket=bucket, Key="site/index.html")["ETag"]
    (tmp_path / "settings.json").write_text('{"captcha": "tencent", "security": "mailto:x@y.cn"}')
    release(bucket, tmp_path, "say(1);")
    page = s3.head_object(Bucket=bucket, Key="site/index.html")
    assert page["Metadata"] == {"policy": content_policy(STORAGE, captcha=True)}
    assert page["ETag"] != before  # after a 304 a browser would keep the policy it has


def test_a_page_the_browser_has_is_not_sent_again(s3: Any, bucket: str, tmp_path: Path) -> None:
    release(bucket, tmp_path, "say(1);")
    known = s3.head_object(Bucket=bucket, Key="site/index.html")["ETag"]
    release(bucket, tmp_path, "say(1);")
    with pytest.raises(ClientError, match="304"):
        s3.get_object(Bucket=bucket, Key="site/index.html", IfNoneMatch=known)
    release(bucket, tmp_path, "say(2);")
    assert s3.get_object(Bucket=bucket, Key="site/index.html", IfNoneMatch=known)["ETag"] != known
