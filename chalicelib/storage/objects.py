"""Reads, writes and deletes whole objects in S3.

To read, a role also needs s3:ListBucket on the prefix: without it, S3 answers "forbidden" for an absent object.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from io import BytesIO
from typing import IO, Any

from chalicelib.shared import aws
from chalicelib.storage import keys

CONNECT_SECONDS, READ_SECONDS, ATTEMPTS = 2, 5, 3
REF = "ref"  # the metadata of an upload, x-amz-meta-ref in its form
ABSENT = frozenset({"NoSuchKey", "404"})
EXISTS_ALREADY = "PreconditionFailed"
CONFLICT = "ConditionalRequestConflict"  # another request was writing the same key


class Absent(Exception):
    """There is no such object (never uploaded, or deleted)."""


class TooBig(Exception):
    """The object is larger than the caller allows; none of it was downloaded."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(f"{size} bytes, at most {limit}")
        self.size, self.limit = size, limit


@dataclass(frozen=True, kw_only=True)
class StoredObject:
    """An object that was read.  version_id: None in a bucket without versions; ref: of the request that asked for its
    upload, if one did."""

    data: bytes
    etag: str
    version_id: str | None
    content_type: str
    ref: str | None = None


class Objects:
    """One bucket.  Region, endpoint and credentials come from the environment."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket

    @cached_property
    def _s3(self) -> Any:
        # On AWS the bucket is in the host name of the region's endpoint, on an emulator in the path.
        style = "path" if os.environ.get("AWS_ENDPOINT_URL") else "virtual"
        return aws.client(
            "s3",
            signature_version="s3v4",
            s3={"addressing_style": style, "us_east_1_regional_endpoint": "regional"},
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        )

    def connect(self) -> None:
        """Makes the client now; otherwise it is made at the first call."""
        _ = self._s3

    def get(self, key: str, limit: int) -> StoredObject:
        """The whole object.  Raises Absent, and TooBig for more than `limit` bytes."""
        try:
            answer = self._s3.get_object(Bucket=self._bucket, Key=key)
        except Exception as error:
            if _code(error) in ABSENT:
                raise Absent(key) from error
            raise
        with answer["Body"] as body:
            if answer["ContentLength"] > limit:
                raise TooBig(answer["ContentLength"], limit)
            data = body.read()
        version = answer.get("VersionId")
        return StoredObject(
            data=data,
            etag=answer["ETag"].strip('"'),
            version_id=None if version == "null" else version,
            content_type=answer["ContentType"],
            ref=answer.get("Metadata", {}).get(REF),
        )

    def exists(self, key: str) -> bool:
        """Whether the object exists.  "Forbidden" counts as absent: a role that may not list gets that answer."""
        return self.stored_at(key) is not None

    def stored_at(self, key: str) -> datetime | None:
        """When the object was written; None without one.  Otherwise as `exists`."""
        try:
            written: datetime = self._s3.head_object(Bucket=self._bucket, Key=key)["LastModified"]
        except Exception as error:
            if _code(error) in ABSENT or _code(error) == "403":
                return None
            raise
        return written

    def put(self, key: str, data: bytes, content_type: str) -> bool:
        """Writes an object, encrypted at rest; its key must identify its content.  False if it exists already."""
        return self.put_file(key, BytesIO(data), content_type)

    def put_file(self, key: str, file: IO[bytes], content_type: str) -> bool:
        """As `put`, from a file instead of memory."""
        for tries_left in reversed(range(ATTEMPTS)):
            file.seek(0)
            try:
                self._s3.put_object(
                    Bucket=self._bucket,
                    Key=key,
                    Body=file,
                    ContentType=content_type,
                    ServerSideEncryption="AES256",
                    IfNoneMatch="*",
                )
                return True
            except Exception as error:
                if _code(error) == EXISTS_ALREADY:
                    return False
                if _code(error) != CONFLICT or not tries_left:
                    raise
        raise AssertionError("every round ends above")

    def delete_all(self, prefix: str, *, below: str | None = None) -> int:
        """Deletes every object under the prefix, and returns how many.  below: only keys that sort before it."""
        deleted = 0
        for page in self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix):
            for item in page.get("Contents", ()):
                if below is not None and item["Key"] >= below:
                    return deleted
                self.delete(item["Key"])
                deleted += 1
        return deleted

    def names(self, prefix: str, *, after: str, most: int) -> list[str]:
        """The keys under the prefix that sort behind `after`, in their order, at most `most` (up to 1,000)."""
        asked = {"StartAfter": after} if after else {}
        page = self._s3.list_objects_v2(Bucket=self._bucket, Prefix=prefix, MaxKeys=most, **asked)
        return [item["Key"] for item in page.get("Contents", ())]

    def forget(self, person_id: str) -> None:
        """Deletes what is kept for a person besides their orders: the avatar, copies of their data, and uploads."""
        for prefix in keys.of_person(person_id):
            self.delete_all(prefix)

    def delete(self, key: str) -> None:
        """Deletes the object; also succeeds if it does not exist."""
        self._s3.delete_object(Bucket=self._bucket, Key=key)


def _code(error: Exception) -> str:
    """S3's error code; empty if S3 did not answer."""
    answer: Mapping[str, Any] = getattr(error, "response", None) or {}
    return str(answer.get("Error", {}).get("Code", ""))
