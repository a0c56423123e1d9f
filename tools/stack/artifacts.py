"""The bucket that deployments are made from: packages and templates, each under a name made of its content."""

from __future__ import annotations

import copy
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.shared.settings_reader import secret_name
from deploy.cache import digest
from deploy.rollout import publish_changes
from deploy.sam_expand import sam_expand
from tools.deployed.secret_groups import GROUPS
from tools.deployed.stack import StackError, code_of
from tools.stack.cloud import Cloud

Template = dict[str, Any]
URIS = ("CodeUri", "ContentUri")  # of functions and layers
VARIABLE = re.compile(r"\$\{([\w:]+)\}")


@dataclass(frozen=True, kw_only=True)
class Artifacts:
    """The bucket, which exists."""

    cloud: Cloud
    bucket: str

    def packages(self, template: Template, folder: Path) -> Template:
        """Uploads what the SAM template names and the bucket has not; the template that names it there."""
        s3, placed, keys = self.cloud.client("s3"), copy.deepcopy(template), dict[str, str]()
        for resource in placed["Resources"].values():
            for name in URIS:
                uri = resource.get("Properties", {}).get(name)
                if isinstance(uri, str):
                    keys[uri] = keys.get(uri) or self._package(s3, folder / uri)
                    resource["Properties"][name] = f"s3://{self.bucket}/{keys[uri]}"
        return placed

    def _package(self, s3: Any, path: Path) -> str:
        key = f"packages/{digest(path)[:32]}/{path.name}"
        if not _has(s3, self.bucket, key):
            s3.upload_file(str(path), self.bucket, key)
        return key

    def template(self, template: Template, folder: Path, values: Mapping[str, str]) -> str:
        """Uploads the packages and the template as CloudFormation takes it; the template's key.

        values: of its parameters.
        """
        placed = self.packages(template, folder)
        publish_changes(placed, values)
        expanded = sam_expand(placed, self.cloud.region, self.cloud.partition, values)
        self._name_buckets(expanded, values)
        return self._put(expanded)

    def at_once(self, key: str) -> str:
        """Uploads a template of this bucket without a rollout; that one's key.

        For the way back: the alarms that ring are the ones that would stop it, and its code has been tried.
        """
        template = json.loads(self.read(key))
        for resource in template["Resources"].values():
            if resource["Type"] == "AWS::Lambda::Alias":
                resource.pop("UpdatePolicy", None)
        return self._put(template)

    def read(self, key: str) -> str:
        """The text of a template of this bucket."""
        body: bytes = self.cloud.client("s3").get_object(Bucket=self.bucket, Key=key)["Body"].read()
        return body.decode()

    def _put(self, template: Template) -> str:
        text = json.dumps(template, ensure_ascii=False, separators=(",", ":")).encode()
        key = f"templates/{hashlib.sha256(text).hexdigest()[:32]}.json"
        self.cloud.client("s3").put_object(Bucket=self.bucket, Key=key, Body=text)
        return key

    def _name_buckets(self, template: Template, values: Mapping[str, str]) -> None:
        """Writes the buckets' names out: a bucket that a deleted stack has left is only taken over by such a name."""
        known = {"AWS::AccountId": self.cloud.account, "AWS::Region": self.cloud.region, **values}
        for resource in template["Resources"].values():
            name = resource.get("Properties", {}).get("BucketName")
            if resource["Type"] == "AWS::S3::Bucket" and isinstance(name, dict):
                resource["Properties"]["BucketName"] = VARIABLE.sub(lambda found: known[found[1]], name["Fn::Sub"])

    def url(self, key: str) -> str:
        """Where CloudFormation finds an object of this bucket."""
        return f"{self.cloud.client('s3').meta.endpoint_url}/{self.bucket}/{key}"


def artifacts(cloud: Cloud, name: str | None) -> Artifacts:
    """The bucket `name`, or the account's own; made, private and encrypted, if it is not there.  Raises StackError."""
    s3, bucket = cloud.client("s3"), name or f"gradphoto-deployments-{cloud.account}-{cloud.region}"
    try:
        where = s3.get_bucket_location(Bucket=bucket)["LocationConstraint"] or "us-east-1"
    except ClientError as error:
        if code_of(error) != "NoSuchBucket":
            raise StackError(
                f"打不开存储桶 {bucket}（{code_of(error)}）：这个名称可能属于别的账号，请换一个 BUCKET"
            ) from error
        _make(s3, bucket, cloud.region)
    else:
        if where != cloud.region:
            raise StackError(f"存储桶 {bucket} 在 {where}，部署包必须在 {cloud.region}：请换一个 BUCKET，或不写 BUCKET")
    return Artifacts(cloud=cloud, bucket=bucket)


def _make(s3: Any, bucket: str, region: str) -> None:
    """Private and encrypted from its first moment: S3's own defaults are the same, and are not left to chance."""
    place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    try:
        s3.create_bucket(Bucket=bucket, **place)
    except ClientError as error:
        raise StackError(f"建不了存储桶 {bucket}（{code_of(error)}）：请换一个 BUCKET，或检查密钥的权限") from error
    blocked = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=dict.fromkeys(blocked, True))
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": [rule]})


def _has(s3: Any, bucket: str, key: str) -> bool:
    try:
        s3.head_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if code_of(error) != "404":
            raise
        return False
    return True


def needed_secrets(stage: str) -> list[str]:
    """The secrets without which functions do not start."""
    return [secret_name(stage, group) for group, known in GROUPS.items() if not known.absent]


def missing_secrets(cloud: Cloud, names: list[str]) -> list[str]:
    """Those of `names` that the account does not have."""
    manager = cloud.client("secretsmanager")
    return [name for name in names if not _has_secret(manager, name)]


def _has_secret(manager: Any, name: str) -> bool:
    try:
        found = manager.describe_secret(SecretId=name)
    except ClientError as error:
        if code_of(error) != "ResourceNotFoundException":
            raise
        return False
    return "DeletedDate" not in found
