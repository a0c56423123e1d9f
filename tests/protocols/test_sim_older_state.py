"""A state directory of a release before: what its tables lack is added, and what lies in them stays."""

from __future__ import annotations

from pathlib import Path

from sandbox.box import Sandbox
from sandbox.cloud import resources
from sandbox.cloud.template import load_template


def test_a_table_whose_stream_nobody_followed_gets_one(tmp_path: Path, key_dir: Path) -> None:
    (tmp_path / "keys.json").write_text((key_dir / "keys.json").read_text())
    with Sandbox(state_dir=tmp_path, product=False) as box:
        dynamodb, item = box.aws_client("dynamodb"), {"pk": {"S": "P#1"}, "sk": {"S": "PROFILE"}}
        table = load_template().of_type("AWS::DynamoDB::Table")["PeopleTable"]
        dynamodb.delete_table(TableName="PeopleTable")
        words = {word: table[word] for word in resources.TABLE_WORDS if word in table}
        dynamodb.create_table(TableName="PeopleTable", **words)
        dynamodb.put_item(TableName="PeopleTable", Item=item)
        for _ in range(2):
            resources.make_tables(dynamodb, load_template())
            found = dynamodb.describe_table(TableName="PeopleTable")["Table"]["StreamSpecification"]
            assert found == {"StreamEnabled": True, **table["StreamSpecification"]}
        box.streams.skip()
        assert dynamodb.scan(TableName="PeopleTable")["Items"] == [item]
