"""A real browser in front of the whole system."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import Task
from clients.outside import Outside, new_phone
from sandbox.box import Sandbox
from tests.worlds.app import World
from tests.worlds.browsers import Desks, Door, Visits
from tests.worlds.clerk import BRANCH, Clerk
from tests.worlds.made import made_once
from tests.worlds.staff import Colleague, colleague
from tests.worlds.teachers import listed_task
from tests.worlds.visitor import Visitor
from tools import web_publish


@pytest.fixture(scope="session")
def release(box: Sandbox, run_folder: Path) -> Path:
    """The folder of the published pages, which the first worker of a run builds for all."""
    return made_once(run_folder / "pages", partial(web_publish.write, box.aws_env["AWS_ENDPOINT_URL"]))


@pytest.fixture(scope="module", autouse=True)
def served(box: Sandbox, release: Path) -> Iterator[None]:
    """Serve the pages as they are published; a file that redefines this fixture is served the sources."""
    with box.published(release):
        yield


@pytest.fixture(scope="module")
def world(box: Sandbox, fresh: None) -> World:
    """One for all tests of a file, and empty before them."""
    return World(box)


@pytest.fixture(scope="module")
def manager(world: World) -> Colleague:
    return colleague(world.box.console_url, StaffRole.MANAGER)


@pytest.fixture(scope="module")
def task(world: World) -> Task:
    """With a roster, and somebody at every step: what a teacher sees."""
    return listed_task(world)


@pytest.fixture
def door(browser: Browser) -> Iterator[Door]:
    found = Door(browser)
    yield found
    found.close()


@pytest.fixture
def visit(box: Sandbox, door: Door, outside: Outside) -> Visits:
    """`visit("phone")` opens a browser for a student who is new."""

    def come(device: str = "phone", **options: Any) -> Visitor:
        return door.let_in(Visitor(door.page(device, options), box.api_url, outside, new_phone()))

    return come


@pytest.fixture
def student(visit: Visits) -> Visitor:
    """A student who is logged in, on a phone, at a page that asks for nothing."""
    one = visit()
    one.come_in("/contact")
    return one


@pytest.fixture
def desk(box: Sandbox, door: Door) -> Desks:
    """`desk(StaffRole.REVIEWER)` opens a browser for somebody new at the branch."""

    def come(*roles: StaffRole, device: str = "desktop", branch: str = BRANCH, **options: Any) -> Clerk:
        return door.let_in(Clerk(door.page(device, options), box.console_url, *roles, branch=branch))

    return come
