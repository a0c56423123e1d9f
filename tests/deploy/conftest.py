"""One deployment for all tests of this folder: the packages of this machine's processor, in an emulator of its own."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import pytest

from deploy.lambda_runtime import PYTHON
from tests.worlds.builds import HOST, Builds
from tests.worlds.deployed import Deployed, deployed
from tools.stack.landed import LANDED


@pytest.fixture(scope="session")
def landed(builds: Builds, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """The tables and buckets of the last release with schools, tasks, staff and something in each, and no code."""
    if sys.version_info[:2] != tuple(map(int, PYTHON.split("."))):
        pytest.skip(f"a package is made with Python {PYTHON}")
    builds.table(HOST)
    with deployed(builds.folder(HOST), tmp_path_factory.mktemp("deployed")) as world:
        world.stand(json.loads(LANDED.read_text()))
        world.leave()
        world.seed()
        yield world


@pytest.fixture(scope="session")
def stack(landed: Deployed) -> Deployed:
    """The stack of today over it."""
    landed.deploy(landed.packages())
    return landed
