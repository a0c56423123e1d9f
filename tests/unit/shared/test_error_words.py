"""Every error has words a student can read and a known status, and whatever raises it fills its words."""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import string
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import chalicelib
from chalicelib.collect_codes.service import PICTURE_ERRORS
from chalicelib.identity.session_items import REFUSALS as ENDED
from chalicelib.orders.errors import NotInThisState, PhotoNotWanted
from chalicelib.orders.machine.refusals import BY_GUARD
from chalicelib.shared.errors import REGISTRY, DomainError, TooMany
from chalicelib.staff.endings import REFUSALS as ENDINGS
from deploy.gateway_responses import gateway_responses
from tests.worlds.app import speaks_chinese

STATUSES = {400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 502, 503}
GIVEN = {"when"}  # TooMany fills it from retry_after
MODULES = [importlib.import_module(found.name) for found in pkgutil.walk_packages(chalicelib.__path__, "chalicelib.")]
ERRORS = sorted(REGISTRY.values(), key=lambda error: error.code)


def words_of(error: type[DomainError]) -> set[str]:
    """Names a message or an action wants filled."""
    parts = string.Formatter().parse(error.message + error.action)
    return {name for _, name, _, _ in parts if name} - (GIVEN if issubclass(error, TooMany) else set())


@pytest.mark.parametrize("error", ERRORS, ids=[error.code for error in ERRORS])
def test_an_error_says_what_is_wrong_and_what_to_do(error: type[DomainError]) -> None:
    assert error.status in STATUSES
    assert error.code == error.code.lower()
    assert error.code.replace("_", "").isalnum()
    filled: dict[str, Any] = dict.fromkeys(words_of(error), "某某")
    raised = error(retry_after=5, **filled) if issubclass(error, TooMany) else error(**filled)
    for sentence in (raised.text, raised.cure):
        assert sum("一" <= sign <= "鿿" for sign in sentence) >= 4, sentence
        assert not any(mark in sentence for mark in "{}")


def test_every_error_has_a_code_of_its_own() -> None:
    def leaves(error: type[DomainError]) -> Iterator[type[DomainError]]:
        for each in error.__subclasses__():
            yield each
            yield from leaves(each)

    ours = {each for each in leaves(DomainError) if each.__module__.startswith("chalicelib.")}
    assert {each for each in ours if "code" not in each.__dict__} == set()
    assert ours == {error for error in REGISTRY.values() if error.__module__.startswith("chalicelib.")}
    branches = [error for error in DomainError.__subclasses__() if error.__module__ == "chalicelib.shared.errors"]
    for error in ours:  # a leaf speaks with the status of its branch
        assert error.status in {branch.status for branch in branches if issubclass(error, branch)}, error


def meant(module: ModuleType, node: ast.expr) -> Any:
    """What a name or an attribute of a module's name is."""
    if isinstance(node, ast.Name):
        return getattr(module, node.id, None)
    if isinstance(node, ast.Attribute):
        with suppress(RuntimeError):  # a blueprint has no request outside of one
            return getattr(meant(module, node.value), node.attr, None)
    return None


def source(module: ModuleType) -> str:
    return Path(str(module.__file__)).read_text()


def raisers() -> Iterator[tuple[str, type[DomainError], set[str]]]:
    """(where, error, words it is given) of every call of an error class in the product."""
    for module in MODULES:
        for node in ast.walk(ast.parse(source(module))):
            called = node.func if isinstance(node, ast.Call) else node.exc if isinstance(node, ast.Raise) else None
            error = meant(module, called) if called is not None else None
            if isinstance(error, type) and issubclass(error, DomainError):
                given = {word.arg or "**" for word in node.keywords} if isinstance(node, ast.Call) else set()
                yield f"{module.__name__}:{getattr(node, 'lineno', 0)}", error, given


def test_every_raiser_fills_the_words_of_its_error() -> None:
    found = list(raisers())
    for where, error, given in found:
        assert words_of(error) <= given, f"{where} raises {error.__name__} without {words_of(error) - given}"
    called = {error for _, error, _ in found}
    refusals = (NotInThisState, PhotoNotWanted, *BY_GUARD.values())
    tables = {error: {"label", "contacts"} for error in refusals} | {error: set() for error in PICTURE_ERRORS.values()}
    tables |= {error: {"when", "most", "hours", "idle"} for error in ENDINGS.values()}
    tables |= {error: {"when"} for error in ENDED.values()}
    for error in REGISTRY.values():
        if words_of(error) and error not in called:
            assert words_of(error) <= tables.get(error, set()), f"nobody fills {words_of(error)} of {error.__name__}"


def test_every_error_is_raised_somewhere() -> None:
    everything = "\n".join(map(source, MODULES))
    for error in REGISTRY.values():
        if error.__module__.startswith("chalicelib."):
            assert everything.count(error.__name__) > 1, error


@pytest.mark.parametrize("kind", gateway_responses())
def test_the_gateway_refuses_in_the_same_envelope(kind: str) -> None:
    said = gateway_responses()[kind]
    body = json.loads(said["ResponseTemplates"]["application/json"])
    assert set(body) == {"error"}
    speaks_chinese(body["error"])
    assert said["StatusCode"] == REGISTRY[body["error"]["code"]].status
