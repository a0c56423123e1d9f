"""Money over days begins with no order of another test: time would move on for those, too."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True, scope="module")
def _begin(fresh: None) -> None:
    pass
