"""The limits of every standard with all that a task may choose of it."""

from __future__ import annotations

from itertools import product
from typing import get_args

from chalicelib.photo.limits import rows_for
from chalicelib.photo.limits.row import Row
from chalicelib.photo.model import Background, Covers, Glasses, Policy, Spec
from chalicelib.photo.spec import SPECS, spec_for


def every_spec() -> list[Spec]:
    """The standards with all that a task may choose of them."""
    choices = product(SPECS, get_args(Policy), get_args(Glasses), get_args(Covers))
    return [
        spec_for(name, Background((255, 255, 255), 20.0, policy), glasses=glasses, covers=covers)
        for name, policy, glasses, covers in choices
    ]


def every_row() -> list[Row]:
    return [row for spec in (*SPECS.values(), *every_spec()) for row in rows_for(spec)]
