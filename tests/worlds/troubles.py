"""Troubles of a deployed stack, for whoever is to put them right."""

from __future__ import annotations

import json
import time
from contextlib import suppress

import requests

from clients.outside import new_phone
from clients.student import ApiError, Student
from tests.worlds.deployed import STAGE, Deployed
from tools.deployed.stack import function_name
from tools.suite.patience import PATIENCE, wait_for

HERE = f"gradphoto-{STAGE}"


def queue(stack: Deployed, name: str) -> str:
    """The URL of a queue of the stack, by its logical name."""
    return stack.target.stack.resources("AWS::SQS::Queue")[name]


def waiting(stack: Deployed, url: str) -> int:
    """How many messages a queue has."""
    name = "ApproximateNumberOfMessages"
    answer = stack.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[name])
    return int(answer["Attributes"][name])


def ring(stack: Deployed, alarm: str) -> None:
    """An alarm rings."""
    name = stack.target.stack.resources("AWS::CloudWatch::Alarm")[alarm]
    stack.client("cloudwatch").set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="a rehearsal")


def log(stack: Deployed, step: str, level: str, what: str, **more: str) -> None:
    """A step writes a line, as well as one that nobody looks for."""
    logs, group = stack.client("logs"), f"/aws/lambda/{function_name(STAGE, step)}"
    with suppress(logs.exceptions.ResourceAlreadyExistsException):
        logs.create_log_stream(logGroupName=group, logStreamName="trouble")
    lines = [json.dumps({"level": level, "what": what, **more}), json.dumps({"level": "info", "what": "all is well"})]
    now = round(time.time() * 1000)
    events = [{"timestamp": now, "message": line} for line in lines]
    logs.put_log_events(logGroupName=group, logStreamName="trouble", logEvents=events)


def refused(stack: Deployed, path: str) -> None:
    """Somebody without a session asks for something."""
    assert requests.get(stack.site.url + path, timeout=PATIENCE).status_code == 401


def no_balance(stack: Deployed) -> None:
    """An SMS cannot be paid for."""
    stack.outside.control("POST", "/faults", name="sms_no_balance", times=1)
    with suppress(ApiError):
        stack.log_in(Student(stack.site.url), new_phone())


def behind(stack: Deployed, dead_letters: str) -> str:
    """The URL of a queue that nobody serves, whose messages become those dead letters."""
    sqs = stack.client("sqs")
    found = sqs.get_queue_attributes(QueueUrl=queue(stack, dead_letters), AttributeNames=["QueueArn"])
    redrive = json.dumps({"deadLetterTargetArn": found["Attributes"]["QueueArn"], "maxReceiveCount": 1})
    made = sqs.create_queue(QueueName=f"behind-{dead_letters}", Attributes={"RedrivePolicy": redrive})
    return str(made["QueueUrl"])


def give_up(stack: Deployed, dead_letters: str) -> None:
    """A message is tried in vain."""
    sqs, url = stack.client("sqs"), behind(stack, dead_letters)
    sqs.send_message(QueueUrl=url, MessageBody="{}")
    wait_for(lambda: sqs.receive_message(QueueUrl=url, VisibilityTimeout=0).get("Messages"), "the message")
    wait_for(lambda: sqs.receive_message(QueueUrl=url) and waiting(stack, queue(stack, dead_letters)), "a dead letter")


def send(stack: Deployed, name: str, **body: object) -> None:
    stack.client("sqs").send_message(QueueUrl=queue(stack, name), MessageBody=json.dumps(body))
