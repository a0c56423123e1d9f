"""How long a race is run and on what, and that it notices the faults that it is about."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator
from contextlib import nullcontext
from dataclasses import dataclass

import pytest

from sandbox.box import Sandbox
from tests.race.plants import parted
from tests.worlds import racing
from tests.worlds.pay import World, world_of

FEW, MANY = 10, 200


@dataclass(frozen=True)
class Fault:
    """Items whose conditions are compared too early in so many rounds, while works race or run one after another."""

    keys: tuple[str, ...]
    rounds: int
    raced: bool = True


def pytest_configure(config: pytest.Config) -> None:
    line = "guarded_by(*keys, seldom=False): the race fails within ten rounds if these items' conditions are compared "
    config.addinivalue_line("markers", line + "too early; seldom: within two hundred, and only the long runs prove it")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A race runs ten rounds in every run of the tests, two hundred in the long ones, and up to ten with each fault.

    The long runs also prove that a fault shows in races alone: with works that run one after another the test passes.
    """
    if "rounds" not in metafunc.fixturenames:
        return
    many = [pytest.param(MANY, marks=pytest.mark.slow)]
    for mark in metafunc.definition.iter_markers("guarded_by"):
        name = f"parted {' '.join(mark.args)}"
        seldom, slow = mark.kwargs.get("seldom"), pytest.mark.slow
        many.append(pytest.param(Fault(mark.args, MANY if seldom else FEW), id=name, marks=[slow] if seldom else []))
        many.append(pytest.param(Fault(mark.args, FEW, raced=False), id=f"{name} in turn", marks=slow))
    metafunc.parametrize("rounds", [FEW, *many], indirect=True)


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> int:
    """How often a race is run."""
    return request.param.rounds if isinstance(request.param, Fault) else int(request.param)


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """A test with a planted fault passes if its race fails."""
    spec = getattr(pyfuncitem, "callspec", None)
    fault = spec.params.get("rounds") if spec else None
    if not isinstance(fault, Fault):
        return (yield)
    with parted(*fault.keys), racing.in_turn() if not fault.raced else nullcontext():
        try:
            done = yield
        except Exception as error:
            if not fault.raced:
                raise
            print(f"noticed: {error!r}")
            return True
    return pytest.fail(f"{fault.rounds} rounds noticed nothing") if fault.raced else done


@pytest.fixture(autouse=True, scope="module")
def _begin(fresh: None) -> None:
    pass


@pytest.fixture(autouse=True)
def _restless() -> Iterator[None]:
    """Threads change often enough for races to show, and ten rounds are run in every way."""
    racing.forget()
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.001)
    yield
    sys.setswitchinterval(before)


@pytest.fixture(scope="module")
def world(box: Sandbox) -> Iterator[World]:
    with world_of(box) as running:
        yield running
