"""A queue of jobs for a step that works behind the scenes; a job names what to do and holds no personal data."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

from chalicelib.shared import aws


class JobQueue:
    """One SQS queue."""

    def __init__(self, url: str) -> None:
        self._url = url

    @cached_property
    def _sqs(self) -> Any:
        return aws.client("sqs", connect_timeout=2, read_timeout=5, retries={"max_attempts": 2})

    def send(self, **job: str) -> None:
        """Queues a job; it is handled at least once."""
        self._sqs.send_message(QueueUrl=self._url, MessageBody=json.dumps(job))
