"""A queue of jobs: ten a call, and what it does not take is told."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chalicelib.shared import aws
from chalicelib.shared.jobs import JobQueue
from chalicelib.shared.log import continue_under


class Sqs:
    """refuses: how many jobs of every call."""

    def __init__(self, refuses: int = 0) -> None:
        self.refuses, self.calls = refuses, list[list[dict[str, str]]]()

    def send_message_batch(self, *, QueueUrl: str, Entries: list[dict[str, str]]) -> dict[str, Any]:
        assert QueueUrl == "queue"
        self.calls.append(Entries)
        failed, taken = Entries[: self.refuses], Entries[self.refuses :]
        return {"Successful": taken} | ({"Failed": failed} if failed else {})


def test_many_threads_share_one_client(monkeypatch: pytest.MonkeyPatch) -> None:
    made, started = list[Sqs](), threading.Barrier(8)

    def make(*_: Any, **__: Any) -> Sqs:
        made.append(Sqs())
        time.sleep(0.05)  # as a client takes a while
        return made[-1]

    def send(_: int) -> int:
        started.wait(30)
        return queue.send_all([{"id": "1"}])

    monkeypatch.setattr(aws, "client", make)
    queue = JobQueue("queue")
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(send, range(8))) == 8
    assert len(made) == 1


@pytest.mark.parametrize("refuses", [0, 2])
def test_many_jobs_go_ten_a_call_and_what_is_not_taken_is_alarmed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], refuses: int
) -> None:
    sqs = Sqs(refuses)
    monkeypatch.setattr(aws, "client", lambda *_, **__: sqs)
    continue_under(None)
    assert JobQueue("queue").send_all({"id": str(number)} for number in range(23)) == 23 - 3 * refuses
    assert [len(entries) for entries in sqs.calls] == [10, 10, 3]
    assert json.loads(sqs.calls[2][2]["MessageBody"]) == {"id": "22"}
    assert ('"count": 6' in capsys.readouterr().out) is bool(refuses)


def test_a_job_carries_the_ref_of_the_request_that_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    sqs = Sqs()
    monkeypatch.setattr(aws, "client", lambda *_, **__: sqs)
    continue_under("r-1")
    JobQueue("queue").send_all([{"id": "1"}])
    continue_under(None)
    assert json.loads(sqs.calls[0][0]["MessageBody"]) == {"id": "1", "ref": "r-1"}
