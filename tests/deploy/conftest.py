"""One deployment for all tests of this folder: the packages of this machine's processor, in an emulator of its own."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import pytest

from deploy.lambda_runtime import PYTHON
from tests.worlds.builds import HOST, packages
from tests.worlds.deployed import Deployed, deployed, in_account
from tools.stack import smoke
from tools.stack.landed import LANDED


@pytest.fixture(scope="session")
def _landed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    if sys.version_info[:2] != tuple(map(int, PYTHON.split("."))):
        pytest.skip(f"a package is made with Python {PYTHON}")
    with deployed(packages(HOST), tmp_path_factory.mktemp("deployed")) as world, pytest.MonkeyPatch.context() as patch:
        patch.setattr(smoke, "PATIENCE", 10 * smoke.PATIENCE)  # a slow machine is no failure
        with in_account(world.box):
            world.stand(json.loads(LANDED.read_text()))
            world.leave()
            world.seed()
        yield world


@pytest.fixture(scope="session")
def _stack(_landed: Deployed) -> Deployed:
    with in_account(_landed.box):
        _landed.deploy(_landed.packages())
    return _landed


@pytest.fixture
def landed(_landed: Deployed) -> Iterator[Deployed]:
    """The tables and buckets of the last release with schools, tasks, staff and something in each, and no code."""
    with in_account(_landed.box):
        yield _landed


@pytest.fixture
def stack(_stack: Deployed) -> Iterator[Deployed]:
    """The stack of today over it."""
    with in_account(_stack.box):
        yield _stack
