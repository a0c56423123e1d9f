"""A rehearsal begins with an empty account, and with what each vendor would have given."""

from __future__ import annotations

import subprocess
from pathlib import Path

import boto3
import pytest
import requests

from chalicelib.shared import aws
from sandbox.cloud.template import ROOT
from sandbox.rehearsal.account import STAGE, Rehearsal
from tools.deployed.secret_groups import GROUPS, faults
from tools.restore import Export
from tools.secret import read_file
from tools.suite.patience import PATIENCE


def test_all_that_an_operator_brings_is_there_and_nothing_is_deployed(tmp_path: Path) -> None:
    with Rehearsal(tmp_path / "rehearsal") as account:
        files = {path.stem: path for path in account.folder.glob("*.json")}
        assert files.keys() == GROUPS.keys() - {"master", "contact", "staff", "codes", "captcha"}
        for group, path in files.items():
            assert list(faults(STAGE, group, read_file(path))) == [], group
        exports = account.folder / "env"
        assert {path.stat().st_mode & 0o777 for path in (exports, *files.values())} == {0o600}
        assert f"export AWS_ENDPOINT_URL={account.box.aws_env['AWS_ENDPOINT_URL']}\n" in exports.read_text()
        for url in (account.box.api_url, account.box.console_url):
            answer = requests.get(url, timeout=PATIENCE)
            assert (answer.status_code, "先部署" in answer.text) == (503, True)


def test_an_export_of_a_table_ends_and_has_what_a_restore_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = {"pk": {"S": "one"}, "sk": {"S": "-"}, "sealed": {"B": b"\x00\xff"}, "many": {"L": [{"N": "1"}]}}
    with Rehearsal(tmp_path / "rehearsal"):  # its address and region are this process's, meanwhile
        account = boto3.Session()
        monkeypatch.setattr(aws, "client", account.client)
        dynamodb, s3 = account.client("dynamodb"), account.client("s3")
        s3.create_bucket(Bucket="exports", CreateBucketConfiguration={"LocationConstraint": s3.meta.region_name})
        arn = dynamodb.create_table(
            TableName="Orders",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
            BillingMode="PAY_PER_REQUEST",
        )["TableDescription"]["TableArn"]
        dynamodb.put_item(TableName="Orders", Item=item)
        dynamodb.export_table_to_point_in_time(TableArn=arn, S3Bucket="exports", S3Prefix="restore")
        (export,) = dynamodb.list_exports(TableArn=arn)["ExportSummaries"]
        assert export["ExportStatus"] == "COMPLETED"
        folder = f"restore/AWSDynamoDB/{export['ExportArn'].rpartition('/')[2]}"
        assert list(Export("exports", folder).items()) == [item]


ASKS_FOR = """
import ministack.core.iam_actions as rights
from sandbox.rehearsal import batch_rights
batch_rights.install()
for name in ("SendMessageBatch", "SendMessage"):
    print(rights.extract_iam_action("sqs", "POST", "/", {"x-amz-target": f"AmazonSQS.{name}"}, b"", {}))
"""


def test_several_messages_need_the_right_that_one_does() -> None:
    python = str(ROOT / ".venv-ministack" / "bin" / "python")
    asked = subprocess.run([python, "-c", ASKS_FOR], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert asked.split() == ["sqs:SendMessage", "sqs:SendMessage"]
