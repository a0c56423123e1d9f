"""What IAM would refuse in a deployment, the sandbox refuses: every request of a step against its policy."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, EndpointConnectionError
from botocore.session import Session

from sandbox.cloud.permissions import Permissions, is_allowed, needs

KEY = {"pk": {"S": "PROPOSALS#hunan"}, "sk": {"S": "x"}}
TRANSACTION = {"TransactItems": [{"Put": {"TableName": "A", "Item": KEY}}, {"Delete": {"TableName": "B", "Key": KEY}}]}


@pytest.mark.parametrize(
    ("operation", "asked", "expected"),
    [
        ("GetItem", {"TableName": "A", "Key": KEY}, [("GetItem", "A", ("PROPOSALS#hunan",))]),
        ("BatchGetItem", {"RequestItems": {"A": {"Keys": [KEY]}}}, [("BatchGetItem", "A", ("PROPOSALS#hunan",))]),
        (
            "BatchWriteItem",
            {"RequestItems": {"A": [{"PutRequest": {"Item": KEY}}]}},
            [("BatchWriteItem", "A", ("PROPOSALS#hunan",))],
        ),
        (
            "TransactWriteItems",
            TRANSACTION,
            [("PutItem", "A", ("PROPOSALS#hunan",)), ("DeleteItem", "B", ("PROPOSALS#hunan",))],
        ),
        (
            "Query",
            {"TableName": "A", "IndexName": "i", "ExpressionAttributeValues": {":0": {"S": "k"}, ":1": {"S": "r"}}},
            [("Query", "A/i", ("k",))],
        ),
        ("HeadObject", {"Bucket": "b", "Key": "in/x"}, [("GetObject", "s3", ("in/x",))]),
        ("ListObjectsV2", {"Bucket": "b", "Prefix": "in/"}, [("ListBucket", "s3", ("",))]),
        ("GetSecretValue", {"SecretId": "gradphoto/dev/sms"}, [("GetSecretValue", "secrets", ("sms",))]),
        ("SendMessageBatch", {"QueueUrl": "http://127.0.0.1/0/DueQueue"}, [("SendMessage", "DueQueue", ("",))]),
    ],
)
def test_what_a_request_takes(
    operation: str, asked: dict[str, Any], expected: list[tuple[str, str, tuple[str, ...]]]
) -> None:
    assert list(needs(operation, asked)) == expected


@pytest.mark.parametrize(
    ("need", "may"),
    [
        (("DeleteItem", "OrdersTable", ("PROPOSALS#hunan",)), True),
        (("DeleteItem", "OrdersTable", ("an order",)), False),
        (("PutItem", "OrdersTable", ("an order",)), True),
        (("Query", "OrdersTable/due", ("DUE#1",)), False),
        (("PutObject", "s3", ("in/staff/one/upload",)), True),
        (("PutObject", "s3", ("in/photo/one",)), False),
        (("PutItem", "PeopleTable", ("STAFF#1", "AUDIT#hunan#2026-11-29")), True),
        (("PutItem", "PeopleTable", ("STAFF#1", "LOST#1")), False),
        (("DeleteItem", "PeopleTable", ("STAFF#1", "AUDIT#hunan#2026-11-29")), False),
        (("GetSecretValue", "secrets", ("wxpay",)), True),
        (("GetSecretValue", "secrets", ("wechat",)), False),
    ],
)
def test_a_policy_is_kept_to_its_keys(need: tuple[str, str, tuple[str, ...]], may: bool) -> None:
    assert is_allowed("staff", need) is may


def test_a_step_is_stopped_before_its_request_leaves() -> None:
    permissions, session = Permissions(), Session()
    permissions.watch(session)
    session.set_credentials("x", "x")
    client: Any = session.create_client("dynamodb", "cn-north-1", endpoint_url="http://127.0.0.1:9")
    with permissions.of("expire"), pytest.raises(ClientError, match="expire does not allow GetItem on PeopleTable P#1"):
        client.get_item(TableName="PeopleTable", Key={"pk": {"S": "P#1"}, "sk": {"S": "x"}})


def test_a_step_answers_for_the_secrets_of_its_own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever step runs when they are due reads those of all steps, since the sandbox is one process."""
    monkeypatch.setattr("sandbox.cloud.permissions.statements", lambda step: [])
    permissions, session = Permissions(), Session()
    permissions.watch(session)
    session.set_credentials("x", "x")
    no_tries = Config(connect_timeout=0.5, retries={"total_max_attempts": 1})
    client: Any = session.create_client(
        "secretsmanager", "cn-north-1", endpoint_url="http://127.0.0.1:9", config=no_tries
    )
    with permissions.of("login"):
        with pytest.raises(ClientError, match="login does not allow GetSecretValue on secrets sms"):
            client.get_secret_value(SecretId="gradphoto/dev/sms")
        with pytest.raises(EndpointConnectionError):
            client.get_secret_value(SecretId="gradphoto/dev/wxpay")
