"""One engine per test process; what it says of a file it is asked once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from chalicelib.photo.engine import BrokenModel, Engine
from chalicelib.photo.model import Spec
from chalicelib.photo.spec import spec_for
from layers.registry import fetch, read_list
from tests.worlds.pictures import ROOT
from tests.worlds.remembering import Remembering


@pytest.fixture(scope="session")
def models_dir() -> Path:
    return Path(os.environ.get("MODELS_DIR", ROOT / "build" / "models"))


@pytest.fixture(scope="session")
def engine(models_dir: Path) -> Engine:
    """For what an engine says; what it does twice is asked of `forgetful`."""
    try:
        return Remembering(models_dir)
    except BrokenModel as broken:
        pytest.fail(f"{broken}: run `python layers/opencv/build.py --models build/models`")


@pytest.fixture
def forgetful(models_dir: Path) -> Engine:
    """Judges each time, as the product does."""
    return Engine(models_dir)


@pytest.fixture(scope="session")
def spec() -> Spec:
    return spec_for("chsi")


@pytest.fixture(scope="session")
def packaged() -> Path:
    """The folder with the pictures that packaged.json names; they are fetched once."""
    folder = ROOT / "build" / "pictures"
    fetch(folder, read_list(Path(__file__).parent / "packaged.json"))
    return folder
