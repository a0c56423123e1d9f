"""The site as it is published: it opens, a second visit asks for almost nothing, and an open tab outlives a release."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePosixPath

import pytest
from playwright.sync_api import Response

from deploy.origins import CONSOLE, SITE, Origin
from deploy.site_headers import FOREVER, NEWEST
from sandbox.cloud.site import Site
from sandbox.server import Reply, Request, Server
from tests.worlds.browsers import Visits
from tests.worlds.visitor import Visitor
from tools.bench.web import weight
from tools.web_publish import WEB, write

STORAGE = "https://photos.example"
MOST_PUBLISHED = 32 * 1024  # bytes that count of a first load


class Published:
    """Plain servers of what was published, without an API; they note what they are asked for."""

    def __init__(self, folder: Path) -> None:
        self._source, self.out = folder / "web", folder / "out"
        self.asked: list[tuple[str, Reply]] = []
        shutil.copytree(WEB, self._source)
        self.release()
        self._console = self._serve(CONSOLE, "")
        self.console_url = self._console.url
        self._site = self._serve(SITE, self.console_url)
        self.url = self._site.url

    def _serve(self, origin: Origin, console: str) -> Server:
        pages = Site(STORAGE, self.out / origin.prefix, origin, console)
        return Server(partial(self._answer, pages)).start()

    def stop(self) -> None:
        self._site.stop()
        self._console.stop()

    def release(self) -> None:
        write(STORAGE, self.out, self._source)

    def change(self, path: str, old: str, new: str) -> None:
        text = (self._source / path).read_text()
        assert old in text
        (self._source / path).write_text(text.replace(old, new))

    def _answer(self, pages: Site, request: Request) -> Reply:
        reply = pages(request)
        if not request.path.startswith("/api/"):
            self.asked.append((request.path, reply))
        return reply


@pytest.fixture
def published(tmp_path: Path) -> Iterator[Published]:
    running = Published(tmp_path)
    yield running
    running.stop()


@pytest.fixture
def student(published: Published, visit: Visits) -> Visitor:  # the browser closes before the server stops
    """Somebody at the published site, where nobody answers for the API."""
    guest = visit()
    guest.site_url = published.url
    guest.expected.append("/api/captcha")
    return guest


def test_the_published_site_opens(published: Published, student: Visitor) -> None:
    student.open("/contact")
    student.heading("联系我们")
    student.sees("服务时间")
    student.open("/login")
    student.heading("登录")
    student.page.goto(f"{published.url}/staff")
    student.heading("员工登录")
    student.page.goto(f"{published.url}/p")
    student.heading("没有链接")
    sent = {
        path: dict(reply.headers).get("Cache-Control")
        for path, reply in published.asked
        if reply.status not in (301, 302)
    }
    assert {path for path, cache in sent.items() if cache == NEWEST} == {"/", "/staff/", "/p/", "/settings.json"}
    assert set(sent.values()) == {NEWEST, FOREVER}
    assert all(reply.status in (200, 301, 302, 304) for _, reply in published.asked)


@pytest.mark.parametrize(
    ("origin", "site", "heading"), [(SITE, "student", "登录"), (CONSOLE, "staff", "员工登录"), (SITE, "p", "没有链接")]
)
def test_every_page_of_the_routes_is_published(
    published: Published, student: Visitor, origin: Origin, site: str, heading: str
) -> None:
    """Asked for by its address in a browser, each is there, whichever file it lies in."""
    student.page.goto(f"{published.url}/{'' if site == 'student' else site}")
    student.heading(heading)
    folder = "teacher" if site == "p" else site
    later = next((published.out / origin.prefix / folder).glob("later.*.js")).name
    kinds = student.page.evaluate(
        """async address => Object.fromEntries(
          Object.entries(await import(address)).map(([name, page]) => [name, typeof page.default]))""",
        f"/{folder}/{later}",
    )
    pages = {path.stem for path in (WEB / folder / "pages").glob("*.js")}
    at_hand = {path.removesuffix(".js") for path in re.findall(rf'"/{folder}/pages/(\w+\.js)"', page_of(site))}
    found = {name.removeprefix(f"{folder}_pages_") for name, kind in kinds.items() if kind == "function"}
    assert found == pages - at_hand
    assert at_hand < pages


def page_of(site: str) -> str:
    return (WEB / ("" if site == "student" else site) / "index.html").read_text()


def test_the_first_load_is_light(student: Visitor) -> None:
    answers: list[Response] = []
    student.page.on("response", lambda answer: answers.append(answer))
    student.open("/login")
    student.heading("登录")
    student.page.wait_for_load_state("networkidle")
    assert 0 < weight(answers) <= MOST_PUBLISHED


def test_a_second_visit_asks_whether_the_page_is_the_same_and_nothing_else(
    published: Published, student: Visitor
) -> None:
    for address, heading in (("/login", "登录"), ("/contact", "联系我们")):
        student.open(address)
        student.heading(heading)
    student.sees("服务时间")
    student.page.wait_for_function("() => [...document.images].every(picture => picture.complete)")
    first = {path for path, _ in published.asked}
    assert {PurePosixPath(path).suffix for path in first} == {"", ".json", ".css", ".js"}
    published.asked.clear()
    student.page.close()
    student.page = student.page.context.new_page()
    student.open("/contact")
    student.sees("服务时间")
    student.open("/login")
    student.heading("登录")
    assert sorted((path, reply.status) for path, reply in published.asked) == [("/", 304), ("/settings.json", 304)]
    assert sum(len(reply.body) for _, reply in published.asked) == 0


def test_after_a_release_only_what_leads_to_the_change_is_asked_for(published: Published, student: Visitor) -> None:
    student.open("/contact")
    student.sees("服务时间")
    published.change("student/pages/contact.js", "服务时间", "办公时间")
    published.release()
    published.asked.clear()
    student.page.reload()
    student.sees("办公时间")
    names = {path.rpartition("/")[2].split(".")[0] for path, reply in published.asked if reply.status == 200}
    assert names == {"", "app", "later"}


def test_a_tab_opened_before_a_release_goes_on_with_its_own_version(published: Published, student: Visitor) -> None:
    student.open("/login")
    student.heading("登录")
    published.change("student/pages/contact.js", "服务时间", "办公时间")
    published.change("shared/ui.js", "/**", "/** newer */ /**")
    published.release()
    student.page.evaluate("location.hash = '/contact'")
    student.heading("联系我们")
    student.sees("服务时间")
    student.page.reload()
    student.sees("办公时间")
