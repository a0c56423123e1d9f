"""Takes messages from a queue of the emulator, as an event source mapping does."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable
from typing import Any

from sandbox.cloud.emulator import Client
from sandbox.loop import Loop

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
