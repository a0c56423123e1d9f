"""Objects in S3: a form lets one kind of file to one place, and what names its content is written once."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from chalicelib.shared.ids import random_id
from chalicelib.shared.log import continue_under
from chalicelib.storage.links import Form, LinkSigner
from chalicelib.storage.objects import Absent, Objects, TooBig
from tools.suite.patience import PATIENCE

PNG = b"\x89PNG" + bytes(996)


@pytest.fixture(scope="module")
def objects(aws: Any) -> Objects:
    return Objects(aws.bucket)


@pytest.fixture(scope="module")
def signing(aws: Any) -> LinkSigner:
    return LinkSigner(aws.bucket)


@pytest.fixture
def key() -> str:
    return f"in/qr/{random_id()}/{random_id()}"


def post(form: Form, data: bytes = PNG, **other: str) -> int:
    answer = requests.post(
        form.url, data=dict(form.fields) | other, files={"file": ("a.png", data, "image/png")}, timeout=PATIENCE
    )
    return answer.status_code


def signed_at(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """What is signed from here on is signed at `now`."""
    for module in ("botocore.auth", "botocore.signers"):
        monkeypatch.setattr(f"{module}.get_current_datetime", lambda *_: now.replace(tzinfo=None))


def absent(objects: Objects, key: str) -> bool:
    try:
        objects.get(key, 10_000)
    except Absent:
        return True
    return False


def test_a_posted_file_arrives_with_its_type(objects: Objects, signing: LinkSigner, key: str) -> None:
    form = signing.form(key, "image/png", 1000, 60)
    assert post(form) == 204
    stored = objects.get(key, 1000)
    assert stored.data == PNG
    assert stored.content_type == "image/png"
    assert stored.etag
    assert '"' not in stored.etag
    assert stored.version_id is None


def test_a_form_says_when_it_is_over(signing: LinkSigner, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """To the client and to S3 the same."""
    now = datetime(2030, 6, 1, tzinfo=UTC)
    monkeypatch.setattr("chalicelib.storage.links.system_clock", lambda: now)
    signed_at(monkeypatch, now)
    form = signing.form(key, "image/png", 1000, 60)
    assert form.expires_at == now + timedelta(seconds=60)
    assert json.loads(base64.b64decode(form.fields["policy"]))["expiration"] == "2030-06-01T00:01:00Z"


def test_a_form_works_twice_and_nothing_else_does(objects: Objects, signing: LinkSigner, key: str) -> None:
    form = signing.form(key, "image/png", 1000, 60)
    assert post(form) == 204
    assert post(form, PNG[::-1]) == 204
    assert objects.get(key, 1000).data == PNG[::-1]


def test_another_key_is_refused(objects: Objects, signing: LinkSigner, key: str) -> None:
    other = f"in/qr/{random_id()}/{random_id()}"
    assert post(signing.form(key, "image/png", 1000, 60), key=other) == 403
    assert absent(objects, other)


def test_another_type_is_refused(objects: Objects, signing: LinkSigner, key: str) -> None:
    assert post(signing.form(key, "image/png", 1000, 60), PNG, **{"Content-Type": "text/html"}) == 403
    assert absent(objects, key)


@pytest.mark.parametrize("data", [bytes(1001), b""])
def test_another_size_is_refused(objects: Objects, signing: LinkSigner, key: str, data: bytes) -> None:
    assert 400 <= post(signing.form(key, "image/png", 1000, 60), data) < 500
    assert absent(objects, key)


def test_an_extra_field_is_refused(objects: Objects, signing: LinkSigner, key: str) -> None:
    assert post(signing.form(key, "image/png", 1000, 60), acl="public-read") == 403
    assert absent(objects, key)


def test_a_changed_policy_is_refused(objects: Objects, signing: LinkSigner, key: str) -> None:
    form = signing.form(key, "image/png", 1000, 60)
    wider = signing.form(key, "image/png", 100_000, 60).fields["policy"]
    assert post(form, bytes(5000), policy=wider) == 403
    assert absent(objects, key)


def test_a_form_that_is_over_is_refused(objects: Objects, signing: LinkSigner, key: str) -> None:
    assert post(signing.form(key, "image/png", 1000, -1)) == 403
    assert absent(objects, key)


def test_what_is_too_big_is_not_downloaded(objects: Objects, key: str) -> None:
    objects.put(key, PNG, "image/png")
    with pytest.raises(TooBig) as refused:
        objects.get(key, 999)
    assert (refused.value.size, refused.value.limit) == (1000, 999)
    assert objects.get(key, 1000).data == PNG


def test_an_absent_object_is_absent(objects: Objects, key: str) -> None:
    with pytest.raises(Absent):
        objects.get(key, 1000)


def test_content_is_written_once_and_encrypted(aws: Any, objects: Objects, key: str) -> None:
    assert objects.put(key, PNG, "image/png")
    assert not objects.put(key, b"other", "image/png")
    assert objects.get(key, 1000).data == PNG
    head = objects._s3.head_object(Bucket=aws.bucket, Key=key)
    assert head["ServerSideEncryption"] == "AES256"
    assert head["Metadata"] == {}


def test_of_many_writers_at_once_one_writes(aws: Any, key: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        wrote = list(pool.map(lambda number: Objects(aws.bucket).put(key, bytes([number]) * 9, "image/png"), range(8)))
    assert wrote.count(True) == 1
    assert Objects(aws.bucket).get(key, 1000).data == bytes([wrote.index(True)]) * 9


def test_a_link_opens_the_object_and_a_changed_one_does_not(objects: Objects, signing: LinkSigner, key: str) -> None:
    other = key + "x"
    objects.put(key, PNG, "image/png")
    objects.put(other, PNG, "image/png")
    link = signing.link(key, 60)
    assert requests.get(link, timeout=PATIENCE).content == PNG
    assert requests.get(link.replace(key, other), timeout=PATIENCE).status_code == 403


def test_a_link_says_the_name_to_save_the_object_under(objects: Objects, signing: LinkSigner, key: str) -> None:
    objects.put(key, PNG, "image/png")
    link = signing.link(key, 60, "照片 1.png")
    said = requests.get(link, timeout=PATIENCE)
    assert (said.content, said.headers["Content-Disposition"]) == (
        PNG,
        "attachment; filename*=UTF-8''%E7%85%A7%E7%89%87%201.png",
    )
    assert requests.get(link.replace("201.png", "202.png"), timeout=PATIENCE).status_code == 403


@pytest.mark.parametrize(("ago", "status"), [(30, 200), (90, 403)])
def test_a_link_of_a_minute_opens_nothing_later(
    objects: Objects, signing: LinkSigner, key: str, monkeypatch: pytest.MonkeyPatch, ago: int, status: int
) -> None:
    objects.put(key, PNG, "image/png")
    with monkeypatch.context() as past:
        signed_at(past, datetime.now(UTC) - timedelta(seconds=ago))
        link = signing.link(key, 60)
    assert requests.get(link, timeout=PATIENCE).status_code == status


def test_deleting_twice_is_as_good_as_once(objects: Objects, key: str) -> None:
    objects.put(key, PNG, "image/png")
    objects.delete(key)
    objects.delete(key)
    assert absent(objects, key)


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("cn-north-1", "photos.s3.cn-north-1.amazonaws.com.cn"),
        ("us-east-1", "photos.s3.us-east-1.amazonaws.com"),
        ("ap-east-1", "photos.s3.ap-east-1.amazonaws.com"),
    ],
)
def test_on_aws_forms_and_links_go_to_the_regional_endpoint(
    monkeypatch: pytest.MonkeyPatch, another_cloud: None, region: str, host: str
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    signing = LinkSigner("photos")
    form = signing.form("in/qr/a/b", "image/png", 1000, 60)
    assert form.url == f"https://{host}/"
    assert form.fields["x-amz-algorithm"] == "AWS4-HMAC-SHA256"
    assert signing.link("standard/a", 60).startswith(f"https://{host}/standard/a?X-Amz-Algorithm=AWS4-HMAC-SHA256")


@pytest.mark.parametrize("endpoint", ["", "http://127.0.0.1:9"], ids=["aws", "emulator"])
def test_a_link_is_the_one_the_s3_client_makes(
    monkeypatch: pytest.MonkeyPatch, another_cloud: None, endpoint: str
) -> None:
    if endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    monkeypatch.setenv("AWS_SESSION_TOKEN", "of a role")
    signed_at(monkeypatch, datetime(2030, 6, 1, tzinfo=UTC))
    objects, signing, key = Objects("photos"), LinkSigner("photos"), "standard/a b+c/1/ü~.jpg"
    wanted = {"Bucket": "photos", "Key": key}
    assert signing.link(key, 60) == objects._s3.generate_presigned_url("get_object", Params=wanted, ExpiresIn=60)
    theirs = objects._s3.generate_presigned_post("photos", "in/a")["fields"]
    continue_under(None)  # a request of another test is over
    form = signing.form("in/a", "image/png", 1000, 60)
    assert form.fields.keys() == theirs.keys() | {"Content-Type"}
    assert form.fields["x-amz-security-token"] == theirs["x-amz-security-token"] == "of a role"


def test_only_what_sorts_before_a_key_is_deleted(objects: Objects, key: str) -> None:
    for edition in range(3):
        objects.put(f"{key}/{edition}/a", PNG, "image/png")
    assert objects.delete_all(f"{key}/", below=f"{key}/2/") == 2
    assert [objects.exists(f"{key}/{edition}/a") for edition in range(3)] == [False, False, True]
    assert objects.delete_all(f"{key}/") == 1


def test_names_are_listed_a_few_at_a_time_each_once(objects: Objects, key: str) -> None:
    names = [f"{key}/{number}" for number in "acb"]
    for name in names:
        objects.put(name, PNG, "image/png")
    first = objects.names(f"{key}/", after="", most=2)
    assert first == [f"{key}/a", f"{key}/b"]
    assert objects.names(f"{key}/", after=first[-1], most=2) == [f"{key}/c"]
    assert objects.names(f"{key}/", after=f"{key}/c", most=2) == []
    assert objects.names(f"{key}-another/", after="", most=2) == []
