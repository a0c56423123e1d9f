"""A deployment that lacks nothing, for a test to take something away from."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from chalicelib.shared.settings import STEPS
from deploy.lambda_runtime import PYTHON
from deploy.rollout import ALIAS
from tests.worlds.deployment import MADE_AT, FakeCloud, refusal, secret_values, values_of
from tools.deployed.secret_groups import GROUPS
from tools.doctor.patient import ROOT, Patient
from tools.doctor.stack_checks import UPLOADS
from tools.doctor.storage_checks import PREFIXES

NOW = datetime(2036, 3, 1, 8, 0, tzinfo=UTC)
SITE, DESK = "https://photo.hncj.cn", "https://desk.hncj.cn"
APPID = "wx1a2b3c4d5e6f7a8b"
SUBSCRIBED = "arn:aws-cn:sns:cn-north-1:123456789012:gradphoto-prod-alarms:1"


@dataclass
class FakeNet:
    """Addresses by host; what is not there does not answer."""

    ends: dict[str, datetime] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    date: datetime = NOW

    def resolves(self, host: str) -> bool:
        return host in self.ends

    def certificate_ends(self, host: str) -> datetime:
        if host not in self.ends:
            raise OSError
        return self.ends[host]

    def status(self, url: str) -> int:
        if url not in self.statuses:
            raise OSError
        return self.statuses[url]

    def date_of(self, url: str) -> datetime:
        assert url == "https://dynamodb.cn-north-1.amazonaws.com.cn"
        return self.date


@dataclass
class Deployment:
    """Everything that the checks ask for; a test changes it before it is looked at."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, dict[str, str]] = field(default_factory=dict)
    shared: dict[str, dict[str, str]] = field(default_factory=dict)  # of other stages, by stage/group
    functions: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    net: FakeNet = field(default_factory=FakeNet)
    secrets_made: datetime = MADE_AT

    def patient(self) -> Patient:
        def configuration(FunctionName: str) -> Any:
            return self.functions.get(
                FunctionName.removeprefix("gradphoto-prod-"), refusal("ResourceNotFoundException")
            )

        def value(SecretId: str) -> Any:
            stage, group = SecretId.split("/")[1:]
            if stage == "prod":
                return secret_values(self.secrets_made, **self.secrets)(SecretId)
            return secret_values(**{group: self.shared[found]} if (found := f"{stage}/{group}") in self.shared else {})(
                SecretId
            )

        self.answers["lambda"].setdefault("get_function_configuration", configuration)
        self.answers["secretsmanager"] = {"get_secret_value": value}
        return Patient("prod", FakeCloud(self.answers), self.net, NOW, {}, self.folder)


def healthy(folder: Path) -> Deployment:
    """folder: gets the site's and the mini-program's settings."""
    settings = {
        "STAGE": "prod", "ORDERS_TABLE": "orders", "PEOPLE_TABLE": "people", "TASKS_TABLE": "tasks",
        "INBOX_TABLE": "inbox", "PHOTO_BUCKET": "photos", "AUDIT_BUCKET": "audit",
        "SITE_URL": SITE, "CONSOLE_URL": DESK,
        "WXPAY_NOTICE_URL": f"{SITE}/api/pay/notices/wechat", "WECHAT_APPID": APPID,
    }  # fmt: skip
    functions = {
        step: {
            "Runtime": f"python{PYTHON}",
            "Architectures": ["x86_64"],
            "LastUpdateStatus": "Successful",
            "Layers": [{"Arn": "layer"}],
            "Environment": {"Variables": {"STEP": step, **settings}},
        }
        for step in STEPS
    }
    _pages(folder)
    hosts = {host: NOW + timedelta(days=200) for host in ("photo.hncj.cn", "desk.hncj.cn")}
    net = FakeNet(hosts, {f"{SITE}/": 200, f"{DESK}/": 200})
    secrets = {group: values_of(group) for group in GROUPS}
    return Deployment(folder, settings, secrets, {}, functions, _answers(), net)


