"""Two ways in which another party refuses a call, where calling again at once would get the same answer."""

from __future__ import annotations


class Refused(Exception):
    """It understood and will not: somebody must mend something first.  Whoever raises it has alarmed."""


class TooOften(Exception):
    """It has heard enough for some time."""
