"""A branch with 50,000 payments: a page of the list costs what it costs with 1,000, and the whole is exported in parts,
at one request a row and in the memory of one part."""

from __future__ import annotations

import csv
import io
import tracemalloc
from datetime import timedelta
from itertools import batched

import pytest

from chalicelib.exports.files import ExportFiles
from chalicelib.exports.model import Asked, Export, Page
from chalicelib.exports.runner import PART
from chalicelib.orders.model import State
from chalicelib.orders.store.items import OrderItem, attempt_item, head_item
from chalicelib.shared.ids import random_id
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from sandbox.box import Sandbox
from tests.worlds.app import World
from tests.worlds.db_calls import calls
from tests.worlds.staff import Colleague, colleague, who
from tests.worlds.staff_orders import order_parts, paid_by_wechat

FEW, MANY = 1_000, 50_000
STEP_SECONDS = 900.0  # left, whenever the step asks
MOST_MEMORY = 64_000_000  # bytes that writing the file may take; the step has 1,024 MB
pytestmark = pytest.mark.slow


def fill(task: Task, numbers: range) -> None:
    """Paid orders in review, one a second, the last one now."""
    now = wire().clock()
    assert wire().stores.orders  # knows the table's name from now on
    for some in batched(numbers, 500):
        with OrderItem.batch_write() as batch:
            for number in some:
                at = now - timedelta(seconds=numbers.stop - number)
                head, _ = order_parts(task, State.IN_REVIEW, number, b"", queued_at=at, state_at=at)
                item = attempt_item(head, paid_by_wechat(number, at))
                batch.save(item)
                batch.save(head_item(head, {item.sk: head.seq}))


def exported(staff: Colleague, monkeypatch: pytest.MonkeyPatch) -> Export:
    """Run as the step runs it, again and again until it is done."""
    finance, me, queue = wire().finance, who(staff.account), list[str]()
    monkeypatch.setattr(finance.exports, "_send", queue.append)
    monkeypatch.setattr(finance.export_runner, "_send", queue.append)
    export = finance.exports.start(me, "PAYMENTS", "CSV", Asked(), "全季核对")
    while queue:
        finance.export_runner.run(queue.pop(), lambda: STEP_SECONDS)
    return finance.exports.show(me, export.export_id)


def test_a_season_of_payments(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    world, branch = World(box), f"b-{random_id(8)}"
    task, staff = world.plain_task(branch=branch), colleague(box.console_url, StaffRole.FINANCE, branch=branch)
    pages = []
    for have in (range(FEW), range(FEW, MANY)):
        fill(task, have)
        with calls(monkeypatch) as counted:
            first = staff.call("GET", "/api/staff/payments")
            staff.call("GET", "/api/staff/payments", cursor=first["cursor"], amount="1")
        pages.append(counted.total())
    assert pages[1] <= pages[0]
    with calls(monkeypatch) as counted:
        export = exported(staff, monkeypatch)
    assert (export.state, export.rows, export.total) == ("DONE", MANY, MANY)
    assert export.parts - MANY // PART in (0, 1)  # a full last page tells of no end
    # a part is four pages: each of the index, of 250 heads and of their payments; the part itself, and what is missing
    assert counted.total() <= export.parts * 40
    text = wire().outside.objects.get(export.key, 100_000_000).data.decode("utf-8-sig")
    numbers = [row["渠道交易号"] for row in csv.DictReader(io.StringIO(text))]
    assert len(set(numbers)) == len(numbers) == MANY
    print(f"{MANY} rows: {counted.total()} requests to the database, {export.size} bytes")


def test_the_file_of_50_000_rows_takes_the_memory_of_one_part(box: Sandbox) -> None:
    assert World(box)
    files, now = ExportFiles(wire().outside.objects), wire().clock()
    export = Export(
        export_id=random_id(16),
        branch="b",
        staff_id="s",
        kind="PAYMENTS",
        file="XLSX",
        state="RUNNING",
        created_at=now,
        name="付款",
    )
    for part in range(MANY // PART):
        rows = [(f"{part}-{row}", tuple(f"列 {column} 行 {row}" for column in range(12))) for row in range(PART)]
        files.keep(Export(**vars(export) | {"parts": part}), Page(rows=rows, looked=PART, after="more"))
    whole = Export(**vars(export) | {"parts": MANY // PART})
    tracemalloc.start()
    counted, size = files.finish(whole, tuple(f"列 {column}" for column in range(12)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert counted == MANY
    assert peak < MOST_MEMORY
    print(f"{MANY} rows of XLSX: {size} bytes, {peak} bytes of memory at most")