def _pages(folder: Path) -> None:
    """This repository's own settings, with the placeholders filled in."""
    for name in ("web/settings.json", "miniprogram/settings.js", "miniprogram/project.config.json"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text((ROOT / name).read_text("utf-8"), "utf-8")
    site = json.loads((folder / "web/settings.json").read_text("utf-8"))
    del site["branch"]["people"][1:]  # the guide prints one without its area code
    site |= {
        "icp": "湘ICP备12345678号-1",
        "police": {"text": "湘公网安备 43010102001234号", "url": "https://beian.mps.gov.cn/"},
    }
    (folder / "web/settings.json").write_text(json.dumps(site, ensure_ascii=False), "utf-8")
    project = json.loads((folder / "miniprogram/project.config.json").read_text("utf-8"))
    (folder / "miniprogram/project.config.json").write_text(json.dumps(project | {"appid": APPID}), "utf-8")
    template = values_of("wechat")["WECHAT_RESULT_TEMPLATE"]
    released = {"api": SITE, "templates": {"result": template, "state": template}}
    (folder / "miniprogram/settings.js").write_text(f"module.exports = {json.dumps(released)};\n", "utf-8")


def account_settings(*, at_once: int = 3000, code: int = 5) -> dict[str, Any]:
    """What Lambda says of an account.  at_once: executions; code: GiB that are taken, of 75."""
    limit = {"ConcurrentExecutions": at_once, "TotalCodeSize": 75 * 2**30}
    return {"AccountLimit": limit, "AccountUsage": {"TotalCodeSize": code * 2**30}}


def _answers() -> dict[str, dict[str, Any]]:
    resources = {
        "AWS::Events::Rule": ["ExpireRule"],
        "AWS::Lambda::EventSourceMapping": ["NotifyOrders"],
        "AWS::Logs::LogGroup": ["RestAPILogGroup", "ConsoleAPILogGroup"],
        "AWS::WAFv2::WebACL": ["NetworkLimit"],
        "AWS::SQS::Queue": ["DueQueue", "DueDeadLetters", "NotifyFailures"],
    }
    listed = [
        {"ResourceType": kind, "LogicalResourceId": name, "PhysicalResourceId": name}
        for kind, names in resources.items()
        for name in names
    ]
    outputs = {"PhotoBucketName": "photos", "SiteBucketName": "site", "AlarmTopic": "topic", "TicketTopic": "tickets"}
    closed = dict.fromkeys(("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True)
    recovery = {"PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "ENABLED"}}
    return {
        "cloudformation": {
            "describe_stacks": {
                "Stacks": [
                    {
                        "EnableTerminationProtection": True,
                        "Outputs": [{"OutputKey": key, "OutputValue": value} for key, value in outputs.items()],
                    }
                ]
            },
            "list_stack_resources": {"StackResourceSummaries": listed},
        },
        "lambda": {
            "get_alias": {"FunctionVersion": "3"},
            "get_account_settings": account_settings(),
            "get_event_source_mapping": {"State": "Enabled"},
            "get_function_concurrency": lambda **asked: (
                {"ReservedConcurrentExecutions": 100} if asked["FunctionName"].endswith("-pay_webhook") else {}
            ),
        },
        "service-quotas": {"get_service_quota": {"Quota": {"Value": 20000.0}}},
        "events": {"describe_rule": {"State": "ENABLED"}},
        "sns": {"list_subscriptions_by_topic": {"Subscriptions": [{"SubscriptionArn": SUBSCRIBED}]}},
        "cloudwatch": {
            "describe_alarms": {
                "MetricAlarms": [{"AlarmName": "ApiFaults", "StateValue": "OK", "ActionsEnabled": True}]
            }
        },
        "dynamodb": {
            "describe_continuous_backups": {"ContinuousBackupsDescription": recovery},
            "describe_table": {"Table": {"DeletionProtectionEnabled": True}},
            "describe_time_to_live": {"TimeToLiveDescription": {"TimeToLiveStatus": "ENABLED"}},
        },
        "s3": {
            "get_public_access_block": {"PublicAccessBlockConfiguration": closed},
            "get_bucket_lifecycle_configuration": {
                "Rules": [{"Status": "Enabled", "Filter": {"Prefix": prefix}} for prefix in PREFIXES]
            },
            "get_bucket_versioning": {"Status": "Enabled"},
            "get_bucket_notification_configuration": {
                "LambdaFunctionConfigurations": [
                    {
                        "LambdaFunctionArn": f"arn:aws-cn:lambda:cn-north-1:1:function:gradphoto-prod-validate:{ALIAS}",
                        "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": prefix}]}},
                    }
                    for prefix in UPLOADS
                ]
            },
            "get_object_lock_configuration": {
                "ObjectLockConfiguration": {"Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 3650}}}
            },
            "head_object": {},
        },
        "sqs": {"get_queue_attributes": {"Attributes": {"ApproximateNumberOfMessages": "0"}}},
    }
