"""The doctor over the deployed stack: only what an emulated account lacks is not well, and what breaks is named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from chalicelib.shared.settings_reader import secret_name
from tests.worlds.deployed import STAGE, Deployed
from tests.worlds.troubles import queue, ring, send
from tools.deployed.stack import Account
from tools.doctor.__main__ import examine
from tools.doctor.emulated import ACCOUNT, LACKS, excused
from tools.doctor.patient import Internet, Patient
from tools.doctor.report import Level, Line, exit_code, table

# What is not well here, beside what every emulated account lacks.
HERE = {
    "表的删除保护": "the stage dev has none",
}
SMS = secret_name(STAGE, "sms")


class Local(Internet):
    """There are names here, and nothing behind them."""

    def resolves(self, host: str) -> bool:
        return True

    def certificate_ends(self, host: str) -> datetime:
        raise ConnectionRefusedError

    def status(self, url: str) -> int:
        raise ConnectionRefusedError

    def date_of(self, url: str) -> datetime:
        raise ConnectionRefusedError


def unwell() -> list[Line]:
    """The lines that are not well, without those that the doctor excuses in an emulated account."""
    return [line for line in looked_at() if line.verdict.level not in (Level.OK, Level.EMULATED)]


def looked_at() -> list[Line]:
    return [excused(line) for line in examine(Patient(STAGE, Account(), Local(), datetime.now(UTC), {}))]


@pytest.fixture
def well(stack: Deployed) -> Iterator[Deployed]:
    """Somebody hears the alarms, none of which rings; what is done to it is undone."""
    sns, events, manager = (stack.client(name) for name in ("sns", "events", "secretsmanager"))
    cloudwatch, outputs = stack.client("cloudwatch"), stack.target.stack.standing().outputs
    topics = [outputs["AlarmTopic"], outputs["TicketTopic"]]
    for one in cloudwatch.describe_alarms(StateValue="ALARM")["MetricAlarms"]:
        cloudwatch.set_alarm_state(AlarmName=one["AlarmName"], StateValue="OK", StateReason="somebody looked")
    for topic in topics:
        sns.subscribe(TopicArn=topic, Protocol="sms", Endpoint="+8619900000000")
    held = manager.get_secret_value(SecretId=SMS)["SecretString"]
    yield stack
    for topic in topics:
        for one in sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]:
            sns.unsubscribe(SubscriptionArn=one["SubscriptionArn"])
    manager.put_secret_value(SecretId=SMS, SecretString=held)
    for rule in stack.target.stack.resources("AWS::Events::Rule").values():
        events.enable_rule(Name=rule.rpartition("|")[2])
    stack.client("sqs").purge_queue(QueueUrl=queue(stack, "ValidateFailures"))


def test_nothing_but_what_the_emulated_account_lacks(well: Deployed) -> None:
    assert well.client("sts").get_caller_identity()["Account"] == ACCOUNT
    found = looked_at()
    told = {level: {line.name for line in found if line.verdict.level is level} for level in Level}
    assert (told[Level.EMULATED], told[Level.WARN]) == (set(LACKS), set(HERE)), table(found)
    assert exit_code(line for line in found if line.name not in HERE) == 0


def test_what_breaks_is_named(well: Deployed) -> None:
    sns, topic = well.client("sns"), well.target.stack.standing().outputs["AlarmTopic"]
    for one in sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]:
        sns.unsubscribe(SubscriptionArn=one["SubscriptionArn"])
    expire = well.target.stack.resources("AWS::Events::Rule")["ExpireExpireEvent"]
    well.client("events").disable_rule(Name=expire.rpartition("|")[2])
    manager = well.client("secretsmanager")
    held = json.loads(manager.get_secret_value(SecretId=SMS)["SecretString"])
    del held["SMS_SIGN"]
    manager.put_secret_value(SecretId=SMS, SecretString=json.dumps(held))
    send(well, "ValidateFailures", nothing="of it")
    ring(well, "DueGivenUp")

    said = {line.name: line.verdict.what for line in unwell() if line.name not in HERE}
    words = {
        "报警有人收": "没有人订阅报警",
        "定时任务": "ExpireExpireEvent",
        "密钥：短信": "缺少 SMS_SIGN",
        "放弃的消息": "ValidateFailures 1 条",
        "正在报警": "DueGivenUp",
    }
    assert said.keys() == words.keys()
    assert {name: word in said[name] for name, word in words.items()} == dict.fromkeys(words, True)
