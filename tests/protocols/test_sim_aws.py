"""The AWS emulator's wrapper: what the template declares is there, and kill -9 loses at most the last moments."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import requests
from botocore.exceptions import ClientError
from botocore.session import Session

from sandbox.box import Sandbox
from sandbox.cloud import emulator
from sandbox.cloud.emulator import Emulator
from sandbox.cloud.resources import BUCKET
from sandbox.keys import load_keys
from sandbox.ports import hold
from tests.worlds.simulators import until
from tools.suite.patience import PATIENCE, wait_for

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def box(tmp_path: Path, key_dir: Path) -> Iterator[Sandbox]:
    (tmp_path / "keys.json").write_text((key_dir / "keys.json").read_text())
    with Sandbox(state_dir=tmp_path, product=False) as running:
        yield running


def put_rows(dynamodb: Any, count: int) -> None:
    for number in range(count):
        key = {"pk": {"S": f"row{number}"}, "sk": {"S": "HEAD"}}
        dynamodb.put_item(TableName="OrdersTable", Item=key)


def rows(dynamodb: Any) -> int:
    return int(dynamodb.scan(TableName="OrdersTable", Select="COUNT")["Count"])


def wait_for_snapshot(box: Sandbox, state_dir: Path) -> None:
    """What was written so far is saved when what is written last is."""
    last = "the-last-of-all"
    box.aws_client("dynamodb").put_item(TableName="TasksTable", Item={"pk": {"S": last}, "sk": {"S": "HEAD"}})
    box.aws_client("sqs").send_message(QueueUrl=box.env["BILL_QUEUE_URL"], MessageBody=last)
    saved = [state_dir / "aws" / "state" / f"{service}.json" for service in ("dynamodb", "sqs")]
    wait_for(lambda: all(file.exists() and last in file.read_text() for file in saved), "a snapshot of it all")


def test_rows_objects_and_messages_survive_kill_9(box: Sandbox, tmp_path: Path) -> None:
    dynamodb, s3, sqs = box.aws_client("dynamodb"), box.aws_client("s3"), box.aws_client("sqs")
    queue = box.env["DUE_QUEUE_URL"]
    put_rows(dynamodb, 40)
    s3.put_object(Bucket=BUCKET, Key="in/photo/o/1/u", Body=b"x")
    sqs.send_message(QueueUrl=queue, MessageBody="due")
    wait_for_snapshot(box, tmp_path)
    os.kill(box.aws.pid, signal.SIGKILL)
    box.aws.kill()
    box.aws.start()
    assert rows(dynamodb) == 40
    assert s3.get_object(Bucket=BUCKET, Key="in/photo/o/1/u")["Body"].read() == b"x"
    assert [one["Body"] for one in sqs.receive_message(QueueUrl=queue)["Messages"]] == ["due"]


def test_a_clean_stop_loses_nothing_and_starting_again_changes_nothing(tmp_path: Path) -> None:
    with Sandbox(state_dir=tmp_path, product=False) as first:
        ports, env = first.ports, first.env
        put_rows(first.aws_client("dynamodb"), 5)
    with Sandbox(state_dir=tmp_path, product=False) as second:
        assert (second.ports, second.env) == (ports, env)
        assert rows(second.aws_client("dynamodb")) == 5


def test_the_templates_tables_queues_and_bucket_are_there(box: Sandbox) -> None:
    dynamodb, sqs = box.aws_client("dynamodb"), box.aws_client("sqs")
    table = dynamodb.describe_table(TableName=box.env["ORDERS_TABLE"])["Table"]
    assert {index["IndexName"] for index in table["GlobalSecondaryIndexes"]} == {
        "by_person",
        "by_task_state",
        "queue",
        "task_queue",
        "due",
    }
    assert table["StreamSpecification"]["StreamEnabled"]
    ttl = dynamodb.describe_time_to_live(TableName=box.env["INBOX_TABLE"])["TimeToLiveDescription"]
    assert (ttl["AttributeName"], ttl["TimeToLiveStatus"]) == ("ttl", "ENABLED")
    redrive = sqs.get_queue_attributes(QueueUrl=box.env["DUE_QUEUE_URL"], AttributeNames=["RedrivePolicy"])
    assert "DueDeadLetters" in redrive["Attributes"]["RedrivePolicy"]


def test_the_site_may_upload_and_others_may_not(box: Sandbox) -> None:
    s3 = box.aws_client("s3")
    conditions = [{"Content-Type": "image/jpeg"}, ["content-length-range", 1, 100]]
    fields = {"Content-Type": "image/jpeg"}
    form = s3.generate_presigned_post(BUCKET, "in/photo/o/1/u", Fields=fields, Conditions=conditions, ExpiresIn=60)

    def post(size: int = 10, origin: str = box.api_url, **change: str) -> requests.Response:
        return requests.post(
            form["url"],
            data={**form["fields"], **change},
            files={"file": b"x" * size},
            headers={"Origin": origin},
            timeout=PATIENCE,
        )

    answer = post()
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (204, box.api_url)
    assert "Access-Control-Allow-Origin" not in post(origin="http://evil.test").headers
    assert (post(101).status_code, post(key="in/photo/other").status_code) == (400, 403)
    assert (
        requests.get(f"{box.aws_env['AWS_ENDPOINT_URL']}/{BUCKET}/in/photo/o/1/u", timeout=PATIENCE).status_code == 403
    )


@pytest.fixture
def port() -> Iterator[int]:
    """Nobody else gets it during the test."""
    with ExitStack() as held:
        yield hold(held)


def test_it_ends_when_its_parent_is_killed(tmp_path: Path, port: int) -> None:
    program = (
        "import time; from pathlib import Path; from sandbox.keys import load_keys;"
        "from sandbox.cloud.emulator import Emulator;"
        f"d = Path({str(tmp_path)!r}); e = Emulator(load_keys(d), d, {port}); e.start(); print(e.pid, flush=True);"
        "time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        assert int(parent.stdout.readline())
        parent.kill()

    def gone() -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_ministack/health", timeout=1).close()
        except urllib.error.URLError:
            return True
        except (TimeoutError, ConnectionError):  # still dying
            return False
        return False

    until(gone)


def test_a_taken_port_is_an_error_with_a_reason(tmp_path: Path, box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emulator, "LEAVE_SECONDS", 0.3)
    with pytest.raises(OSError, match=f"in use.*{box.ports.aws}"):
        Emulator(load_keys(tmp_path), tmp_path / "second", box.ports.aws).start()
    assert rows(box.aws_client("dynamodb")) == 0  # the one that had it first goes on


def test_a_key_that_is_not_the_sandboxs_opens_no_table(box: Sandbox) -> None:
    stranger: Any = Session().create_client(
        "dynamodb",
        region_name=box.aws_env["AWS_DEFAULT_REGION"],
        endpoint_url=box.aws_env["AWS_ENDPOINT_URL"],
        aws_access_key_id="AKIASTRANGER",
        aws_secret_access_key="x" * 20,
    )
    with pytest.raises(ClientError, match="UnrecognizedClient"):
        stranger.list_tables()
