"""config.json, environment.json and resources.json: every step, with the numbers it was sized for."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import pytest
from chalice.utils import to_cfn_resource_name

from chalicelib.shared.settings import STEPS, AllSettings, group_of
from deploy.alarms import alarms, events_by_step, periods
from deploy.step_template import code_package, complete_steps, variables
from deploy.template_checks import LAYERED
from deploy.wheels import PackagingError

CHALICE = Path(__file__).parents[3] / ".chalice"
CONFIG = json.loads((CHALICE / "config.json").read_text())
PROD = CONFIG["stages"]["prod"]
ENVIRONMENT = json.loads((CHALICE / "environment.json").read_text())
TEMPLATE = json.loads((CHALICE / "resources.json").read_text())
RESOURCES, CONDITIONS = TEMPLATE["Resources"], TEMPLATE["Conditions"]
FUNCTIONS = PROD["lambda_functions"]

A_MESSAGE = 0.4  # seconds: three requests of a table and one of a vendor
# MiB, seconds
SIZED = {
    "login": (512, 10), "lookup": (1024, 20), "upload": (256, 10), "decode": (1024, 15), "validate": (2048, 60),
    "orders": (512, 15), "pay": (512, 20), "pay_webhook": (512, 10), "expire": (1024, 55), "reconcile": (1024, 280),
    "settle_due": (256, 30), "match_bills": (1769, 900), "staff": (512, 15), "deliver": (1024, 900),
    "imports": (1024, 300),
    "notify": (512, 30), "rights": (1024, 29), "purge": (1769, 900), "remind": (512, 900),
    "gather_feedback": (512, 300), "witness": (256, 30),
}  # fmt: skip


def test_every_step_has_settings_a_function_and_a_size() -> None:
    assert set(STEPS) == set(FUNCTIONS) == set(SIZED)
    assert {name: (one["lambda_memory_size"], one["lambda_timeout"]) for name, one in FUNCTIONS.items()} == SIZED


def test_every_step_has_its_own_policy_and_nothing_is_guessed() -> None:
    assert CONFIG["autogen_policy"] is False
    assert {name: one["iam_policy_file"] for name, one in FUNCTIONS.items()} == {
        name: f"policies/{name}.json" for name in FUNCTIONS
    }


def test_a_step_has_only_the_layer_it_needs() -> None:
    """Pixels for two steps, PDFs for two others; the light steps carry neither."""
    assert {name: one["layers"] for name, one in FUNCTIONS.items() if "layers" in one} == {
        step: [{"Ref": layer}] for step, layer in LAYERED.items()
    }
    assert code_package({"Layers": [{"Ref": "OpencvLayer"}]}) == "./photo.zip"
    assert code_package({"Layers": [{"Ref": "PrintLayer"}]}) == "./core.zip"
    assert code_package({}) == "./core.zip"


def test_the_api_runs_in_china_too_and_on_arm() -> None:
    assert (PROD["api_gateway_endpoint_type"], CONFIG["lambda_architecture"]) == ("REGIONAL", "arm64")


def test_notices_of_payments_always_find_room() -> None:
    assert {name for name, one in FUNCTIONS.items() if "reserved_concurrency" in one} == {"pay_webhook"}


def test_what_is_due_is_settled_one_by_one_and_comes_again_when_it_failed() -> None:
    event = RESOURCES["SettleDue"]["Properties"]["Events"]["Due"]["Properties"]
    assert (event["BatchSize"], event["ScalingConfig"]) == (1, {"MaximumConcurrency": 200})
    assert event["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_a_shard_of_the_stream_is_followed_by_five_at_once_and_two_seconds_together() -> None:
    """Nothing that follows an event depends on another one's turn: counters add, progress compares.  No message waits
    longer than students notice, and a batch of nothing but messages is done before the step's time is over."""
    event = RESOURCES["Notify"]["Properties"]["Events"]["Orders"]["Properties"]
    assert (event["BatchSize"], event["ParallelizationFactor"]) == (50, 5)
    assert event["MaximumBatchingWindowInSeconds"] == 2
    assert event["BatchSize"] * A_MESSAGE < FUNCTIONS["notify"]["lambda_timeout"]


@pytest.mark.parametrize("step", STEPS)
def test_a_step_gets_its_own_settings_and_no_other(step: str) -> None:
    plain = [field for field in fields(STEPS[step]) if not group_of(field)]
    wanted = {field.name.upper(): field.default is MISSING for field in plain}
    given = variables(step, ENVIRONMENT)
    assert given.pop("STEP") == step
    assert {name for name, needed in wanted.items() if needed} <= set(given) <= set(wanted)


def test_every_value_is_used_by_some_step() -> None:
    assert set(ENVIRONMENT) == {name for step in STEPS for name in variables(step, ENVIRONMENT)} - {"STEP"}


