"""Answers S3 gives rarely: two writers at one instant, a refusal, a version, an absence by another name."""

from __future__ import annotations

import io
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.response import StreamingBody
from botocore.stub import Stubber

from chalicelib.storage.objects import ATTEMPTS, Objects


@pytest.fixture
def objects(another_cloud: None) -> Objects:
    return Objects("photos")


@pytest.fixture
def s3(objects: Objects) -> Any:
    with Stubber(objects._s3) as stub:
        yield stub
        stub.assert_no_pending_responses()


def test_a_write_that_met_another_one_is_tried_again(objects: Objects, s3: Stubber) -> None:
    s3.add_client_error("put_object", "ConditionalRequestConflict", http_status_code=409)
    s3.add_response("put_object", {"ETag": '"e"'})
    assert objects.put("standard/a", b"x", "image/jpeg")


def test_a_write_that_met_a_finished_one_is_done(objects: Objects, s3: Stubber) -> None:
    s3.add_client_error("put_object", "ConditionalRequestConflict", http_status_code=409)
    s3.add_client_error("put_object", "PreconditionFailed", http_status_code=412)
    assert not objects.put("standard/a", b"x", "image/jpeg")


def test_a_write_does_not_go_on_for_ever(objects: Objects, s3: Stubber) -> None:
    for _ in range(ATTEMPTS):
        s3.add_client_error("put_object", "ConditionalRequestConflict", http_status_code=409)
    with pytest.raises(ClientError, match="ConditionalRequestConflict"):
        objects.put("standard/a", b"x", "image/jpeg")


def test_a_forbidden_read_is_no_absence(objects: Objects, s3: Stubber) -> None:
    s3.add_client_error("get_object", "AccessDenied", http_status_code=403)
    with pytest.raises(ClientError, match="AccessDenied"):
        objects.get("in/qr/a/b", 10)


@pytest.mark.parametrize(("version", "told"), [("v1", "v1"), ("null", None), (None, None)])
def test_the_version_is_told_where_there_is_one(
    objects: Objects, s3: Stubber, version: str | None, told: str | None
) -> None:
    answer = {"Body": StreamingBody(io.BytesIO(b"x"), 1), "ContentLength": 1, "ETag": '"e"', "ContentType": "image/png"}
    s3.add_response("get_object", answer | ({"VersionId": version} if version else {}))
    stored = objects.get("in/qr/a/b", 10)
    assert (stored.data, stored.etag, stored.version_id) == (b"x", "e", told)
