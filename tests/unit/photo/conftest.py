"""One engine per test process."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from chalicelib.photo.engine import Engine
from chalicelib.photo.model import Spec
from chalicelib.photo.spec import spec_for
from tests.worlds.pictures import ROOT


@pytest.fixture(scope="session")
def models_dir() -> Path:
    return Path(os.environ.get("MODELS_DIR", ROOT / "build" / "models"))


@pytest.fixture(scope="session")
def engine(models_dir: Path) -> Engine:
    try:
        return Engine(models_dir)
    except FileNotFoundError as missing:
        pytest.fail(f"{missing}: run `make setup`, which fetches the models")


@pytest.fixture(scope="session")
def spec() -> Spec:
    return spec_for("chsi")
