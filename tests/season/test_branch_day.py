"""A branch's whole season in browsers, from an empty deployment to the purge: no call of the API by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from clients.outside import Outside
from sandbox.box import Sandbox
from sandbox.clock import SandboxClock
from tests.miniprogram import student as wechat
from tests.miniprogram.compiled import ROOT, compiled
from tests.miniprogram.phones import Phones
from tests.worlds.season import opening, review, tasks
from tests.worlds.season.branch import Season
from tests.worlds.season.students import GRADUATES, come_by_web, come_by_wechat, pay_by_web


@pytest.fixture
def season(box: Sandbox, browser: Browser, outside: Outside, clock: SandboxClock) -> Iterator[Season]:
    """A deployment without anybody, any school or any task."""
    box.forget("OrdersTable", "TasksTable", "PeopleTable", "InboxTable")
    running = Season(box, browser, outside, clock)
    yield running
    running.door.close()


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return compiled(ROOT / "miniprogram", tmp_path)


@pytest.fixture
def phones(box: Sandbox, browser: Browser, outside: Outside) -> Iterator[Phones]:
    opened = Phones(box, browser, outside)
    yield opened
    opened.close()


@pytest.mark.slow
def test_from_an_empty_deployment_to_the_seasons_end(season: Season, phones: Phones, bundle: Path) -> None:
    opening.first_administrator_is_invited(season)
    opening.staff_are_invited(season)
    tasks.school_is_added(season)
    code = tasks.task_is_made(season)
    for graduate in GRADUATES[:2]:
        visitor = come_by_web(season, graduate, code)
        pay_by_web(visitor)
    for graduate in GRADUATES[2:3]:
        person = come_by_wechat(phones, bundle, graduate, code)
        wechat.pay(person)
    review.review_to_zero(season, "wang", rejects=1)
