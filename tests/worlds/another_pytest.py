"""A pytest that a test starts knows nothing of the run that the test is part of."""

from __future__ import annotations

import os


def environ_of_its_own() -> dict[str, str]:
    """This process's environment without what pytest, its workers and the coverage tool left in it."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "SLIPCOVER_"))}
