"""The first load is light, and nothing comes from elsewhere."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Response

from tests.worlds.browsers import Visits
from tools.bench.web import MOST_BYTES, weight


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
