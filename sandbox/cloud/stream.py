"""A table's stream, read as by an event source mapping: in order, and again from a record that failed."""

from __future__ import annotations

import threading
import time
import traceback
from typing import Any

from sandbox.cloud.emulator import Client
from sandbox.cloud.event_filter import passes
from sandbox.cloud.steps import Steps
from sandbox.cloud.template import StreamEvents, Template
from sandbox.loop import Loop

EVERY = 0.5  # seconds
TRIES = 10  # of one record; then the stream goes on without it


class StreamTrigger:
    """Passes to the step what the template's filters let through, of all that was written after `start`, or after the
    last `skip`."""

    def __init__(self, streams: Client, steps: Steps, events: StreamEvents) -> None:
        self._streams, self._steps, self._events = streams, steps, events
        self._iterator, self._tries = "", 0
        self._reading = threading.Lock()
        self._loop = Loop(self.poll, EVERY, f"stream of {events.step}")

    def start(self) -> None:
        self.skip()
        self._loop.start()

    def stop(self) -> None:
        self._loop.stop()

    def skip(self) -> None:
        """Skips everything written until now."""
        with self._reading:
            self._iterator = self._iterator_at("LATEST")

    def drain(self, seconds: float = 20) -> None:
        """Passes on everything that was written.  Raises TimeoutError, as when the step keeps failing."""
        give_up = time.monotonic() + seconds
        while self.poll():
            if time.monotonic() > give_up:
                raise TimeoutError("the stream does not come to its end")

    def poll(self) -> int:
        """Passes on one batch.  Returns the number of its records."""
        with self._reading:
            return self._poll()

    def _poll(self) -> int:
        answer = self._streams.get_records(ShardIterator=self._iterator, Limit=self._events.batch)
        records = answer["Records"]
        events = [record for record in records if passes(record, self._events.patterns)]
        failed = self._pass_on(events) if events else None
        if failed is not None and self._tries < TRIES:
            self._tries += 1
            self._iterator = self._iterator_at("AT_SEQUENCE_NUMBER", failed)
        else:
            self._tries = 0
            self._iterator = answer["NextShardIterator"]
        return len(records)

    def _pass_on(self, events: list[Any]) -> str | None:
        """Calls the step.  Returns the sequence number of the first event that failed, or None."""
        try:
            answer = self._steps.call(self._events.step, {"Records": [_record(event) for event in events]})
        except Exception:
            traceback.print_exc()
            return str(events[0]["dynamodb"]["SequenceNumber"])
        failures = answer.get("batchItemFailures", [])
        return str(failures[0]["itemIdentifier"]) if failures else None

    def _iterator_at(self, kind: str, number: str | None = None) -> str:
        streams = self._streams.list_streams(TableName=self._events.table)["Streams"]
        stream = max(streams, key=lambda stream: stream["StreamLabel"])  # a deleted table's can still be read
        shards = self._streams.describe_stream(StreamArn=stream["StreamArn"])["StreamDescription"]["Shards"]
        at = {"SequenceNumber": number} if number else {}
        answer = self._streams.get_shard_iterator(
            StreamArn=stream["StreamArn"], ShardId=shards[-1]["ShardId"], ShardIteratorType=kind, **at
        )
        return str(answer["ShardIterator"])


def _record(record: Any) -> dict[str, Any]:
    """A record as Lambda gets it: plain JSON."""
    change = dict(record["dynamodb"])
    image = {name: change[name] for name in ("Keys", "OldImage", "NewImage", "SequenceNumber") if name in change}
    names = {name: record[name] for name in ("eventID", "eventName")}
    return names | {"eventSource": "aws:dynamodb", "dynamodb": image}


class Streams:
    """The triggers of all streams, by the step that each feeds."""

    def __init__(self, client: Client, steps: Steps, template: Template) -> None:
        self.by_step = {events.step: StreamTrigger(client, steps, events) for events in template.stream_events}

    def start(self) -> None:
        for one in self.by_step.values():
            one.start()

    def stop(self) -> None:
        for one in self.by_step.values():
            one.stop()

    def skip(self) -> None:
        """Skips everything written until now."""
        for one in self.by_step.values():
            one.skip()

    def poll(self) -> int:
        """Passes on one batch of each.  Returns the number of records."""
        return sum(one.poll() for one in self.by_step.values())
