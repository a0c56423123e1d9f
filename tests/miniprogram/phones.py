"""The mini-program as the test compiled it, opened by people with phones."""

from __future__ import annotations

import mimetypes
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser

from clients.outside import Outside, new_phone
from clients.student import Student
from sandbox.box import Sandbox
from sandbox.server import Reply
from tests.miniprogram.compiled import EMPTY
from tests.miniprogram.handset import Handset
from tests.miniprogram.person import Person
from tests.miniprogram.phone import Phone
from tests.worlds.app import World

PLACE = "/miniprogram-under-test/"  # at the API's origin: a mini-program knows no rule of origins


class Phones:
    """`come(folder)`: a new person with a phone; what the browser's console says against it fails the test."""

    def __init__(self, box: Sandbox, browser: Browser, outside: Outside) -> None:
        self._box, self._browser, self._outside = box, browser, outside
        self._places: dict[Path, str] = {}  # addresses of the bundles by their folders
        self._free: list[Handset] = []
        self._used: list[Handset] = []

    def come(self, folder: Path, *, known: bool = False) -> Person:
        """known: the person was here before: is logged in, has a nickname and agreed to every text."""
        phone, api = Phone(self._outside, new_phone()), Student(self._box.api_url)
        handset = self._free.pop() if self._free else Handset(self._box, self._browser)
        self._used.append(handset)
        place = self._place(folder)
        handset.user = Person(handset.page, World(self._box), f"{place}index.html", phone, api)
        handset.fill(place + EMPTY, _kept_by(api, phone) if known else {})
        return handset.user

    def leave(self) -> None:
        """End all visits.  Raises AssertionError for an error on a console that no test provoked."""
        used, self._used = self._used, []
        self._free += [handset for handset in used if handset.reset()]
        for handset in used:
            handset.user.check_silence()

    def _place(self, folder: Path) -> str:
        """The address of the bundle, which the sandbox serves from the first call on."""
        if folder not in self._places:
            path = f"{PLACE}{len(self._places)}/"
            self._box.serve_beside(path, partial(_file, folder))
            self._places[folder] = self._box.api_url + path
        return self._places[folder]


def _kept_by(api: Student, phone: Phone) -> dict[str, object]:
    """What the mini-program's storage holds after an earlier login."""
    codes = phone.codes()
    api.login_by_wechat(codes["login_code"], codes["phone_code"])
    api.agree()
    me = api.call("PATCH", "/api/me", {"nickname": "小雨"})
    return {"token": api.token, "known": True, "kept.who": me["created_at"]}


def _file(folder: Path, name: str) -> Reply:
    """Answer with a file of `folder`, which the browser may keep; 404 if there is none."""
    file = folder / name
    if not file.is_file():
        return Reply(status=404)
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    kept = {"Content-Type": f"{kind}; charset=utf-8", "Cache-Control": "max-age=86400, immutable"}
    return Reply(body=file.read_bytes()).also(kept)
