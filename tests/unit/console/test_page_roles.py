"""Who a page of the console is for: those whom the API answers what the page shows first, and nobody else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import app
from chalicelib.staff.model import ROLE_LABELS, StaffRole
from tests.worlds.console_modules import evaluated
from tools.openapi import routes_of

PAGES = Path(__file__).parents[3] / "web/staff/pages"
ROUTES = "staff/routes.js"
ALL = set(StaffRole)
USED = {  # pages that are nothing without a call of theirs that is made later
    "orders": "findOrders", "task_new": "createTask", "task_settings": "changeTask",
    "password": "changePassword",
}  # fmt: skip
ASKED_FIRST = {"audit": {"listAccounts"}}  # calls that a page makes only for those who may


def _called(handler: str) -> str:
    """A handler's name in the console's client."""
    first, *rest = handler.split("_")
    return first + "".join(part.title() for part in rest)


@pytest.fixture(scope="module")
def may() -> dict[str, tuple[str, set[str]]]:
    """(method, those who may) of each call of the console."""
    return {_called(one.handler): (one.method, set(one.roles)) for one in routes_of(app.app) if one.roles}


def _calls(page: str) -> set[str]:
    """What a page's module asks the API itself."""
    found = re.search(r"import \{([^}]*)\} from '\.\./generated/client\.js'", (PAGES / f"{page}.js").read_text())
    return {name.strip() for name in found[1].split(",")} - {""} if found else set()


def test_a_page_is_for_those_whom_the_api_answers(may: dict[str, tuple[str, set[str]]]) -> None:
    wrong = {}
    for _, page, roles in evaluated(ROUTES, "it.PAGES"):
        if not roles:
            continue
        asked = _calls(page) - ASKED_FIRST.get(page, set())
        loads = {name for name in asked if may[name][0] == "GET"}
        assert loads or page in USED, page
        needed = loads | {USED[page]} if page in USED else loads
        answered = ALL.intersection(*(may[name][1] for name in needed))
        if set(roles) != answered:
            wrong[page] = (set(roles), answered)
    assert not wrong


def test_open_pages_ask_for_nobodys_roles(may: dict[str, tuple[str, set[str]]]) -> None:
    pages = {page for _, page, roles in evaluated(ROUTES, "it.PAGES") if not roles}
    assert pages == {"login", "invite", "accept_invite"}
    assert not {name for page in pages for name in _calls(page)} & set(may)


def test_one_page_is_for_the_same_people_at_all_its_addresses() -> None:
    rows = [(page, tuple(roles)) for _, page, roles in evaluated(ROUTES, "it.PAGES")]
    assert len({page for page, _ in rows}) == len(set(rows))


@pytest.mark.parametrize(
    ("role", "desks"),
    [
        (StaffRole.REVIEWER, "review tasks chsi schools me"),
        (StaffRole.MANAGER, "review waiting orders tasks imports chsi schools invoices exports audit privacy me"),
        (StaffRole.FINANCE, "waiting orders tasks schools payments refunds bills invoices season exports me"),
        (StaffRole.ADMIN, "tasks imports chsi schools accounts audit privacy me"),
    ],
)
def test_the_navigation_of_each_role(role: StaffRole, desks: str) -> None:
    me = json.dumps({"roles": [{"role": role, "label": ROLE_LABELS[role]}]})
    assert evaluated("staff/desks.js", f"it.desksOf({me}).map(([address]) => address.slice(1))") == desks.split()


def test_an_address_with_a_query_is_its_pages_and_an_unknown_one_is_anybodys() -> None:
    me = json.dumps({"roles": [{"role": StaffRole.REVIEWER}]})
    asked = ["/orders?find=1", "/orders/1", "/tasks/1/packages", "/tasks/1/orders?state=DONE", "/login", "/nowhere"]
    answers = evaluated(ROUTES, f"{json.dumps(asked)}.map((one) => it.isFor({me}, one))")
    assert answers == [False, True, False, True, True, True]
