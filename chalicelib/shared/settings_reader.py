"""Fills a step's settings: from the environment, and what is secret from the secrets of the step's groups.

In a deployment the environment holds no secret.  A tool's may: a group of which the environment has a value is taken
from there as a whole.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import MISSING, Field, fields
from functools import cache
from typing import Any, cast

import msgspec

from chalicelib.shared import secrets
from chalicelib.shared.config.common import Common
from chalicelib.shared.log import log
from chalicelib.shared.settings import OPTIONAL_GROUPS, STEPS, AllSettings, group_of

Rotating = secrets.Rotating
_DECODER = msgspec.json.Decoder(dict[str, str])


class SettingsError(Exception):
    """The settings do not fit the step; the text names what is missing or wrong, and never a value."""


def read[S: Common](model: type[S], values: Mapping[str, str], *, asked: Collection[str] = ()) -> S:
    """`model` filled from `values`, by names in upper case.  Raises SettingsError naming what is missing or wrong.

    asked: the groups whose secrets `values` are from, too.
    """
    given = {one.name: values[one.name.upper()] for one in fields(model) if values.get(one.name.upper())}
    missing = [one for one in fields(model) if one.default is MISSING and one.name not in given]
    _refuse(model, "not set", [_place(one, values, asked) for one in missing])
    try:
        return msgspec.convert(given, model, strict=False)  # an environment knows no numbers
    except (ValueError, msgspec.DecodeError) as error:
        raise SettingsError(f"{model.__name__}: {error}") from error


def rotating[S: Common](
    model: type[S], environ: Mapping[str, str], fetch: secrets.Fetch = secrets.fetch
) -> Rotating[S]:
    """`model` from `environ` and the secrets.  Raises SettingsError before any is read, for what is known by then."""
    present = [one for one in fields(model) if group_of(one) and environ.get(one.name.upper())]
    if environ.get("STAGE") == "prod" and environ.get("STEP"):
        _refuse(model, "a secret in the environment", [one.name.upper() for one in present])
    plain = [one for one in fields(model) if not group_of(one) and one.default is MISSING]
    _refuse(model, "not set", [name for one in plain if not environ.get(name := one.name.upper())])
    asked = {group_of(one) for one in fields(model)} - {group_of(one) for one in present} - {""}
    names = {secret_name(environ["STAGE"], group): group for group in asked}

    def build(texts: Mapping[str, str]) -> S:
        try:
            return fill(texts)
        except SettingsError as error:  # an exception's text is not logged elsewhere; this one has no value in it
            log("settings do not fit", level="error", reason=str(error))
            raise

    def fill(texts: Mapping[str, str]) -> S:
        absent = [name for name, group in names.items() if name not in texts and group not in OPTIONAL_GROUPS]
        _refuse(model, "no such secret, or no right to read it", absent)
        values = dict(environ)
        for name, text in texts.items():
            values |= _own_values(name, names[name], text)
        return read(model, values, asked=asked)

    return Rotating(names, build, fetch=fetch)


def secret_name(stage: str, group: str) -> str:
    """What the secret of a group is called."""
    return f"gradphoto/{stage}/{group}"


def _own_values(name: str, group: str, text: str) -> dict[str, str]:
    """The group's settings of its secret, and no others: whoever may write one secret changes nothing else."""
    try:
        values = _DECODER.decode(text)
    except (ValueError, msgspec.DecodeError):
        raise SettingsError(f"secret {name}: not a JSON object of texts") from None  # the error may quote a value
    own = {one.name.upper() for one in fields(AllSettings) if group_of(one) == group}
    if others := values.keys() - own:  # not named: whoever mixes up names and values must not read these in the log
        log("a secret holds what is none of its settings", level="error", reason=name, count=len(others))
    return {key: value for key, value in values.items() if key in own}


def _place(one: Field[Any], values: Mapping[str, str], asked: Collection[str]) -> str:
    """Where a setting belongs, for an error."""
    name, group = one.name.upper(), group_of(one)
    return f"{name} of secret {secret_name(values['STAGE'], group)}" if group in asked else name


def _refuse(model: type[Common], why: str, names: Collection[str]) -> None:
    if names:
        raise SettingsError(f"{model.__name__}: {why}: {', '.join(names)}")


@cache
def _own() -> Rotating[AllSettings]:
    step = os.environ.get("STEP")
    return cast("Rotating[AllSettings]", rotating(STEPS[step] if step else AllSettings, os.environ))


def settings() -> AllSettings:
    """This process's settings: another object after a secret has changed.

    In a Lambda the variable STEP names the step, and the result is that step's own model: other attributes do not exist
    there, and the tests in tests/cold would fail on them.
    """
    return _own().current()


def newer(used: AllSettings) -> AllSettings | None:
    """Settings with newer secrets, for whoever was refused with those in `used`; None if there are none."""
    return _own().newer(used)
