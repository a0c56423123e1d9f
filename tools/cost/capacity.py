"""The worst minute as a table: what each part takes, what 280 orders a second need of it, and which knob there is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.orders.store.items import SHARDS
from deploy.api.throttles import BY_STEP
from sandbox.cloud.template import CONFIG, TEMPLATE
from tools.cost import stream
from tools.cost.journey import Counted
from tools.cost.stream import Stream
from tools.doctor.stack_checks import CONCURRENT_WANTED, RATE_WANTED

PAGE = Path(__file__).parents[2] / "docs" / "capacity.md"
BEGIN, END = "<!-- python -m tools.cost --write: from here -->", "<!-- to here -->"

RATE = 280  # orders a second in the worst minute
IN_ONE_TASK = 11  # of them, where a whole branch is one task
UNPAID = 0.3  # of the orders, at most: given up, or their notice lost; each falls due for both schedules
NEW_TABLE = 4_000  # write units a second that a table on demand takes at once; later twice its last peak
PARTITION = 1_000  # write units a second of one key
ROUTES_KNOB = "`deploy/api/throttles.py`"
GATEWAY = 10_000  # requests a second, of an account in a region
CONCURRENT = 1_000  # executions at once, of an account in a region
SLOT_MS = 1.4  # of a processor, to queue a due slot and to put it off: measured by tests/slow/test_due_large.py
ERASED_MS = 43  # of a processor, for an order's two looks of `purge`: measured by tests/slow/test_purge_large.py
SEASON, WITHIN_DAYS = 10_000_000, 30  # orders that are over on one day, and in how many they must be gone
SETTLE = 0.7  # seconds for one due order: the channel is asked, the order is written
QUIET = 0.01  # orders a second
FULL_CORE = 1769


@dataclass(frozen=True)
class Row:
    """Of the table.  has, needs: a second, unless `what` says otherwise."""

    what: str
    has: float
    needs: float
    knob: str

    @property
    def line(self) -> str:
        return (
            f"| {self.what} | {_figure(self.has)} | {_figure(self.needs)} | {self.needs / self.has:.0%} | {self.knob} |"
        )


def rows(counted: Counted) -> Iterator[Row]:
    functions = next(iter(json.loads(CONFIG.read_text())["stages"].values()))["lambda_functions"]
    resources = json.loads(TEMPLATE.read_text())["Resources"]
    for table, units in peak_writes(counted).items():
        knob = "warm throughput, before the season; it grows by itself to twice the last peak within 30 minutes"
        yield Row(f"Write units of a new {table}", NEW_TABLE, RATE * units, knob)
    api, site = counted.calls["api_requests"], counted.calls["site_files"]
    yield Row("API Gateway, the API alone", GATEWAY, RATE * api, "the account's quota")
    knob = f"the account's quota, {RATE_WANTED:,} are wanted; a CDN (below)"
    yield Row("API Gateway, every student's first visit, too", GATEWAY, RATE * (api + site), knob)
    for step, calls in counted.by_step.items():
        if throttle := BY_STEP.get(step.title()):  # as if all requests to the step went to one of its routes
            yield Row(f"API Gateway, each route of `{step}`", throttle.rate, RATE * calls, ROUTES_KNOB)
    knob = f"the account's quota; {CONCURRENT_WANTED:,} are wanted"
    yield Row("Lambda, at once", CONCURRENT, RATE * counted.seconds, knob)
    for step, minutes in (("expire", 1), ("reconcile", 5)):
        yield Row(
            f"`{step}`, due slots", _share(functions[step], minutes) * 1000 / SLOT_MS, RATE * UNPAID, "its memory"
        )
    settled = _mapping(resources, "SettleDue", "Due")["ScalingConfig"]["MaximumConcurrency"] / SETTLE
    yield Row("`settle_due`, due slots of both", settled, 2 * RATE * UNPAID, "`MaximumConcurrency` of its queue")
    busy = stream_at(RATE, counted)
    knob = "`ParallelizationFactor`, its memory"
    yield Row(f"`notify`, events ({busy.shards} shards)", busy.followed, busy.events, knob)
    knob = "`MaximumBatchingWindowInSeconds`; whoever meets another is sent again"
    yield Row("One branch's counters, transactions", 1 / stream.HELD, busy.of_one_branch, knob)
    knob = "more tasks: by college, or by school; a branch has many"
    yield Row("One task's counters, orders of one task", PARTITION / busy.of_one_task, IN_ONE_TASK, knob)
    webhook = functions["pay_webhook"]["reserved_concurrency"] / 0.03
    yield Row("`pay_webhook`, notices", webhook, 2 * RATE, "its reserved concurrency")
    purged = 86_400 * _share(functions["purge"], 60, spare=30) * 1000 / ERASED_MS
    yield Row("`purge`, orders a day", purged, SEASON / WITHIN_DAYS, "its schedule, in app.py: four times an hour")
    yield Row("The index `due`, writes of its keys", SHARDS * PARTITION, 4 * RATE, "`SHARDS` in orders/store/items.py")


def stream_at(orders: float, counted: Counted) -> Stream:
    """The stream of so many orders a second.  A table that takes the worst minute's writes has as many shards."""
    mapping = _mapping(json.loads(TEMPLATE.read_text())["Resources"], "Notify", "Orders")
    shards = max(1, round(RATE * counted.writes["OrdersTable"] / PARTITION))
    return Stream(orders=orders, branches=round(RATE / IN_ONE_TASK), shards=shards, mapping=mapping)


def peak_writes(counted: Counted) -> dict[str, float]:
    """Units of an order by table.  Of what was counted, all of the tasks table are counters, and one item of the inbox
    is the order's marks: there its events came in one batch."""
    busy = stream_at(RATE, counted)
    marks = counted.writes["InboxTable"] - stream.TWICE + busy.marks
    return counted.writes | {"InboxTable": marks, "TasksTable": busy.counters}


def _share(function: dict[str, Any], minutes: int, spare: int = 10) -> float:
    """Of a processor, over time: a run every so many minutes has its time, less what it keeps for its end."""
    share = min(1.0, float(function["lambda_memory_size"]) / FULL_CORE)
    return float(function["lambda_timeout"] - spare) / (minutes * 60) * share


def _mapping(resources: dict[str, Any], function: str, event: str) -> dict[str, Any]:
    found: dict[str, Any] = resources[function]["Properties"]["Events"][event]["Properties"]
    return found


def _figure(value: float) -> str:
    return f"{round(value):,}" if value >= 10 else f"{value:.1f}"


def table(counted: Counted) -> str:
    """What is needed and had, the scarcest first."""
    head = ["| what | has | needs | used | knob |", "|---|---:|---:|---:|---|"]
    scarcest = sorted(rows(counted), key=lambda row: row.has / row.needs)
    return "\n".join([*head, *(row.line for row in scarcest)])


def page(text: str, counted: Counted) -> str:
    """The page with the tables written anew."""
    before, _, rest = text.partition(BEGIN)
    followed = stream.table(stream_at(QUIET, counted), stream_at(RATE, counted))
    return f"{before}{BEGIN}\n\n{table(counted)}\n\n{followed}\n\n{END}{rest.partition(END)[2]}"
