"""Every test that needs the outside world gets the sandbox: one per test process, with its own tables and ports.

What a fixture needs is loaded by it: a process whose tests need neither sandbox nor browser begins in half the time.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from tools.suite.patience import PATIENCE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from clients.outside import Outside
    from sandbox.box import Sandbox
    from sandbox.clock import SandboxClock
    from sandbox.seed import Seeded

os.environ["TZ"] = "Asia/Shanghai"
time.tzset()
os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # of onnxruntime, for tests that load it themselves
os.environ["OPENBLAS_NUM_THREADS"] = "1"  # numpy's, if not loaded yet: its other threads spin while they wait for work

BROWSER_FLAGS = [
    "--disable-component-update",
    "--disable-site-isolation-trials",  # each process of a page costs as much as a small page
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
BROWSERS, LONG = ("web", "miniprogram"), ("race", "package", "cold", "property")  # folders with long files


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every other worker begins with browsers, the rest with races and what else is long, so that no core idles and
    none ends with a long test alone.

    xdist gives each worker an equal stretch of the list, and then lets who is idle take from the others' ends. From a
    beginning nothing is taken, so the tests of `deploy` stand at one: a second worker would deploy the stack again.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    even, odd = range(0, workers, 2), range(1, workers, 2) or range(1)
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    first: list[list[pytest.Item]] = [[] for _ in range(workers)]
    first[odd[0]] += [item for file in _of(files, "deploy") for item in file]
    for turns, folders in ((even, BROWSERS), (odd, LONG)):
        for number, file in enumerate(file for folder in folders for file in _of(files, folder)):
            first[turns[number % len(turns)]] += file
    begun = {id(item) for share in first for item in share}
    rest = [item for item in items if id(item) not in begun]
    ordered: list[pytest.Item] = []
    for number, share in enumerate(first):
        stretch = (len(items) - len(ordered)) // (workers - number)
        filling = max(0, stretch - len(share))
        ordered += share + rest[:filling]
        rest = rest[filling:]
    items[:] = ordered + rest


def _of(files: dict[Path, list[pytest.Item]], folder: str) -> list[list[pytest.Item]]:
    """The tests of each file of a folder."""
    return [tests for path, tests in files.items() if path.parent.name == folder]


@pytest.fixture(scope="session")
def box() -> Iterator[Sandbox]:
    """The whole system in this process; schedules run only through `box.run_step`, no reviewer is checked by chance, a
    slow machine ends no request, and a refund waits for `reconcile` (see app/test_refund_at_once.py)."""
    from chalicelib.orders.photos import samples
    from chalicelib.wire import wire
    from sandbox.box import Sandbox
    from sandbox.seed import seed
    from tests.worlds.one_look import OneLook

    with Sandbox(tick=None) as running, pytest.MonkeyPatch.context() as patch:
        patch.setitem(vars(wire().student), "engine", OneLook())
        patch.setattr(running.steps, "answer_seconds", lambda step: PATIENCE)
        patch.setattr(samples, "LOOKED", 0.0)
        patch.setattr(samples, "PLANTED", 0.0)
        patch.setattr(wire().followups.notify, "_push", lambda *_: None)
        seed()
        yield running


@pytest.fixture
def clock(box: Sandbox) -> Iterator[SandboxClock]:
    """The sandbox's and this process's time, for a test to move; afterwards it is the real one for the others."""
    yield box.clock
    box.clock.back()


@pytest.fixture(scope="session")
def seeded(box: Sandbox) -> Seeded:
    """Codes of the two demo tasks."""
    from sandbox.seed import Seeded

    return Seeded()


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of a run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def browser(run_folder: Path) -> Iterator[Browser]:
    """One for all suites: a process can hold only one."""
    from playwright.sync_api import expect, sync_playwright

    from tests.worlds import looks
    from tools.bench.web import CALM, browser_path

    looks.share(run_folder / "looked at")
    expect.set_options(timeout=1000 * PATIENCE)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser_path(), args=[*CALM, *BROWSER_FLAGS])
        yield running
        running.close()


@pytest.fixture(scope="session")
def outside(box: Sandbox) -> Outside:
    from clients.outside import Outside

    return Outside(box.control_url)


@pytest.fixture(scope="session")
def aws(box: Sandbox) -> SimpleNamespace:
    """Only the emulator: names of tables and bucket, and the environment boto3 reads."""
    names = ("orders", "people", "tasks", "inbox")
    tables = {name: box.env[f"{name.upper()}_TABLE"] for name in names}
    return SimpleNamespace(tables=tables, bucket=box.env["PHOTO_BUCKET"], env=box.aws_env)


@pytest.fixture(scope="module")
def fresh(box: Sandbox) -> None:
    """A file's tests begin with the demo's tasks and no order: those of others make each look at a whole table
    and at all of a branch's tasks slow."""
    from sandbox.seed import seed

    box.forget("OrdersTable", "TasksTable", "PeopleTable", "InboxTable")
    seed()


@pytest.fixture
def another_cloud(monkeypatch: pytest.MonkeyPatch) -> None:
    """AWS itself, with keys that open nothing; a session keeps its first keys, so the process's own is put aside."""
    from botocore.session import Session

    from chalicelib.shared import aws as cloud
    from chalicelib.shared import db

    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "cn-north-1")
    monkeypatch.setattr(cloud, "session", cache(Session))
    monkeypatch.setattr(cloud, "_boto3", cache(cloud._boto3.__wrapped__))
    monkeypatch.setattr(db, "_connection", cache(db._connection.__wrapped__))
