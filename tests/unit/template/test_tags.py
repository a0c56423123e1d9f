"""What costs money says which project and stage it belongs to."""

from __future__ import annotations

from typing import Any

from deploy.tags import TAGS, add_tags


def test_everything_that_can_be_is_tagged_and_keeps_its_other_tags() -> None:
    resources: dict[str, Any] = {
        "Queue": {"Type": "AWS::SQS::Queue", "Properties": {}},
        "Login": {"Type": "AWS::Serverless::Function", "Properties": {"Tags": {"made-by": "chalice"}}},
        "OnLogin": {"Type": "AWS::Lambda::Permission", "Properties": {}},
    }
    add_tags({"Resources": resources})
    assert resources["Queue"]["Properties"]["Tags"] == [
        {"Key": "Project", "Value": "gradphoto"},
        {"Key": "Stage", "Value": {"Ref": "Stage"}},
    ]
    assert resources["Login"]["Properties"]["Tags"] == {"made-by": "chalice", **TAGS}
    assert resources["OnLogin"]["Properties"] == {}
