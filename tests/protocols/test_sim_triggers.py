"""Triggers: new objects, queue messages and the clock reach their steps, again when a step fails or dies."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote_plus

import pytest
from chalice.app import Chalice, Rate

from deploy.schedules import Schedule, parse
from sandbox.box import Sandbox
from sandbox.cloud import queue_poller, resources, steps
from sandbox.cloud.emulator import Client
from sandbox.cloud.resources import BUCKET, UPLOADS
from sandbox.cloud.steps import Steps
from sandbox.cloud.template import QueueEvents, load_template
from sandbox.cloud.triggers import QueueTrigger, Triggers
from tests.worlds.simulators import until

LAST = "in/photo/last/1/"  # the keys of objects that only show that all before them was handled


class Product:
    """Steps that note their events; `trouble` may raise or answer for them."""

    def __init__(self) -> None:
        self.app = Chalice(app_name="product", configure_logs=False)
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.trouble: Callable[[str, dict[str, Any]], Any] = lambda step, event: None
        self._guard = threading.Lock()
        for step, minutes in (("expire", 1), ("reconcile", 5)):
            self.app.schedule(Rate(minutes, unit=Rate.MINUTES), name=step)(lambda event: None)

    def __getattr__(self, step: str) -> Callable[[dict[str, Any], Any], Any]:
        def run(event: dict[str, Any], context: Any) -> Any:
            with self._guard:
                self.calls.append((step, event))
            return self.trouble(step, event)

        return run

    def of(self, step: str) -> list[dict[str, Any]]:
        return [event for name, event in self.calls if name == step]


@pytest.fixture
def product(monkeypatch: pytest.MonkeyPatch) -> Product:
    module = Product()
    monkeypatch.setattr(steps, "importlib", SimpleNamespace(import_module=lambda name: module))
    return module


@pytest.fixture
def box(tmp_path: Path, key_dir: Path) -> Iterator[Sandbox]:
    (tmp_path / "keys.json").write_text((key_dir / "keys.json").read_text())
    with Sandbox(state_dir=tmp_path, product=False) as running:
        yield running


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A message that failed comes again without a pause."""
    assert queue_poller.RETRY_SECONDS > 0
    monkeypatch.setattr(queue_poller, "RETRY_SECONDS", 0)


def queue_url(sqs: Client, name: str) -> str:
    return str(sqs.get_queue_url(QueueName=name)["QueueUrl"])


def triggers(box: Sandbox, minute: float | None = None) -> Triggers:
    template, sqs = load_template(), box.aws_client("sqs")
    urls = resources.make_queues(sqs, template)
    return Triggers(box.aws_client("s3"), sqs, urls, template, Steps(template.timeouts), box.records, minute=minute)


@pytest.fixture
def running(box: Sandbox, product: Product) -> Iterator[Triggers]:
    started = triggers(box)
    started.start()
    yield started
    started.stop()


def put(box: Sandbox, key: str, body: bytes = b"x") -> None:
    box.aws_client("s3").put_object(Bucket=BUCKET, Key=key, Body=body)


def key_of(event: dict[str, Any]) -> str:
    return unquote_plus(event["Records"][0]["s3"]["object"]["key"])


def keys(product: Product) -> list[str]:
    """What was announced, without the last ones of `all_is_announced`."""
    announced = [key_of(event) for event in product.of("validate")]
    return [key for key in announced if not key.startswith(LAST)]


def announced(product: Product, key: str) -> None:
    """Waits for it."""
    until(lambda: key in map(key_of, product.of("validate")))


def all_is_announced(box: Sandbox, product: Product) -> None:
    """What waits in the queue goes before what comes later: two more objects, one after the other, were announced."""
    for key in (f"{LAST}1", f"{LAST}2"):
        put(box, key)
        announced(product, key)


def test_only_new_photos_and_avatars_are_announced(box: Sandbox, running: Triggers, product: Product) -> None:
    for key in ("in/qr/p/u", "original/o/1/s", "in/photo/o 1/1/u", "in/avatar/p/u"):
        put(box, key)
    until(lambda: len(product.calls) == 2)
    all_is_announced(box, product)
    assert sorted(keys(product)) == ["in/avatar/p/u", "in/photo/o 1/1/u"]
    (record,) = product.of("validate")[0]["Records"]
    assert record["eventName"].startswith("ObjectCreated:")
    assert record["s3"]["bucket"]["name"] == BUCKET


def test_a_failing_step_is_tried_three_times_then_reported(box: Sandbox, running: Triggers, product: Product) -> None:
    def fail(step: str, event: dict[str, Any]) -> None:
        if key_of(event) == "in/photo/o/1/bad":
            raise RuntimeError("the picture could not be judged")

    product.trouble = fail
    put(box, "in/photo/o/1/bad")
    sqs = box.aws_client("sqs")
    failures = queue_url(sqs, "ValidateFailures")
    (message,) = until(lambda: sqs.receive_message(QueueUrl=failures, WaitTimeSeconds=1).get("Messages"))
    told = json.loads(message["Body"])
    assert (told["requestContext"]["condition"], told["requestContext"]["approximateInvokeCount"]) == (
        "RetriesExhausted",
        3,
    )
    assert told["requestPayload"]["Records"][0]["s3"]["object"]["key"] == "in/photo/o/1/bad"
    assert told["responsePayload"] == {"errorType": "RuntimeError"}
    all_is_announced(box, product)
    assert keys(product) == ["in/photo/o/1/bad"] * 3