def test_no_secret_is_written_down_nor_given_to_a_function() -> None:
    """Whoever may read a function's configuration would read it, and a changed one would wait for a deployment."""
    secret = {field.name.upper() for field in fields(AllSettings) if group_of(field)}
    assert not secret & set(ENVIRONMENT)
    assert "{{resolve:" not in json.dumps(ENVIRONMENT)
    outside = ("MASTER_", "CONTACT_", "STAFF_", "AGENCY_", "WECHAT_", "SMS_", "WXPAY_", "ALIPAY_")
    assert [name for name in ENVIRONMENT if name.startswith(outside)] == ["WXPAY_NOTICE_URL", "WECHAT_APPID"]


def test_what_no_secret_holds_is_asked_of_who_deploys() -> None:
    parameters = json.loads((CHALICE / "resources.json").read_text())["Parameters"]
    assert ENVIRONMENT["WECHAT_APPID"] == {"Ref": "WechatAppid"}
    assert parameters["WechatAppid"]["AllowedPattern"] == "wx[0-9a-f]{16}"


def test_a_step_without_a_value_is_refused() -> None:
    with pytest.raises(PackagingError, match=r"step pay: .*WECHAT_APPID"):
        variables("pay", {name: value for name, value in ENVIRONMENT.items() if name != "WECHAT_APPID"})


def test_a_function_without_settings_is_refused() -> None:
    template: dict[str, Any] = {"Resources": {"Stranger": {"Type": "AWS::Serverless::Function", "Properties": {}}}}
    with pytest.raises(PackagingError, match=r"without settings: .'Stranger'"):
        complete_steps(template, ENVIRONMENT)


def key_schema(keys: list[dict[str, str]]) -> str:
    return " ".join(key["AttributeName"] for key in keys)


def test_the_tables_have_the_keys_and_indexes_the_stores_read() -> None:
    tables = {name: one["Properties"] for name, one in RESOURCES.items() if one.get("Type") == "AWS::DynamoDB::Table"}
    assert {name: key_schema(one["KeySchema"]) for name, one in tables.items()} == {
        "OrdersTable": "pk sk",
        "PeopleTable": "pk sk",
        "TasksTable": "pk sk",
        "InboxTable": "pk",
    }
    indexes = {one["IndexName"]: one for one in tables["OrdersTable"]["GlobalSecondaryIndexes"]}
    projected = {name: one["Projection"]["ProjectionType"] for name, one in indexes.items()}
    assert {name: (key_schema(one["KeySchema"]), projected[name]) for name, one in indexes.items()} == {
        "by_person": ("person_id opened_at", "KEYS_ONLY"),
        "by_task_state": ("task_state state_at", "KEYS_ONLY"),
        "queue": ("queue_key queue_at", "KEYS_ONLY"),
        "task_queue": ("task_queue queue_at", "KEYS_ONLY"),
        "due": ("due_shard due_at", "KEYS_ONLY"),
    }
    streams = {name: one["StreamSpecification"] for name, one in tables.items() if "StreamSpecification" in one}
    assert streams == {name: {"StreamViewType": "NEW_AND_OLD_IMAGES"} for name in ("OrdersTable", "PeopleTable")}
    for name in ("InboxTable", "PeopleTable"):
        assert tables[name]["TimeToLiveSpecification"] == {"AttributeName": "ttl", "Enabled": True}
    assert {one["BillingMode"] for one in tables.values()} == {"PAY_PER_REQUEST"}
    restored = {name for name, one in tables.items() if one["PointInTimeRecoverySpecification"] == RESTORED}
    assert restored == tables.keys() - {"InboxTable"}  # which holds nothing that lasts


RESTORED = {"PointInTimeRecoveryEnabled": True}


def test_what_cannot_be_made_again_outlives_the_stack_but_not_a_first_try_that_failed() -> None:
    for name, one in RESOURCES.items():
        if one.get("Type") in ("AWS::DynamoDB::Table", "AWS::S3::Bucket"):
            kept = (one["DeletionPolicy"], one["UpdateReplacePolicy"])
            assert (name, *kept) == (name, "RetainExceptOnCreate", "Retain")


def test_a_table_is_deleted_in_a_stage_for_trying_alone() -> None:
    assert CONDITIONS["MayBeDeleted"] == {"Fn::Equals": [{"Ref": "Stage"}, "dev"]}
    tables = [one["Properties"] for one in RESOURCES.values() if one.get("Type") == "AWS::DynamoDB::Table"]
    protected = [one["DeletionProtectionEnabled"] for one in tables]
    assert protected == [{"Fn::If": ["MayBeDeleted", False, True]}] * 4


@pytest.mark.parametrize("table", ["Inbox", "Orders", "People", "Tasks"])
def test_a_table_is_warm_for_a_season_where_the_operator_says_so(table: str) -> None:
    wanted = {"WriteUnitsPerSecond": {"Ref": f"{table}Writes"}}
    warm = RESOURCES[f"{table}Table"]["Properties"]["WarmThroughput"]
    assert warm == {"Fn::If": [f"Has{table}Writes", wanted, {"Ref": "AWS::NoValue"}]}
    assert CONDITIONS[f"Has{table}Writes"] == {"Fn::Not": [{"Fn::Equals": [{"Ref": f"{table}Writes"}, 0]}]}
    assert TEMPLATE["Parameters"][f"{table}Writes"]["Default"] == 0


