"""What a deployment tries afterwards, and which one is gone back to."""

from __future__ import annotations

import pytest

from chalicelib.shared.ids import random_id
from tools.stack.cloud import reached
from tools.stack.record import Deployment, State, before
from tools.stack.smoke import TRIES


def test_every_step_that_people_call_is_tried() -> None:
    from app import app

    called = {entry.view_name for methods in app.routes.values() for entry in methods.values()}
    assert {one.step for one in TRIES} == called | {""}
    for one in TRIES:
        if one.step:
            path = one.path.partition("?")[0]
            fitting = [
                entry for path_, methods in app.routes.items() if _fits(path_, path) for entry in methods.values()
            ]
            assert one.step in {entry.view_name for entry in fitting if entry.method == one.method}, one


def _fits(route: str, path: str) -> bool:
    pairs = list(zip(route.split("/"), path.split("/"), strict=False))
    return route.count("/") == path.count("/") and all(ours.startswith("{") or ours == asked for ours, asked in pairs)


def made(*states: State) -> list[Deployment]:
    return [
        Deployment(at=f"2027-06-0{number}", commit=random_id(), template="", parameters={}, state=state)
        for number, state in enumerate(states)
    ]


@pytest.mark.parametrize(
    ("states", "stands", "goes_back_to"),
    [
        (("live", "live"), 1, 0),
        (("live", "begun"), 1, 0),
        (("live", "begun", "begun"), 2, 0),  # twice interrupted
        (("live", "live", "undone"), 1, 0),
        (("live", "live", "undone", "undone", "begun"), 4, 1),
    ],
)  # fmt: skip
def test_what_stands_and_what_is_gone_back_to(states: tuple[State, ...], stands: int, goes_back_to: int) -> None:
    all_of_them = made(*states)
    assert before(all_of_them) == (all_of_them[stands], all_of_them[goes_back_to])


@pytest.mark.parametrize("states", [(), ("live",), ("begun",), ("begun", "begun"), ("live", "undone")])
def test_there_is_nothing_to_go_back_to(states: tuple[State, ...]) -> None:
    assert before(made(*states)) is None


def test_an_api_is_called_at_its_own_address_or_at_the_emulator(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "https://abc.execute-api.cn-north-1.amazonaws.com.cn/prod/"
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    assert reached(url) == url.rstrip("/")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
    assert reached(url) == "http://127.0.0.1:4566/_aws/execute-api/abc/prod"
