"""The triggers of the steps that no browser calls: new objects, queues and schedules.

Object events go through the emulator's queue, so none is lost while the product is down.  Every start announces
objects in quarantine again whose event was not handled.
"""

from __future__ import annotations

import json
import time
import traceback
import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from deploy.schedules import MINUTE
from sandbox.cloud.emulator import Client
from sandbox.cloud.queue_poller import Message, QueuePoller
from sandbox.cloud.resources import BUCKET, UPLOADS
from sandbox.cloud.steps import Event, Steps
from sandbox.cloud.template import ObjectEvents, QueueEvents, Template
from sandbox.loop import Loop
from sandbox.records import Records


class QueueTrigger:
    """A queue that feeds a step, as an event source mapping does."""

    def __init__(self, sqs: Client, url: str, events: QueueEvents, steps: Steps) -> None:
        self._events, self._steps, self._name = events, steps, url.rsplit("/", 1)[-1]
        visible = steps.seconds(events.step)
        self.poller = QueuePoller(sqs, url, batch=events.batch, visible=visible, handle=self._handle)

    def _handle(self, messages: list[Message]) -> set[str]:
        answer = self._steps.call(self._events.step, {"Records": [self._record(message) for message in messages]})
        if not self._events.partial or not isinstance(answer, dict):
            return set()
        return {failure["itemIdentifier"] for failure in answer.get("batchItemFailures", [])}

    def _record(self, message: Message) -> Event:
        return {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": message.get("Attributes", {}),
            "messageAttributes": {},
            "md5OfBody": message["MD5OfBody"],
            "eventSource": "aws:sqs",
            "eventSourceARN": f"arn:aws:sqs:cn-north-1:000000000000:{self._name}",
            "awsRegion": "cn-north-1",
        }


class ObjectTrigger:
    """Calls a step for new objects under its prefixes, as the bucket's asynchronous invocation does: a failed event is
    tried again, and then put in the failure queue with the number of tries."""

    def __init__(
        self, sqs: Client, urls: Mapping[str, str], events: ObjectEvents, steps: Steps, records: Records
    ) -> None:
        self._sqs, self._urls, self._events, self._steps, self._records = sqs, urls, events, steps, records
        visible = steps.seconds(events.step)
        self.poller = QueuePoller(sqs, urls[UPLOADS], batch=1, visible=visible, handle=self._handle)

    def _handle(self, messages: list[Message]) -> set[str]:
        (message,) = messages
        event = json.loads(message["Body"])
        if "Records" not in event:  # the bucket's test event
            return set()
        try:
            self._steps.call(self._events.step, event)
        except Exception as error:
            traceback.print_exc()
            tried = int(message["Attributes"]["ApproximateReceiveCount"])
            if tried <= self._events.retries:
                return {message["MessageId"]}
            self._give_up(event, error, tried)
        for record in event["Records"]:
            self._records.put("announced", _object_key(record["s3"]["object"]), {})
        return set()

    def _give_up(self, event: Event, error: Exception, tried: int) -> None:
        if self._events.failures is None:
            return
        report = {
            "version": "1.0",
            "timestamp": datetime.now(UTC).isoformat(),
            "requestContext": {
                "requestId": str(uuid.uuid4()),
                "functionArn": f"arn:aws:lambda:cn-north-1:000000000000:function:{self._events.step}",
                "condition": "RetriesExhausted",
                "approximateInvokeCount": tried,
            },
            "requestPayload": event,
            "responseContext": {"statusCode": 200, "functionError": "Unhandled"},
            "responsePayload": {"errorType": type(error).__name__},
        }
        self._sqs.send_message(QueueUrl=self._urls[self._events.failures], MessageBody=json.dumps(report))

    def announce_lost(self, s3: Client) -> int:
        """Puts an event in the queue for each object in quarantine that was never handled.  Returns how many."""
        lost = 0
        for prefix in self._events.prefixes:
            for page in s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix):
                for item in page.get("Contents", []):
                    entry = {"key": item["Key"], "size": item["Size"], "eTag": item["ETag"].strip('"')}
                    if self._records.get("announced", _object_key(entry)) is None:
                        body = json.dumps({"Records": [object_record(entry)]})
                        self._sqs.send_message(QueueUrl=self._urls[UPLOADS], MessageBody=body)
                        lost += 1
        return lost


def _object_key(item: Mapping[str, Any]) -> str:
    return f"{unquote_plus(item['key'])} {item['eTag']}"


def object_record(item: Mapping[str, Any]) -> Event:
    """The event record of an object: key, size, eTag."""
    return {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": "cn-north-1",
        "eventTime": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "eventName": "ObjectCreated:Post",
        "s3": {
            "s3SchemaVersion": "1.0",
            "bucket": {"name": BUCKET, "arn": f"arn:aws:s3:::{BUCKET}"},
            "object": {**item, "key": quote_plus(item["key"], safe="/"), "sequencer": f"{time.time_ns():016X}"},
        },
    }


class ScheduleTrigger:
    """Runs the scheduled steps.  minute: how many seconds a minute of the schedules takes."""

    def __init__(self, steps: Steps, minute: float) -> None:
        self._loops = [
            Loop(lambda name=name: steps.call(name, scheduled_event(name)), rate.period / MINUTE * minute, name)  # type: ignore[misc]
            for name, rate in steps.schedules().items()
        ]

    def start(self) -> None:
        for loop in self._loops:
            loop.start()

    def stop(self) -> None:
        for loop in self._loops:
            loop.stop()


def scheduled_event(step: str) -> Event:
    """The event that EventBridge sends to a scheduled step."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "000000000000",
        "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": "cn-north-1",
        "resources": [f"arn:aws:events:cn-north-1:000000000000:rule/{step}"],
        "detail": {},
    }


class Triggers:
    """All triggers.  minute: as in ScheduleTrigger; None: scheduled steps only run when called."""

    def __init__(
        self,
        s3: Client,
        sqs: Client,
        urls: Mapping[str, str],
        template: Template,
        steps: Steps,
        records: Records,
        *,
        minute: float | None,
    ) -> None:
        (uploads,) = template.object_events
        self._objects = ObjectTrigger(sqs, urls, uploads, steps, records)
        queues = [QueueTrigger(sqs, urls[events.queue], events, steps) for events in template.queue_events]
        self._pollers = [self._objects.poller, *(queue.poller for queue in queues)]
        self._schedules = ScheduleTrigger(steps, minute) if minute else None
        self._s3 = s3

    def start(self) -> None:
        self._objects.announce_lost(self._s3)
        for poller in self._pollers:
            poller.start()
        if self._schedules:
            self._schedules.start()

    def at_work(self) -> bool:
        """Whether a queue that feeds a step is not empty."""
        return any(poller.at_work() for poller in self._pollers)

    def stop(self) -> None:
        if self._schedules:
            self._schedules.stop()
        with ThreadPoolExecutor(len(self._pollers)) as together:
            list(together.map(QueuePoller.stop, self._pollers))