def test_a_file_deleted_by_mistake_comes_back_within_a_week_and_a_copy_does_not() -> None:
    bucket = RESOURCES["PhotoBucket"]["Properties"]
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    rules = bucket["LifecycleConfiguration"]["Rules"]
    kept = {
        rule.get("Prefix"): rule.get("NoncurrentVersionExpiration", {}).get("NoncurrentDays") for rule in rules[:-1]
    }
    assert kept == {"in/": 1, "exports/": 1, "tables/": 1, "notices/tasks/": None, "feedback/": None, None: 7}


def test_the_bucket_is_private_and_forgets_uploads() -> None:
    bucket = RESOURCES["PhotoBucket"]["Properties"]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    rules = bucket["LifecycleConfiguration"]["Rules"]
    assert [(rule["Prefix"], rule["ExpirationInDays"]) for rule in rules if "ExpirationInDays" in rule] == [
        ("in/", 1),
        ("exports/", 1),
        ("tables/", 3),
        ("notices/tasks/", 30),
        ("feedback/", 400),
    ]
    assert bucket["CorsConfiguration"]["CorsRules"][0]["AllowedMethods"] == ["POST"]
    assert bucket["BucketName"] == ENVIRONMENT["PHOTO_BUCKET"]


def test_a_digest_of_the_trail_is_locked_for_ten_years_and_nobody_may_shorten_it() -> None:
    bucket = RESOURCES["AuditBucket"]["Properties"]
    assert bucket["BucketName"] == ENVIRONMENT["AUDIT_BUCKET"]
    assert (bucket["ObjectLockEnabled"], bucket["VersioningConfiguration"]) == (True, {"Status": "Enabled"})
    retention = bucket["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]
    assert retention == {"Mode": "COMPLIANCE", "Days": {"Fn::If": ["MayBeDeleted", 1, 3650]}}
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert not [rule for rule in bucket["LifecycleConfiguration"]["Rules"] if "ExpirationInDays" in rule]


def test_a_row_of_the_trail_is_tried_for_half_the_day_that_the_stream_keeps_it() -> None:
    """The other half is for whoever is told that it was given up."""
    event = RESOURCES["Witness"]["Properties"]["Events"]["Trail"]["Properties"]
    assert (event["MaximumRetryAttempts"], event["MaximumRecordAgeInSeconds"]) == (-1, 12 * 3600)
    assert event["BisectBatchOnFunctionError"]
    assert event["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["WitnessFailures", "Arn"]}


def test_photos_and_avatars_wake_validate_and_its_failures_are_kept() -> None:
    validate = RESOURCES["Validate"]["Properties"]
    objects = [one["Properties"] for one in validate["Events"].values() if one["Type"] == "S3"]
    assert sorted(one["Filter"]["S3Key"]["Rules"][0]["Value"] for one in objects) == ["in/avatar/", "in/photo/"]
    kept = validate["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]
    assert kept == {"Type": "SQS", "Destination": {"Fn::GetAtt": ["ValidateFailures", "Arn"]}}


@pytest.mark.parametrize(
    ("queue", "step"),
    [
        ("JudgeQueue", "validate"),
        ("DeliverQueue", "deliver"),
        ("ImportQueue", "imports"),
        ("BillQueue", "match_bills"),
    ],
)
def test_a_job_hides_longer_than_its_step_may_run(queue: str, step: str) -> None:
    """AWS advises six timeouts, for calls that are throttled: of the jobs few run at a time, and one whose process died
    would wait 90 minutes in place of 16."""
    assert RESOURCES[queue]["Properties"]["VisibilityTimeout"] > SIZED[step][1]


def test_one_failure_that_does_not_come_again_by_itself_reaches_a_person() -> None:
    every = periods(RESOURCES)
    assert every == {"match_bills": 86400}  # the others stand in app.py
    found = alarms(events_by_step(RESOURCES), every)
    wakes = {name: found[f"{name}Errors"]["Properties"]["Threshold"] for name in map(to_cfn_resource_name, STEPS)}
    again = {"SettleDue", "Deliver", "Imports", "Notify", "Validate", "Witness"}
    assert wakes == {name: 5 if name in again else 1 for name in wakes}


def test_a_due_message_hides_for_six_timeouts_and_is_given_up_after_five_tries() -> None:
    queue = RESOURCES["DueQueue"]["Properties"]
    assert queue["VisibilityTimeout"] >= 6 * SIZED["settle_due"][1]
    assert queue["RedrivePolicy"] == {
        "deadLetterTargetArn": {"Fn::GetAtt": ["DueDeadLetters", "Arn"]},
        "maxReceiveCount": 5,
    }
