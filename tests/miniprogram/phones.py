"""The mini-program as the test compiled it, opened by people with phones."""

from __future__ import annotations

import json
import mimetypes
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route

from clients.outside import Outside, new_phone
from clients.student import Student
from sandbox.box import Sandbox
from tests.miniprogram.person import Person
from tests.miniprogram.phone import Phone
from tests.worlds.app import World
from tests.worlds.browsers import fresh_context

PLACE = "/miniprogram-under-test/"  # beside the API: a mini-program knows no rule of origins
SCREEN: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True,
}  # fmt: skip


class Phones:
    """`come(folder)`: a new person with a phone; what the browser's console says against it fails the test."""

    def __init__(self, box: Sandbox, browser: Browser, outside: Outside) -> None:
        self._box, self._browser, self._outside = box, browser, outside
        self._people: list[Person] = []

    def come(self, folder: Path, *, known: bool = False) -> Person:
        """known: she was here before: logged in, with a nickname, every text agreed to."""
        box = self._box
        phone = Phone(self._outside, new_phone())
        api = Student(box.api_url)
        kept = _kept_by(api, phone) if known else {}
        storage = [{"name": f"wx.{name}", "value": json.dumps(value)} for name, value in kept.items()]
        state: Any = {"cookies": [], "origins": [{"origin": box.api_url, "localStorage": storage}]}
        context = fresh_context(self._browser, **SCREEN, storage_state=state)
        context.grant_permissions(["local-network-access"])  # the page itself comes from no network
        page = context.new_page()
        _serve(page, box.api_url, folder)
        bucket = box.aws_env["AWS_ENDPOINT_URL"]
        domains = {"request": [box.api_url], "uploadFile": [bucket], "downloadFile": [bucket]}
        page.add_init_script(f"globalThis.domains = {json.dumps(domains)}")
        self._people.append(Person(page, World(box), PLACE, phone, api))
        return self._people[-1]

    def close(self) -> None:
        """Raises AssertionError for what nobody provoked."""
        for person in self._people:
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
