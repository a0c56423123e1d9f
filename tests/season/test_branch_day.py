"""A branch's whole season in browsers, from an empty deployment to the purge: no call of the API by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from clients.outside import Outside
from sandbox.box import Sandbox
from sandbox.clock import SandboxClock
from tests.miniprogram.compiled import ROOT, compiled
from tests.miniprogram.phones import Phones
from tests.worlds.season import notices, opening, orders, review, rosters, students, tasks
from tests.worlds.season.branch import Season
from tests.worlds.season.graduates import GRADUATES

SHORT, WHOLE = 6, len(GRADUATES)
WECHAT_SHARE = 7  # every so many students one comes in WeChat


@pytest.fixture(params=[SHORT, pytest.param(WHOLE, marks=pytest.mark.slow)])
def season(
    request: pytest.FixtureRequest, box: Sandbox, browser: Browser, outside: Outside, clock: SandboxClock
) -> Iterator[Season]:
    """A deployment without anybody, any school or any task."""
    box.forget("OrdersTable", "TasksTable", "PeopleTable", "InboxTable")
    running = Season(box, browser, outside, clock, GRADUATES[: request.param])
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


def test_from_an_empty_deployment_to_the_seasons_end(season: Season, phones: Phones, bundle: Path) -> None:
    opening.first_administrator_is_invited(season)
    opening.staff_are_invited(season)
    tasks.school_is_added(season)
    tasks.task_is_drafted(season)
    rosters.roster_is_imported(season)
    tasks.task_is_opened(season)
    address = notices.notice_is_printed(season)

    by_wechat = max(1, len(season.graduates) // WECHAT_SHARE)
    asking, *others = season.graduates[:-by_wechat]
    came = [students.come_with_doubtful_photos(season, address, asking)]
    students.pay_by_web(came[0])
    season.waits(minutes=2)
    rosters.wrong_roster_is_taken_back(season, begun=asking)
    students.stranger_is_refused(season, address)
    for graduate in others:
        came.append(students.come_by_web(season, address, graduate))
        students.pay_by_web(came[-1])
    for graduate in season.graduates[-by_wechat:]:
        students.come_by_wechat(season, phones, bundle, graduate)
    _, blurred, blurred_too, recalled, *_ = came
    review.review_to_zero(season, {blurred.order, blurred_too.order})
    for student in (blurred, blurred_too):
        students.replaces_photo(student, review.BLURRED)
    orders.approval_is_recalled(season, recalled.graduate)
    review.review_to_zero(season)
