"""Fixtures of the tests that speak HTTP to the whole product."""

from __future__ import annotations

import pytest

from clients.outside import Outside
from clients.student import Student
from sandbox.box import Sandbox
from tests.worlds.app import World


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
