"""The catalogue of schools, changed by hand."""

from __future__ import annotations

from functools import partial

import pytest

from chalicelib.staff.model import StaffRole
from tests.worlds.app import World, refused, school_code
from tests.worlds.staff import Colleague, colleague


@pytest.fixture(scope="module")
def manager(world: World) -> Colleague:
    return colleague(world.box.console_url, StaffRole.MANAGER)


def test_schools_by_hand(world: World, manager: Colleague) -> None:
    code = school_code()
    body = {"name": f"测试开放大学{code}", "kind": "OPEN", "sub_units": ["长沙教学点"], "reason": "新增", "rev": 0}
    made = manager.call("PUT", f"/api/staff/schools/{code}", body)
    assert (made["moe_id"], made["kind"], made["sub_units"]) == ("", "OPEN", ["长沙教学点"])
    assert world.guest().call("GET", "/api/schools", q=f"测试开放大学{code}")["schools"][0]["school_code"] == code
    assert manager.call("PUT", f"/api/staff/schools/{code}", body) == made
    for change, *why in (
        ({"name": "湖南大学", "rev": made["rev"]}, "school_name_taken", "name"),
        ({"aliases": ["湖南大学"], "rev": made["rev"]}, "school_name_taken", "aliases"),
        ({"city": "株洲"}, "school_is_there", "school_code"),
        ({"city": "株洲", "rev": made["rev"] + 1}, "school_changed", "school_code"),
    ):
        refused(partial(manager.call, "PUT", f"/api/staff/schools/{code}", body | change), 409, *why)
    refused(lambda: manager.call("PUT", "/api/staff/schools/12", body), 422, "school_wrong", "school_code")
    for field, named in (("name", "\u3164"), ("aliases", ["旧\n名"]), ("sub_units", [" "]), ("city", "\u202e沙长")):
        put = partial(manager.call, "PUT", f"/api/staff/schools/{school_code()}", body | {field: named})
        refused(put, 422, "school_wrong", field)
