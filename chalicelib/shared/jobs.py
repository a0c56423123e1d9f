"""Queues of jobs for background steps; a job names what to do and holds no personal data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import batched
from typing import Any

from chalicelib.shared import aws
from chalicelib.shared.log import alarm, carried


class JobQueue:
    """One SQS queue."""

    def __init__(self, url: str) -> None:
        self._url = url

    @cached_property
    def _made(self) -> Any:
        return aws.client("sqs", connect_timeout=2, read_timeout=5, retries={"max_attempts": 2})

    @property
    def _sqs(self) -> Any:
        with aws.making:  # or each of many threads would make a client of its own
            return self._made

    def send(self, **job: str) -> None:
        """Queue a job; it is handled at least once."""
        self._sqs.send_message(QueueUrl=self._url, MessageBody=_body(job))

    def send_all(self, jobs: Iterable[Mapping[str, str]]) -> int:
        """Queue many jobs, ten per call; returns how many were accepted, and alarms if not all were."""
        accepted = refused = 0
        for batch in batched(jobs, 10):
            entries = [{"Id": str(at), "MessageBody": _body(job)} for at, job in enumerate(batch)]
            answer = self._sqs.send_message_batch(QueueUrl=self._url, Entries=entries)
            accepted += len(answer.get("Successful", ()))
            refused += len(answer.get("Failed", ()))
        if refused:
            alarm("a queue did not take every job", count=refused)
        return accepted


def _body(job: Mapping[str, str]) -> str:
    """The message, with the `ref` of the request that asks for the job, if one does."""
    current = carried()
    return json.dumps({**job, "ref": current} if current else dict(job))
