"""Each role at each page of the console: her page, or one that says whose it is, and nothing else."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Request, expect

from chalicelib.staff.model import ROLE_LABELS, StaffRole
from sandbox.box import Sandbox
from tests.worlds.app import World
from tests.worlds.browsers import Door
from tests.worlds.clerk import Clerk
from tests.worlds.console_modules import evaluated
from tests.worlds.console_pages import HERS_NOT, Place, places, visit
from tests.worlds.looks import check, fits, shot

LAPTOP = {"viewport": {"width": 1366, "height": 768}}
LEADS = "all => all.map((one) => one.getAttribute('href').slice(1))"


@pytest.fixture(scope="module")
def branch(box: Sandbox) -> tuple[str, list[Place]]:
    return places(World(box))


def asked_of(clerk: Clerk) -> set[str]:
    """What the pages ask the API from now on; it grows."""
    asked: set[str] = set()

    def note(request: Request) -> None:
        path = request.url.partition("/api/")[2]
        if path:
            asked.add(path)

    clerk.page.on("request", note)
    return asked


@pytest.mark.parametrize("role", StaffRole)
def test_a_role_has_her_pages_and_is_told_whose_the_others_are(
    box: Sandbox, door: Door, branch: tuple[str, list[Place]], role: StaffRole
) -> None:
    name, pages = branch
    clerk = door.let_in(Clerk(door.page("desktop", LAPTOP), box.console_url, role, branch=name))
    asked = asked_of(clerk)
    others = [place for place in pages if not place.is_for(role)]
    clerk.come_in(others[-1].address)
    clerk.heading(HERS_NOT)
    for place in others:
        visit(clerk, place.address, HERS_NOT)
        whose = "、".join(f"“{label}”" for one, label in ROLE_LABELS.items() if one in place.roles)
        clerk.sees(f"这个页面供{whose}使用，您的角色是“{ROLE_LABELS[role]}”。")
        fits(clerk.page)
    assert asked <= {"staff/me", "staff/counts"}  # which the navigation asks
    check(clerk.page)
    shot(clerk.page, f"not-hers-{role}")
    expect(clerk.link("回到首页")).to_have_attribute("href", "#/")
    leads: set[str] = set()
    for place in (place for place in pages if place.is_for(role)):
        visit(clerk, place.address, place.heading)
        fits(clerk.page)
        leads.update(clerk.page.locator("a[href^='#/']").evaluate_all(LEADS))
    me = json.dumps({"roles": [{"role": role}]})
    assert evaluated("staff/routes.js", f"{json.dumps(sorted(leads))}.filter((one) => !it.isFor({me}, one))") == []
