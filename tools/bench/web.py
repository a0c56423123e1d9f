"""How heavy and how quick the site's login is on a cheap phone with a slow line: a table of `make bench`.

The profile is the usual slow 4G: 1.6 Mbit/s down, 750 kbit/s up, 150 ms a round trip, a processor four times slower
than this one.
"""

from __future__ import annotations

import os
import shutil
import statistics
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, Response, sync_playwright

MOST_BYTES = 60 * 1024  # JavaScript, style sheets and fonts as sent
MOST_MS = 1500.0  # until somebody can type
ROUNDS = 5
SLOW_LINE = {
    "offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8,
}  # fmt: skip
SLOWER = 4
HEAVY = ("script", "stylesheet", "font")
CALM = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
WATCH = """(() => {
  const look = () => {
    const form = document.querySelector('#phone');
    const picture = document.querySelector('.captcha img');
    if (form) window.usable ??= performance.now();
    if (picture?.complete) window.seen ??= performance.now();
    else requestAnimationFrame(look);
  };
  look();
})()"""
MARKS = """() => {
  const [page] = performance.getEntriesByType('navigation');
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  const first = paint ? paint.startTime : 0;
  return { first, loaded: page.domContentLoadedEventEnd, usable: window.usable, picture: window.seen };
}"""
SHIFTS = """() => new Promise(done => new PerformanceObserver(list =>
  done(list.getEntries().reduce((sum, one) => sum + (one.hadRecentInput ? 0 : one.value), 0))
).observe({ type: 'layout-shift', buffered: true }) || setTimeout(() => done(0), 300))"""

# With it the pages behind the login are asked for; the server refuses it, which leads back.
SESSION = "Object.assign(localStorage, { 'gradphoto.who': 'somebody', 'gradphoto.token': 'over' })"


@dataclass(frozen=True, kw_only=True)
class Figures:
    """bytes: of HEAVY as sent; times in ms from the start of the navigation; shift: cumulative layout shift.

    usable: when the form accepts typing; picture: when the captcha can be read.
    """

    bytes: int
    requests: int
    first_paint: float
    loaded: float
    usable: float
    picture: float
    shift: float

    @property
    def kept(self) -> bool:
        return self.bytes <= MOST_BYTES and self.usable <= MOST_MS


def browser_path() -> str:
    """The browser named in CHROMIUM, or the first one found: one without windows opens a page in a tenth of the
    time."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), names[0])


def weight(answers: Iterable[Response]) -> int:
    """Bytes of the bodies that count, as sent."""
    heavy = [answer for answer in answers if answer.request.resource_type in HEAVY]
    return sum(answer.request.sizes()["responseBodySize"] for answer in heavy)


@contextmanager
def _slow_page(browser: Browser) -> Iterator[Page]:
    """A fresh profile on a slow phone."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW_LINE)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    try:
        yield page
    finally:
        context.close()


def _once(browser: Browser, site_url: str) -> Figures:
    with _slow_page(browser) as page:
        answers: list[Response] = []
        page.on("response", lambda answer: answers.append(answer))
        page.add_init_script(WATCH)
        page.goto(site_url, wait_until="commit")
        page.locator(".captcha img").wait_for()
        page.wait_for_load_state("networkidle")
        marks, shift = page.evaluate(MARKS), page.evaluate(SHIFTS)
        return Figures(
            bytes=weight(answers),
            requests=len(answers),
            first_paint=marks["first"],
            loaded=marks["loaded"],
            usable=marks["usable"],
            picture=marks["picture"],
            shift=shift,
        )


def first_visit(site_url: str) -> int:
    """How many files of the site somebody asks for who never was here: at the login, and for the pages behind it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=list(CALM))
        asked: set[str] = set()
        page = browser.new_page()
        page.on("response", lambda answer: asked.add(answer.url.partition("#")[0]))
        page.goto(site_url)
        page.locator(".captcha img").wait_for()
        page.wait_for_load_state("networkidle")
        page.evaluate(SESSION)
        page.reload()
        page.locator(".captcha img").wait_for()
        page.wait_for_load_state("networkidle")
        browser.close()
    return sum(url.startswith(site_url) and "/api/" not in url for url in asked)


def measure(site_url: str) -> Figures:
    """Medians of ROUNDS first visits to the login."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=list(CALM))
        _once(browser, site_url)  # warms up the server
        rounds = [_once(browser, site_url) for _ in range(ROUNDS)]
        browser.close()

    def middle(name: str) -> float:
        return float(statistics.median(getattr(figures, name) for figures in rounds))

    return Figures(
        bytes=int(middle("bytes")),
        requests=int(middle("requests")),
        first_paint=middle("first_paint"),
        loaded=middle("loaded"),
        usable=middle("usable"),
        picture=middle("picture"),
        shift=middle("shift"),
    )
