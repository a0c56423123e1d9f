"""The first load is light, and nothing comes from elsewhere."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Response

from chalicelib.staff.model import StaffRole
from tests.worlds.browsers import Desks, Visits
from tools.bench.web import MOST_BYTES, weight

MOST_CONSOLE_BYTES = 90 * 1024


@pytest.fixture(scope="module", autouse=True)
def served() -> None:
    """The sources, as `make run` serves them: what is light unbundled is lighter as it is published."""


def test_the_first_load(visit: Visits) -> None:
    student = visit()
    answers: list[Response] = []
    student.page.on("response", lambda answer: answers.append(answer))
    student.open()
    student.page.get_by_alt_text("图形验证码").wait_for()
    assert weight(answers) <= MOST_BYTES
    hosts = {urlsplit(one.url).netloc for one in answers if not one.url.startswith("data:")}
    assert hosts == {urlsplit(student.site_url).netloc}
    page = answers[0]
    assert "default-src 'self'" in page.headers["content-security-policy"]


def test_the_first_load_of_the_console(desk: Desks) -> None:
    """The login and the home page after it, with their documents."""
    clerk = desk(StaffRole.MANAGER)
    answers: list[Response] = []
    clerk.page.on("response", lambda answer: answers.append(answer))
    clerk.open("/")
    clerk.log_in()
    clerk.sees(clerk.api.account.name)
    clerk.page.wait_for_load_state("networkidle")
    documents = [answer for answer in answers if answer.request.resource_type == "document"]
    sizes = [answer.request.sizes()["responseBodySize"] for answer in documents]
    assert weight(answers) + sum(sizes) <= MOST_CONSOLE_BYTES
    hosts = {urlsplit(one.url).netloc for one in answers if not one.url.startswith("data:")}
    assert hosts == {urlsplit(clerk.site_url).netloc}
