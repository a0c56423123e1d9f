"""The mini-program in a browser: compiled once, opened by people with phones, against the whole system."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from clients.outside import Outside, new_phone
from clients.student import Student
from sandbox.box import Sandbox
from tests.miniprogram.compiled import ROOT, compiled
from tests.miniprogram.person import Opens, Person
from tests.miniprogram.phone import Phone
from tests.worlds.app import World
from tests.worlds.browsers import fresh_context

PLACE = "/miniprogram-under-test/"  # beside the API: a mini-program knows no rule of origins
SCREEN: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True,
}  # fmt: skip


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compiled(ROOT / "miniprogram", tmp_path_factory.mktemp("miniprogram"))


@pytest.fixture
def someone(box: Sandbox, browser: Browser, outside: Outside) -> Iterator[Opens]:
    """`someone(folder)`: a new person with a phone; what the browser's console says against it fails the test.

    known: she was here before: logged in, with a nickname, every text agreed to.
    """
    people, world = list[Person](), World(box)

    def come(folder: Path, *, known: bool = False) -> Person:
        phone = Phone(outside, new_phone())
        api = Student(box.api_url)
        kept = _kept_by(api, phone) if known else {}
        storage = [{"name": f"wx.{name}", "value": json.dumps(value)} for name, value in kept.items()]
        state: Any = {"cookies": [], "origins": [{"origin": box.api_url, "localStorage": storage}]}
        context = fresh_context(browser, **SCREEN, storage_state=state)
        context.grant_permissions(["local-network-access"])  # the page itself comes from no network
        page = context.new_page()
        _serve(page, box.api_url, folder)
        bucket = box.aws_env["AWS_ENDPOINT_URL"]
        domains = {"request": [box.api_url], "uploadFile": [bucket], "downloadFile": [bucket]}
        page.add_init_script(f"globalThis.domains = {json.dumps(domains)}")
        people.append(Person(page, world, PLACE, phone, api))
        return people[-1]

    yield come
    for person in people:
        person.page.context.close()
        person.check_silence()


def _kept_by(api: Student, phone: Phone) -> dict[str, object]:
    """What the mini-program's storage holds after an earlier login."""
    codes = phone.codes()
    api.login_by_wechat(codes["login_code"], codes["phone_code"])
    api.agree()
    me = api.call("PATCH", "/api/me", {"nickname": "小雨"})
    return {"token": api.token, "known": True, "kept.who": me["created_at"]}


def _serve(page: Page, origin: str, folder: Path) -> None:
    def answer(route: Route) -> None:
        path = folder / route.request.url.partition(PLACE)[2].split("?")[0].split("#")[0]
        if path.is_file():
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            route.fulfill(body=path.read_bytes(), content_type=f"{kind}; charset=utf-8")
        else:
            route.fulfill(status=404)

    page.route(f"{origin}{PLACE}**", answer)
