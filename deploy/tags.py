"""Marks what costs money with its project and stage, so that a bill says what it is for."""

from __future__ import annotations

from typing import Any

Template = dict[str, Any]

TAGS: Template = {"Project": "gradphoto", "Stage": {"Ref": "Stage"}}
AS_LIST = {
    "AWS::CloudWatch::Alarm",
    "AWS::DynamoDB::Table",
    "AWS::IAM::Role",
    "AWS::Logs::LogGroup",
    "AWS::S3::Bucket",
    "AWS::SNS::Topic",
    "AWS::SQS::Queue",
}
AS_MAP = {"AWS::Serverless::Api", "AWS::Serverless::Function"}


def add_tags(template: Template) -> None:
    """Tags every resource that can be, in place."""
    for resource in template["Resources"].values():
        if resource["Type"] in AS_LIST:
            resource["Properties"]["Tags"] = [{"Key": name, "Value": value} for name, value in TAGS.items()]
        elif resource["Type"] in AS_MAP:
            resource["Properties"]["Tags"] = resource["Properties"].get("Tags", {}) | TAGS
