"""How a call to another party ends when the same call, made again at once, would only be told the same."""

from __future__ import annotations


class Refused(Exception):
    """It understood and will not: somebody must mend something first.  Whoever raises it has alarmed."""


class TooOften(Exception):
    """It has heard enough for some time."""
