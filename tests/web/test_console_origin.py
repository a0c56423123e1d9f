"""The console has an origin of its own: nothing that runs on the site reaches a session of the branch."""

from __future__ import annotations

import re

import pytest
import requests
from playwright.sync_api import expect

from chalicelib.staff.model import StaffRole
from sandbox.box import Sandbox
from tests.worlds.browsers import Desks, Door
from tests.worlds.visitor import Guest
from tools.suite.patience import PATIENCE

KEPT = "() => Object.keys(localStorage).filter(name => name.startsWith('gradphoto.staff'))"
# What a hostile script on the site would try; "refused" where the browser lets nothing through.
ASKS = """async ([address, token]) => {
  const answer = await fetch(address, {headers: {Authorization: `Bearer ${token}`}}).catch(() => null);
  return answer ? answer.status : 'refused';
}"""


@pytest.fixture(scope="module", autouse=True)
def served() -> None:
    """Serve the sources, whose addresses are those of the folders."""


def test_a_script_on_the_site_finds_no_session_and_reaches_no_console(box: Sandbox, desk: Desks, door: Door) -> None:
    clerk = desk(StaffRole.MANAGER)
    clerk.come_in("/")
    expect(clerk.page.get_by_role("heading", level=1)).to_be_visible()
    assert clerk.page.evaluate(KEPT)
    other = door.let_in(Guest(clerk.page.context.new_page(), box.api_url))
    other.expected += ["/api/staff/me", "connect-src", "Content Security Policy", box.console_url]
    other.open("/contact")
    other.heading("联系我们")
    assert other.page.evaluate(KEPT) == []
    token = clerk.api.token
    assert other.page.evaluate(ASKS, [f"{box.api_url}/api/staff/me", token]) == 404
    assert other.page.evaluate(ASKS, [f"{box.console_url}/api/staff/me", token]) == "refused"
    assert clerk.page.evaluate(ASKS, [f"{box.console_url}/api/staff/me", token]) == 200


def test_the_old_address_leads_to_the_console_with_all_that_stood_in_it(box: Sandbox, door: Door) -> None:
    guest = door.let_in(Guest(door.page("desktop", {}), box.api_url))
    guest.expected.append("/api/staff/invites/show")
    guest.page.goto(f"{box.api_url}/staff/#/invites/{'x' * 43}")
    expect(guest.page).to_have_url(re.compile(rf"^{re.escape(box.console_url)}/staff/#/invites/x{{43}}$"))


def test_each_origin_answers_for_its_own_pages_and_routes_only(box: Sandbox) -> None:
    def status(url: str) -> int:
        return requests.get(url, timeout=PATIENCE, allow_redirects=False).status_code

    site, console = box.api_url, box.console_url
    assert [status(f"{site}{path}") for path in ("/", "/p/", "/shared/base.css", "/api/me")] == [200, 200, 200, 401]
    own = ("/", "/staff/", "/shared/base.css", "/api/staff/me")
    assert [status(f"{console}{path}") for path in own] == [200, 200, 200, 401]
    assert [status(f"{site}{path}") for path in ("/staff", "/staff/app.js", "/api/staff/me")] == [302, 302, 404]
    strange = ("/index.html", "/p/", "/student/app.js", "/teacher/app.js", "/api/me", "/api/pay/notices/wechat")
    assert [status(f"{console}{path}") for path in strange] == [404] * len(strange)
    policy = requests.get(f"{console}/", timeout=PATIENCE).headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert site not in policy
