"""Creates the deployment template's tables, bucket, queues and object events in the emulator.

Every call may be repeated: existing resources stay as they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from botocore.exceptions import ClientError

from sandbox.cloud.emulator import Client
from sandbox.cloud.template import Template

BUCKET = "gradphoto-sandbox"
AUDIT_BUCKET = f"{BUCKET}-audit"
UPLOADS = "Uploads"  # the queue that carries object events to their step; on AWS the bucket calls the step itself
EXISTS_ALREADY = {"ResourceInUseException", "BucketAlreadyOwnedByYou", "QueueNameExists", "QueueAlreadyExists"}
TABLE_WORDS = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
QUEUE_WORDS = ("VisibilityTimeout", "MessageRetentionPeriod")


def _create(create: Callable[[], object]) -> bool:
    """Runs `create`; False if the resource exists already."""
    try:
        create()
    except ClientError as error:
        if error.response["Error"]["Code"] not in EXISTS_ALREADY:
            raise
        return False
    return True


def make_tables(dynamodb: Client, template: Template) -> None:
    """Creates the tables with their indexes, streams and TTL; a table's name is its logical id."""
    for name, properties in template.of_type("AWS::DynamoDB::Table").items():
        _make_table(dynamodb, name, properties)


def empty_table(dynamodb: Client, template: Template, name: str) -> None:
    """Recreates a table, without items and with a new stream.  Raises KeyError for an unknown name."""
    dynamodb.delete_table(TableName=name)
    _make_table(dynamodb, name, template.of_type("AWS::DynamoDB::Table")[name])


def _make_table(dynamodb: Client, name: str, properties: Mapping[str, Any]) -> None:
    spec: dict[str, Any] = {word: properties[word] for word in TABLE_WORDS if word in properties}
    if "StreamSpecification" in properties:
        spec["StreamSpecification"] = {"StreamEnabled": True, **properties["StreamSpecification"]}
    new = _create(lambda: dynamodb.create_table(TableName=name, **spec))
    if not new and "StreamSpecification" in spec:
        _give_stream(dynamodb, name, spec["StreamSpecification"])
    if new and "TimeToLiveSpecification" in properties:
        dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification=properties["TimeToLiveSpecification"])


def _give_stream(dynamodb: Client, name: str, stream: Mapping[str, Any]) -> None:
    """For a table of a release that followed no stream of it."""
    if "StreamSpecification" not in dynamodb.describe_table(TableName=name)["Table"]:
        dynamodb.update_table(TableName=name, StreamSpecification=stream)


def make_queues(sqs: Client, template: Template) -> dict[str, str]:
    """Creates the queues with their dead-letter queues.  Returns the URLs by logical id."""
    declared = template.of_type("AWS::SQS::Queue")
    urls = {name: sqs.create_queue(QueueName=name)["QueueUrl"] for name in [*declared, UPLOADS]}
    for name, properties in declared.items():
        attributes = {word: str(properties[word]) for word in QUEUE_WORDS if word in properties}
        if "RedrivePolicy" in properties:
            dead = properties["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
            redrive = {**properties["RedrivePolicy"], "deadLetterTargetArn": queue_arn(sqs, urls[dead])}
            attributes["RedrivePolicy"] = json.dumps(redrive)
        if attributes:
            sqs.set_queue_attributes(QueueUrl=urls[name], Attributes=attributes)
    return urls


def queue_arn(sqs: Client, url: str) -> str:
    answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return str(answer["Attributes"]["QueueArn"])


def make_buckets(s3: Client, sqs: Client, template: Template, urls: Mapping[str, str], origins: Sequence[str]) -> None:
    """Creates the buckets.  origins: sites that may upload; events of new objects under the template's prefixes go to
    UPLOADS."""
    region: Any = {"LocationConstraint": s3.meta.region_name}
    _create(lambda: s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=region))
    _make_audit_bucket(s3)
    properties = template.of_type("AWS::S3::Bucket")["PhotoBucket"]
    rules = [_cors(rule, origins) for rule in properties["CorsConfiguration"]["CorsRules"]]
    s3.put_bucket_cors(Bucket=BUCKET, CORSConfiguration={"CORSRules": rules})
    blocked = properties["PublicAccessBlockConfiguration"]
    s3.put_public_access_block(Bucket=BUCKET, PublicAccessBlockConfiguration=blocked)
    uploads = queue_arn(sqs, urls[UPLOADS])
    sqs.set_queue_attributes(QueueUrl=urls[UPLOADS], Attributes={"Policy": _bucket_may_send(uploads)})
    prefixes = [prefix for events in template.object_events for prefix in events.prefixes]
    s3.put_bucket_notification_configuration(
        Bucket=BUCKET,
        NotificationConfiguration={"QueueConfigurations": [_object_events(uploads, prefix) for prefix in prefixes]},
    )


def _make_audit_bucket(s3: Client) -> None:
    """Creates the bucket whose objects nobody can change for a day, as in a stage that may be deleted."""
    region: Any = {"LocationConstraint": s3.meta.region_name}
    if _create(
        lambda: s3.create_bucket(Bucket=AUDIT_BUCKET, CreateBucketConfiguration=region, ObjectLockEnabledForBucket=True)
    ):
        rule: Any = {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 1}}
        lock: Any = {"ObjectLockEnabled": "Enabled", "Rule": rule}
        s3.put_object_lock_configuration(Bucket=AUDIT_BUCKET, ObjectLockConfiguration=lock)


def _cors(rule: dict[str, Any], origins: Sequence[str]) -> Any:
    words = ("AllowedMethods", "AllowedHeaders")
    return {"AllowedOrigins": list(origins), "MaxAgeSeconds": rule["MaxAge"], **{word: rule[word] for word in words}}


def _bucket_may_send(queue: str) -> str:
    allowed = {
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue,
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [allowed]})


def _object_events(queue: str, prefix: str) -> Any:
    rules = [{"Name": "prefix", "Value": prefix}]
    return {"QueueArn": queue, "Events": ["s3:ObjectCreated:*"], "Filter": {"Key": {"FilterRules": rules}}}
