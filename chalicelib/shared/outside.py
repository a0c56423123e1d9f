"""Refusals of external services, where an immediate retry would get the same answer."""

from __future__ import annotations


class Refused(Exception):
    """The service refuses the call until somebody fixes something.  Whoever raises this has raised the alarm."""


class TooOften(Exception):
    """A rate limit of the service is reached for some time."""


class OverBudget(TooOften):
    """What may be spent on the service in a day is used up."""