def test_a_step_that_recovers_is_not_reported(box: Sandbox, running: Triggers, product: Product) -> None:
    def fail_once(step: str, event: dict[str, Any]) -> None:
        if len(product.calls) == 1:
            raise RuntimeError("once")

    product.trouble = fail_once
    put(box, "in/photo/o/1/u")
    until(lambda: len(product.calls) == 2)
    until(lambda: box.records.all("announced"))
    sqs = box.aws_client("sqs")
    assert "Messages" not in sqs.receive_message(QueueUrl=queue_url(sqs, "ValidateFailures"))


def test_an_object_whose_event_was_lost_is_announced_at_start(box: Sandbox, product: Product) -> None:
    first = triggers(box)
    first.start()
    put(box, "in/photo/o/1/done")
    until(lambda: box.records.all("announced"))
    first.stop()
    put(box, "in/photo/o/2/lost")
    sqs = box.aws_client("sqs")
    sqs.purge_queue(QueueUrl=queue_url(sqs, UPLOADS))
    product.calls.clear()

    second = triggers(box)
    second.start()
    until(lambda: product.calls)
    all_is_announced(box, product)
    second.stop()
    assert keys(product) == ["in/photo/o/2/lost"]


def test_a_due_message_reaches_its_step_and_is_gone(box: Sandbox, running: Triggers, product: Product) -> None:
    sqs, body = box.aws_client("sqs"), json.dumps({"order_id": "o", "part": "HEAD"})
    sqs.send_message(QueueUrl=box.env["DUE_QUEUE_URL"], MessageBody=body)
    until(lambda: product.calls)
    (record,) = product.of("settle_due")[0]["Records"]
    assert (record["body"], record["eventSource"]) == (body, "aws:sqs")
    assert record["attributes"]["ApproximateReceiveCount"] == "1"
    count = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]

    def left() -> set[str]:
        answer = sqs.get_queue_attributes(QueueUrl=box.env["DUE_QUEUE_URL"], AttributeNames=count)
        return set(answer["Attributes"].values())

    until(lambda: left() == {"0"})


def test_a_due_message_comes_again_and_ends_in_the_dead_letters(
    box: Sandbox, running: Triggers, product: Product
) -> None:
    def fail(step: str, event: dict[str, Any]) -> None:
        raise RuntimeError("the channel is away")

    product.trouble = fail
    sqs = box.aws_client("sqs")
    sqs.send_message(QueueUrl=box.env["DUE_QUEUE_URL"], MessageBody="dead")
    dead = queue_url(sqs, "DueDeadLetters")
    (message,) = until(lambda: sqs.receive_message(QueueUrl=dead, WaitTimeSeconds=1).get("Messages"))
    assert message["Body"] == "dead"
    counts = [event["Records"][0]["attributes"]["ApproximateReceiveCount"] for event in product.of("settle_due")]
    assert counts == ["1", "2", "3", "4", "5"]


def test_of_a_batch_only_what_failed_comes_again(box: Sandbox, product: Product) -> None:
    sqs = box.aws_client("sqs")
    url = sqs.create_queue(QueueName="Batches")["QueueUrl"]
    for body in ("good", "bad", "fine"):
        sqs.send_message(QueueUrl=url, MessageBody=body)

    def fail_bad_once(step: str, event: dict[str, Any]) -> dict[str, Any]:
        bad = [one["messageId"] for one in event["Records"] if one["body"] == "bad"]
        first = len(product.calls) == 1
        return {"batchItemFailures": [{"itemIdentifier": one} for one in bad if first]}

    product.trouble = fail_bad_once
    events = QueueEvents(step="settle_due", queue="Batches", batch=10, partial=True)
    trigger = QueueTrigger(sqs, url, events, Steps({}))
    assert trigger.poller.poll() == 3
    until(lambda: trigger.poller.poll() == 1)
    bodies = [[one["body"] for one in event["Records"]] for event in product.of("settle_due")]
    assert [sorted(one) for one in bodies] == [["bad", "fine", "good"], ["bad"]]
    assert trigger.poller.poll() == 0


def test_the_clock_runs_at_its_own_pace(box: Sandbox, product: Product) -> None:
    def fail(step: str, event: dict[str, Any]) -> None:
        if len(product.of("expire")) == 1:
            raise RuntimeError("one bad minute does not stop the clock")

    product.trouble = fail
    before = set(threading.enumerate())
    clock = triggers(box, minute=0.05)
    clock.start()
    until(lambda: len(product.of("reconcile")) >= 2)
    clock.stop()
    expire, reconcile = len(product.of("expire")), len(product.of("reconcile"))
    assert expire > reconcile
    assert product.of("expire")[0]["detail-type"] == "Scheduled Event"
    until(lambda: set(threading.enumerate()) <= before)  # nobody is left who could call a step
    assert len(product.of("expire")) == expire


def test_the_deployed_schedules_and_events_are_read(product: Product) -> None:
    template = load_template()
    assert Steps(template.timeouts).schedules() == {"expire": Schedule(60), "reconcile": Schedule(300)}
    assert {step: parse(one) for step, one in template.schedules.items()} == {"match_bills": Schedule(86400, 9000)}
    assert template.reserved == {"pay_webhook"}
    (objects,) = template.object_events
    assert (objects.step, objects.prefixes, objects.failures) == (
        "validate",
        ("in/photo/", "in/avatar/"),
        "ValidateFailures",
    )
    assert {(events.step, events.queue) for events in template.queue_events} == {
        ("settle_due", "DueQueue"),
        ("validate", "JudgeQueue"),
        ("deliver", "DeliverQueue"),
        ("imports", "ImportQueue"),
        ("match_bills", "BillQueue"),
        ("notify", "RemindQueue"),
    }
