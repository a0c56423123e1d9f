"""Bodies of the branch's background steps: read the job, call one service."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from chalicelib.shared.log import continue_under, fault
from chalicelib.wire import wire

Event = dict[str, Any]


def deliver(event: Event, context: Any) -> Event:
    """One id of an SQS event: of an export, or of a package, with a run id where its prints are made."""
    return each(event, lambda job: _deliver(job, seconds_left(context)))


def _deliver(job: dict[str, str], time_left: Callable[[], float]) -> str:
    if export_id := job.get("export_id"):
        return wire().finance.export_runner.run(export_id, time_left)
    if run_id := job.get("run_id"):
        return wire().delivery.printer.make(job["package_id"], run_id, time_left)
    return wire().delivery.packer.make(job["package_id"], time_left)


def imports(event: Event, context: Any) -> Event:
    """One import id of an SQS event."""
    return each(event, lambda job: wire().delivery.import_runner.run(job["import_id"], seconds_left(context)))


def match_bills(event: Event) -> Event:
    """Called by the clock: every day that is due; by an SQS event of finance: each `day` (2026-11-24) in it."""
    bills = wire().money.bills
    continue_under(None)  # a process keeps the ref of what it did last
    for day in [] if "Records" in event else bills.due():
        bills.match_all(day)
    return each(event, lambda job: bills.match_all(date.fromisoformat(job["day"])))


def purge(context: Any) -> dict[str, int]:
    """How many were deleted, by kind.  Before that, what is stored is counted, in a third of the time at most: what
    cannot be counted does not keep anything from being deleted."""
    left = seconds_left(context)
    third = left() * 2 / 3
    try:
        wire().privacy.face_count.run(lambda: left() - third)
    except Exception as error:
        fault("faces not counted", error)
    return dict(wire().privacy.purge.run(left))


def gather_feedback() -> list[str]:
    """The days that were written."""
    return [day.isoformat() for day in wire().followups.feedback.gather()]


def each(event: Event, work: Callable[[dict[str, str]], object]) -> Event:
    """Every job; the ones that failed are named, so that only those come again."""
    failed = []
    for record in event.get("Records", ()):
        try:
            job = json.loads(record["body"])
            continue_under(job.get("ref"))
            work(job)
        except Exception as error:
            fault("job failed", error)
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def seconds_left(context: Any) -> Callable[[], float]:
    """Returns a function that tells how long the step may run on; 900 at any time where nothing ends it."""
    return lambda: float(context.get_remaining_time_in_millis()) / 1000 if context else 900.0
