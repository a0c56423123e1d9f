"""A pytest that a test starts knows nothing of the run that the test is part of, and loads no plugin unasked."""

from __future__ import annotations

import os


def environ_of_its_own() -> dict[str, str]:
    """This process's environment without what pytest, its workers and the coverage tool left in it."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "SLIPCOVER_"))}
    return own | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
