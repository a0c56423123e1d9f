"""The triggers of the steps that no browser calls: new objects, queues and schedules.

Object events go through a queue of the emulator, so none is lost while the product is down; and every start announces
again the objects in quarantine whose event was not handled.
"""

from __future__ import annotations

import json
import threading
import time
import traceback
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from sandbox.cloud.emulator import Client
from sandbox.cloud.resources import BUCKET, UPLOADS
from sandbox.cloud.schedules import MINUTE
from sandbox.cloud.steps import Event, Steps
from sandbox.cloud.template import ObjectEvents, QueueEvents, Template
from sandbox.loop import Loop
from sandbox.records import Records

Message = dict[str, Any]
CONCURRENCY = 4  # messages of one queue handled at a time
WAIT_SECONDS = 3  # one request waits this long for a message; so does stopping
RETRY_SECONDS = 1  # until a failed message is delivered again; a minute on AWS


class QueuePoller:
    """Takes messages from a queue and passes them to `handle` in batches; failed ones are delivered again.

    handle: returns the ids of the messages that failed; an exception fails the whole batch.
    """

    def __init__(
        self, sqs: Client, url: str, *, batch: int, visible: float, handle: Callable[[list[Message]], set[str]]
    ) -> None:
        self._sqs, self._url, self._batch, self._visible, self._handle = sqs, url, batch, round(visible), handle
        self._name = f"queue-{url.rsplit('/', 1)[-1]}"
        self._free = threading.Semaphore(CONCURRENCY)  # workers
        self._over = threading.Event()
        self._loop = Loop(self._dispatch, 0.01, self._name)  # one poller: waiting requests cost the emulator work, too

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        """Returns once every worker is free, at most 20 s later."""
        self._over.set()
        self._loop.stop()
        give_up = time.monotonic() + 10
        for _ in range(CONCURRENCY):
            self._free.acquire(timeout=max(0.0, give_up - time.monotonic()))

    def poll(self) -> int:
        """Handles one batch, if there is one within WAIT_SECONDS.  Returns the number of its messages."""
        messages = self._receive()
        if messages:
            self._work(messages)
        return len(messages)

    def at_work(self) -> bool:
        """Whether a message is waiting or being handled."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        answer = self._sqs.get_queue_attributes(QueueUrl=self._url, AttributeNames=names)
        return any(answer["Attributes"][name] != "0" for name in names)

    def _dispatch(self) -> None:
        """Waits for a free worker and gives it one batch."""
        self._free.acquire()
        messages: list[Message] = []
        try:
            messages = [] if self._over.is_set() else self._receive()
        finally:
            if not messages:
                self._free.release()
        if messages:
            threading.Thread(target=self._run_worker, args=(messages,), daemon=True, name=self._name).start()

    def _run_worker(self, messages: list[Message]) -> None:
        try:
            self._work(messages)
        except Exception:  # the messages are delivered again
            traceback.print_exc()
        finally:
            self._free.release()

    def _receive(self) -> list[Message]:
        answer = self._sqs.receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=self._batch,
            WaitTimeSeconds=WAIT_SECONDS,
            VisibilityTimeout=self._visible,
            AttributeNames=["All"],
        )
        return list(answer.get("Messages", []))

    def _work(self, messages: list[Message]) -> None:
        self._settle(messages, self._failed_ids(messages))

    def _failed_ids(self, messages: list[Message]) -> set[str]:
        try:
            return self._handle(messages)
        except Exception:
            traceback.print_exc()
            return {message["MessageId"] for message in messages}

    def _settle(self, messages: list[Message], failed: set[str]) -> None:
        for message in messages:
            handle = message["ReceiptHandle"]
            if message["MessageId"] in failed:
                self._sqs.change_message_visibility(
                    QueueUrl=self._url, ReceiptHandle=handle, VisibilityTimeout=RETRY_SECONDS
                )
            else:
                self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=handle)


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
        self, s3: Client, sqs: Client, urls: Mapping[str, str], template: Template, steps: Steps, records: Records,
        *, minute: float | None,
    ) -> None:  # fmt: skip
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
