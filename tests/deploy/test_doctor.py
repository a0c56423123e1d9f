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
from tools.doctor.patient import Internet, Patient
from tools.doctor.report import Level, Line, exit_code, table

# What is not well here, and why.
HERE = {
    "密钥：采集码密钥": "there is no such agency here",
    "密钥：腾讯云验证码": "pictures are drawn here",
    "小程序 appid": "it is a simulator's",
    "两个域名": "the addresses are local ones, without TLS",
    "网站的说明": "they are the repository's placeholders",
    "小程序的设置": "they are the repository's placeholders",
    "时钟": "a test has no way to AWS",
    "网站证书": "the addresses are local ones, without TLS",
    "网站页面": "the addresses are local ones, without TLS",
    "工作台证书": "the addresses are local ones, without TLS",
    "工作台页面": "the addresses are local ones, without TLS",
    "Lambda 配额": "the emulator has a number of its own",
    "API 配额": "the emulator has no Service Quotas",
    "访问日志": "the account has no role for API Gateway's logs, so AccessLog is off",
    "表能恢复": "a stack of the emulator leaves it out",
    "表的删除保护": "the stage dev has none",
    "短期数据": "a stack of the emulator leaves it out",
    "自动清理": "a stack of the emulator leaves it out",
    "审计指纹锁定": "a stack of the emulator leaves it out",
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
    lines = examine(Patient(STAGE, Account(), Local(), datetime.now(UTC), {}))
    assert exit_code(lines) == 2
    return [line for line in lines if line.verdict.level is not Level.OK]


@pytest.fixture
def well(stack: Deployed) -> Iterator[Deployed]:
    """Somebody hears the alarms, none of which rings; what is done to it is undone."""
    sns, events, manager = (stack.client(name) for name in ("sns", "events", "secretsmanager"))
    cloudwatch, topic = stack.client("cloudwatch"), stack.target.stack.standing().outputs["AlarmTopic"]
    for one in cloudwatch.describe_alarms(StateValue="ALARM")["MetricAlarms"]:
        cloudwatch.set_alarm_state(AlarmName=one["AlarmName"], StateValue="OK", StateReason="somebody looked")
    sns.subscribe(TopicArn=topic, Protocol="sms", Endpoint="+8619900000000")
    held = manager.get_secret_value(SecretId=SMS)["SecretString"]
    yield stack
    for one in sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]:
        sns.unsubscribe(SubscriptionArn=one["SubscriptionArn"])
    manager.put_secret_value(SecretId=SMS, SecretString=held)
    for rule in stack.target.stack.resources("AWS::Events::Rule").values():
        events.enable_rule(Name=rule.rpartition("|")[2])
    stack.client("sqs").purge_queue(QueueUrl=queue(stack, "ValidateFailures"))


def test_nothing_but_what_the_emulated_account_lacks(well: Deployed) -> None:
    found = unwell()
    assert {line.name for line in found} == HERE.keys(), table(found)


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
