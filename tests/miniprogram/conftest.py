"""The mini-program in a browser: compiled once, opened by people with phones, against the whole system."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from clients.outside import Outside
from sandbox.box import Sandbox
from tests.miniprogram.compiled import ROOT, compiled
from tests.miniprogram.person import Opens
from tests.miniprogram.phones import Phones


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    return compiled(ROOT / "miniprogram", shared / "miniprogram")


@pytest.fixture(scope="session")
def phones(box: Sandbox, browser: Browser, outside: Outside) -> Phones:
    return Phones(box, browser, outside)


@pytest.fixture
def someone(phones: Phones) -> Iterator[Opens]:
    """`someone(folder)`: a new person with a phone."""
    yield phones.come
    phones.leave()
