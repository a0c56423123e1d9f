"""The heart of the money and its door, changed in every small way: the tests in memory notice nine of ten."""

from __future__ import annotations

import pytest

from tools.mutants import LEAST, MODULES, hunt


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", MODULES)
def test_mutants_are_noticed(name: str) -> None:
    found = hunt(name)
    print(found.all, found.survivors)
    assert found.all > 40
    assert found.share >= LEAST, found.survivors
