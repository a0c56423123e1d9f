"""Fixtures of the tests that speak HTTP to the whole product."""

from __future__ import annotations

import pytest

from chalicelib.staff.model import StaffRole
from clients.outside import Outside
from clients.student import Student
from sandbox.box import Sandbox
from tests.worlds.app import World
from tests.worlds.branch import Desk
from tests.worlds.home import Branch
from tests.worlds.staff import Colleague, colleague


@pytest.fixture(autouse=True, scope="module")
def _begin(fresh: None) -> None:
    pass


@pytest.fixture(scope="session")
def world(box: Sandbox) -> World:
    return World(box)


@pytest.fixture
def outside(box: Sandbox) -> Outside:
    return Outside(box.control_url)


@pytest.fixture
def student(box: Sandbox) -> Student:
    return Student(box.api_url)


@pytest.fixture(scope="module")
def manager(world: World) -> Colleague:
    return colleague(world.box.console_url, StaffRole.MANAGER)


@pytest.fixture(scope="module")
def reviewer(world: World) -> Colleague:
    return colleague(world.box.console_url, StaffRole.REVIEWER)


@pytest.fixture(scope="module")
def desk(world: World) -> Desk:
    return Desk(world)


@pytest.fixture
def branch(world: World) -> Branch:
    return Branch(world)
