"""The mini-program in a browser: compiled once, opened by people with phones, against the whole system."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from sandbox.box import Sandbox
from tests.miniprogram.compiled import ROOT, compiled
from tests.miniprogram.person import Person
from tests.miniprogram.phone import Phone
from tools.outside import Outside, new_phone

PLACE = "/miniprogram-under-test/"  # beside the API: a mini-program knows no rule of origins
SCREEN: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True,
}  # fmt: skip
Opens = Callable[..., Person]


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compiled(ROOT / "miniprogram", tmp_path_factory.mktemp("miniprogram"))


@pytest.fixture
def someone(box: Sandbox, browser: Browser, outside: Outside) -> Iterator[Opens]:
    """`someone(bundle)`: a new person with a phone; what the browser's console says against it fails the test."""
    people: list[Person] = []

    def come(folder: Path, **options: Any) -> Person:
        context = browser.new_context(**(SCREEN | options), locale="zh-CN")
        context.set_default_timeout(15_000)
        page = context.new_page()
        _serve(page, box.api_url, folder)
        person = Person(page, box.api_url, PLACE, Phone(outside, new_phone()))
        people.append(person)
        return person

    yield come
    for person in people:
        person.page.context.close()
        person.check_silence()


def _serve(page: Page, origin: str, folder: Path) -> None:
    def answer(route: Route) -> None:
        path = folder / route.request.url.partition(PLACE)[2].split("?")[0].split("#")[0]
        if path.is_file():
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            route.fulfill(body=path.read_bytes(), content_type=f"{kind}; charset=utf-8")
        else:
            route.fulfill(status=404)

    page.route(f"{origin}{PLACE}**", answer)
